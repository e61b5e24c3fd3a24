using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MeetSolis.IncidentConsole.Data;

/// <summary>A random key made once per store and shared by its nodes: digests of secrets made with it say whether two are the same, and no more.</summary>
public sealed class InstallationKey(IDbContextFactory<ConsoleDbContext> contexts)
{
    private const string Name = "digest-key";
    private byte[]? _key;

    /// <summary>Lower-case hexadecimal HMAC-SHA256 of the secret.</summary>
    /// <exception cref="InvalidOperationException">The key was not loaded at start.</exception>
    public string Digest(string secret) => Convert.ToHexStringLower(HMACSHA256.HashData(
        _key ?? throw new InvalidOperationException("The installation key is loaded when the store is opened."), Encoding.UTF8.GetBytes(secret)));

    public async Task LoadAsync(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await db.Set<InstallationRow>().FindAsync([Name], ct) is not { } row)
        {
            row = new InstallationRow { Name = Name, Value = RandomNumberGenerator.GetBytes(32) };
            db.Add(row);
            try
            {
                await db.SaveChangesAsync(ct);
            }
            catch (DbUpdateException)
            {
                // Another node made it in the same moment: theirs counts.
                db.ChangeTracker.Clear();
                row = await db.Set<InstallationRow>().SingleAsync(r => r.Name == Name, ct);
            }
        }
        _key = row.Value;
    }
}

public sealed class InstallationRow
{
    public required string Name { get; set; }
    public required byte[] Value { get; set; }
}

public sealed class InstallationRowConfiguration : IEntityTypeConfiguration<InstallationRow>
{
    public void Configure(EntityTypeBuilder<InstallationRow> builder)
    {
        builder.ToTable("installation");
        builder.HasKey(r => r.Name);
    }
}
