using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MeetSolis.IncidentConsole.Runbooks;

/// <summary>Every content a runbook ever had here: incidents are pinned to one by its hash.</summary>
/// <param name="Runbook">The runbook's id.</param>
/// <param name="Version">What the author wrote as its version.</param>
public sealed record RunbookVersionRow(string Hash, string Runbook, string Version, string Yaml, DateTimeOffset LoadedAt);

internal sealed class RunbookVersionRowConfiguration : IEntityTypeConfiguration<RunbookVersionRow>
{
    public void Configure(EntityTypeBuilder<RunbookVersionRow> builder)
    {
        builder.ToTable("runbook_versions");
        builder.HasKey(v => v.Hash);
        builder.HasIndex(v => new { v.Runbook, v.LoadedAt });
    }
}
