using System.Security.Cryptography;
using System.Text;
using MeetSolis.IncidentConsole.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>
/// A text that stands beside its entry so that it can be erased. The entry's digest is SHA-256 over the UTF-8 of <see cref="Salt"/>
/// (32 hexadecimal digits) followed by <see cref="Text"/>. Both are null once erased: without the salt nobody can guess a short text from its digest.
/// </summary>
public sealed record KeptTextRow(Guid Id, IncidentNumber Incident, string? Salt, string? Text)
{
    /// <summary>Keeps a text; the entry takes the reference, the append takes the row.</summary>
    public static (KeptText Reference, KeptTextRow Row) Keep(IncidentNumber incident, string text)
    {
        text = CleanText.Of(text);
        var id = Guid.CreateVersion7();
        var salt = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        return (new(id, Digest(salt, text)), new(id, incident, salt, text));
    }

    public static string Digest(string salt, string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(salt + text)));
}

internal sealed class KeptTextRowConfiguration : IEntityTypeConfiguration<KeptTextRow>
{
    public void Configure(EntityTypeBuilder<KeptTextRow> builder)
    {
        builder.ToTable("kept_texts");
        builder.HasKey(t => t.Id);
        builder.Property(t => t.Id).ValueGeneratedNever();
        builder.HasIndex(t => t.Incident);
    }
}
