using MeetSolis.IncidentConsole.Incidents;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MeetSolis.IncidentConsole.Runs;

public enum AttemptState { Starting, Running, Ended, Unknown }

/// <summary>Who runs an attempt, and how far its output has been stored. The facts of it are the incident's entries.</summary>
public sealed class AttemptRow
{
    public required AttemptId Id { get; init; }
    public required IncidentNumber Incident { get; init; }
    public required int Run { get; init; }
    public required string Step { get; init; }
    /// <summary>1 for the first try of the step in its run.</summary>
    public required int Number { get; init; }
    public required string Node { get; set; }
    /// <summary>Fencing token: grows with every new owner, and every write names the one it was given.</summary>
    public required long Token { get; set; }
    public required AttemptState State { get; set; }
    public required DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; set; }
    public string? SpoolFolder { get; set; }
    /// <summary>Bytes of each spool file that are in <c>output</c>.</summary>
    public long StdoutOffset { get; set; }
    public long StderrOffset { get; set; }
    /// <summary>Of the newest stored line; 0 before the first.</summary>
    public long LastSequence { get; set; }
    public DateTimeOffset? HeartbeatAt { get; set; }
    public DateTimeOffset? LeaseExpiresAt { get; set; }
}

internal sealed class AttemptRowConfiguration : IEntityTypeConfiguration<AttemptRow>
{
    public void Configure(EntityTypeBuilder<AttemptRow> builder)
    {
        builder.ToTable("attempts");
        builder.HasKey(a => a.Id);
        builder.Property(a => a.Id).ValueGeneratedNever();
        builder.Property(a => a.State).HasConversion<string>();
        builder.HasIndex(a => new { a.Incident, a.Run, a.Step, a.Number }).IsUnique();
        builder.HasIndex(a => new { a.State, a.Node });
    }
}
