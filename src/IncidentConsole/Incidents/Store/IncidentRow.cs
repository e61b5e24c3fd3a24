using MeetSolis.IncidentConsole.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>What the list shows of an incident: a projection of its state, written in the transaction that appends.</summary>
public sealed record IncidentRow
{
    public required IncidentNumber Number { get; init; }
    public required string Title { get; init; }
    public required string Environment { get; init; }
    public required IncidentSeverity Severity { get; init; }
    public required IncidentStatus Status { get; init; }
    public required IncidentPhase Phase { get; init; }
    public required bool Drill { get; init; }
    public required IncidentKind Kind { get; init; }
    /// <summary>The drill's; null in no drill, and where nothing says it.</summary>
    public string? Scenario { get; init; }
    /// <summary>Put away: lists show it only to who asks.</summary>
    public required bool Archived { get; init; }
    /// <summary>The method of the current run.</summary>
    public string? Method { get; init; }
    public string? CommanderId { get; init; }
    public string? CommanderName { get; init; }
    /// <summary>Id and title of the trigger that leads.</summary>
    public string? Trigger { get; init; }
    public string? TriggerTitle { get; init; }
    public required DateTimeOffset DeclaredAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public required long Version { get; init; }
    public required string HeadHash { get; init; }
    public required string Runbook { get; init; }
    public required string RunbookVersion { get; init; }
    public required string RunbookHash { get; init; }
    /// <summary>The words by which a person may find it, each once, with a blank between them.</summary>
    public required string Search { get; init; }
    /// <summary>What declared it, so that declaring twice by the same cause gives one incident. Set once.</summary>
    public string? DeclareKey { get; init; }
    /// <summary>What it owes by a time, as JSON; null where nothing.</summary>
    public string? Deadlines { get; init; }
    /// <summary>When the soonest of them is due.</summary>
    public DateTimeOffset? DueAt { get; init; }
    /// <summary>When the console must look at one of them again; null where nothing is left to record.</summary>
    public DateTimeOffset? LookAt { get; init; }

    public static IncidentRow From(Incident state, IncidentPhase phase, string? declareKey = null, IReadOnlyList<Deadline>? deadlines = null)
    {
        var lead = state.LeadTrigger?.Fired;
        return new()
        {
            Number = state.Number,
            Title = CleanText.Of(state.Title),
            Environment = CleanText.Of(state.Environment),
            Severity = state.Severity,
            Status = state.Status,
            Phase = phase,
            Drill = state.Drill,
            Kind = state.Kind,
            Scenario = Clean(state.Scenario),
            Archived = state.Archived,
            Method = Clean(state.CurrentRun?.Method),
            CommanderId = Clean(state.Commander?.Id),
            CommanderName = Clean(state.Commander?.Name),
            Trigger = Clean(lead?.Id),
            TriggerTitle = Clean(lead?.Title),
            DeclaredAt = state.DeclaredAt,
            EndedAt = state.EndedAt,
            UpdatedAt = state.UpdatedAt,
            Version = state.Version,
            HeadHash = state.HeadHash,
            Runbook = CleanText.Of(state.Runbook.Id),
            RunbookVersion = CleanText.Of(state.Runbook.Version),
            RunbookHash = CleanText.Of(state.Runbook.Hash),
            Search = Words(state, lead),
            DeclareKey = Clean(declareKey),
            Deadlines = deadlines is { Count: > 0 } ? CleanText.Of(DeadlineText.Write(deadlines)) : null,
            DueAt = deadlines?.Min(d => (DateTimeOffset?)d.Due),
            LookAt = deadlines?.Min(d => d.LookAt),
        };
    }

    private static string Words(Incident state, FiredTrigger? lead) => string.Join(' ', IncidentWords.Of(
        state.Number.ToString(), state.Title, state.Environment, state.Commander?.Name, lead?.Id, lead?.Title, lead?.Report,
        state.Runbook.Id, state.CurrentRun?.Method, state.Scenario, state.Kind == IncidentKind.Incident ? null : state.Kind.ToString(), state.Summary));

    private static string? Clean(string? text) => text is null ? null : CleanText.Of(text);
}

internal sealed class IncidentRowConfiguration : IEntityTypeConfiguration<IncidentRow>
{
    public void Configure(EntityTypeBuilder<IncidentRow> builder)
    {
        builder.ToTable("incidents");
        builder.HasKey(i => i.Number);
        builder.Property(i => i.Number).ValueGeneratedNever();
        builder.Property(i => i.Status).HasConversion<string>();
        builder.Property(i => i.Phase).HasConversion<string>();
        builder.Property(i => i.Kind).HasConversion<string>();
        builder.HasIndex(i => i.DeclareKey).IsUnique();
        // Pages go by number, newest first, within what is filtered most.
        builder.HasIndex(i => new { i.Status, i.Number });
        builder.HasIndex(i => new { i.Environment, i.Number });
        builder.HasIndex(i => new { i.Environment, i.Status, i.Number });
        builder.HasIndex(i => new { i.Archived, i.Number });
        builder.HasIndex(i => new { i.Kind, i.Number });
        // What was like an incident is looked for by these.
        builder.HasIndex(i => new { i.Trigger, i.Number });
        builder.HasIndex(i => new { i.Method, i.Number });
        builder.HasIndex(i => i.DeclaredAt);
        builder.HasIndex(i => i.DueAt);
        builder.HasIndex(i => i.LookAt);
    }
}
