using MeetSolis.IncidentConsole.Incidents;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MeetSolis.IncidentConsole.Runs;

/// <summary>A chunk of an attempt's output, as it was stored at once.</summary>
/// <param name="Lines">JSON: as <see cref="OutputLines"/> writes it.</param>
public sealed record OutputRow(AttemptId Attempt, long FirstSequence, long LastSequence, string Lines);

internal sealed class OutputRowConfiguration : IEntityTypeConfiguration<OutputRow>
{
    public void Configure(EntityTypeBuilder<OutputRow> builder)
    {
        builder.ToTable("output");
        builder.HasKey(o => new { o.Attempt, o.FirstSequence });
        builder.Property(o => o.Attempt).ValueGeneratedNever();
        builder.Property(o => o.FirstSequence).ValueGeneratedNever();
        // Reading on from a sequence starts at the first chunk that ends after it.
        builder.HasIndex(o => new { o.Attempt, o.LastSequence });
    }
}
