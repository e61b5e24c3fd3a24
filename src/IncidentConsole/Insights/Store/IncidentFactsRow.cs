using MeetSolis.IncidentConsole.Incidents;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MeetSolis.IncidentConsole.Insights;

/// <summary>
/// What is counted of an incident that has ended: made from its entries after they were stored, and made anew where it has gone on since, or where this build
/// counts otherwise. It may be deleted at any time.
/// </summary>
/// <param name="Version">Of the incident, when it was counted.</param>
/// <param name="Edition"><see cref="IncidentFacts.Edition"/> of the build that counted.</param>
/// <param name="Trigger">The trigger that led.</param>
/// <param name="Facts">As <see cref="IncidentFacts.Write"/> gives them.</param>
public sealed record IncidentFactsRow(
    IncidentNumber Number, long Version, int Edition, DateTimeOffset DeclaredAt, string Environment, string Runbook, bool Drill, string? Trigger, string Facts);

internal sealed class IncidentFactsRowConfiguration : IEntityTypeConfiguration<IncidentFactsRow>
{
    public void Configure(EntityTypeBuilder<IncidentFactsRow> builder)
    {
        builder.ToTable("incident_facts");
        builder.HasKey(f => f.Number);
        builder.Property(f => f.Number).ValueGeneratedNever();
        builder.HasIndex(f => f.DeclaredAt);
        builder.HasIndex(f => new { f.Drill, f.Trigger, f.Number });
    }
}
