using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>The state at a version, so that a long incident need not be folded from its beginning. It may be deleted at any time.</summary>
/// <param name="Fold">The build whose fold made it: another build folds again.</param>
public sealed record SnapshotRow(IncidentNumber Incident, long Version, string Fold, string Json);

internal sealed class SnapshotRowConfiguration : IEntityTypeConfiguration<SnapshotRow>
{
    public void Configure(EntityTypeBuilder<SnapshotRow> builder)
    {
        builder.ToTable("snapshots");
        builder.HasKey(s => new { s.Incident, s.Version });
        builder.Property(s => s.Incident).ValueGeneratedNever();
        builder.Property(s => s.Version).ValueGeneratedNever();
    }
}
