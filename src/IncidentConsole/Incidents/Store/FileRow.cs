using MeetSolis.IncidentConsole.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>
/// A file that stands beside its entry: in the store, so that every node and every export has it. The entry's digest is SHA-256 over
/// <see cref="Salt"/> (32 hexadecimal digits) followed by <see cref="Content"/>. Both are null once erased.
/// </summary>
public sealed record FileRow(Guid Id, IncidentNumber Incident, string? Salt, byte[]? Content);

internal sealed class FileRowConfiguration : IEntityTypeConfiguration<FileRow>
{
    public void Configure(EntityTypeBuilder<FileRow> builder)
    {
        builder.ToTable("files");
        builder.HasKey(f => f.Id);
        builder.Property(f => f.Id).ValueGeneratedNever();
        builder.HasIndex(f => f.Incident);
    }
}

internal static class FileTable
{
    /// <summary>Erases what the events say is erased, in the transaction that stores them: content and name.</summary>
    public static Func<ConsoleDbContext, CancellationToken, Task>? Erasing(Incident incident, IReadOnlyList<IncidentEvent> events)
    {
        var files = events.OfType<FileErased>().Select(e => e.File).ToList();
        if (files.Count == 0) return null;
        var names = incident.Attachments.Where(a => files.Contains(a.Id)).Select(a => a.Fact.Name.Id).ToList();
        return async (db, ct) =>
        {
            await db.Set<FileRow>().Where(f => f.Incident == incident.Number && files.Contains(f.Id))
                .ExecuteUpdateAsync(s => s.SetProperty(f => f.Content, (byte[]?)null).SetProperty(f => f.Salt, (string?)null), ct);
            await db.Set<KeptTextRow>().Where(t => t.Incident == incident.Number && names.Contains(t.Id))
                .ExecuteUpdateAsync(s => s.SetProperty(t => t.Text, (string?)null).SetProperty(t => t.Salt, (string?)null), ct);
        };
    }
}

/// <summary>The files that stand beside entries.</summary>
public sealed class AttachedFiles(IDbContextFactory<ConsoleDbContext> contexts)
{
    /// <summary>Null: there is none, or it was erased.</summary>
    public async Task<byte[]?> ReadAsync(IncidentNumber incident, Guid id, CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.Set<FileRow>().Where(f => f.Incident == incident && f.Id == id).Select(f => f.Content).FirstOrDefaultAsync(ct);
    }

    /// <summary>Salt and content for an export; null where it was erased.</summary>
    public async Task<FileRow?> FindAsync(IncidentNumber incident, Guid id, CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.Set<FileRow>().AsNoTracking().FirstOrDefaultAsync(f => f.Incident == incident && f.Id == id && f.Content != null, ct);
    }
}
