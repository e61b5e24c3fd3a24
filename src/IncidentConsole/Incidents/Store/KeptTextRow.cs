using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>
/// A text that stands beside its entry so that it can be erased. The entry's digest is SHA-256 over the UTF-8 of <see cref="Salt"/>
/// (32 hexadecimal digits) followed by <see cref="Text"/>. Both are null once erased: without the salt nobody can guess a short text from its digest.
/// </summary>
public sealed record KeptTextRow(Guid Id, IncidentNumber Incident, string? Salt, string? Text);

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
