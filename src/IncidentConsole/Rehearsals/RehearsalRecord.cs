using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Rehearsals;

/// <summary>A rehearsal that was begun, as its incident tells it.</summary>
/// <param name="Eta">Of the method, in the runbook it was rehearsed from.</param>
/// <param name="Report">The file that was written of it, from the documents' folder on.</param>
/// <param name="Files">What its steps ran of the workspace, as it was then.</param>
public sealed record RehearsalRecord(
    IncidentNumber Incident, RunbookRef Runbook, string Environment, string Method, string MethodName, TimeSpan Eta, IncidentStatus Status, DateTimeOffset BegunAt, DateTimeOffset? EndedAt,
    string? Summary, RehearsalReview Review, string? Report, IReadOnlyList<RunFile> Files)
{
    /// <summary>The last line that the step which failed printed, with secrets masked; it may be gone with the output.</summary>
    public string? Said { get; init; }

    public bool IsUnderway => Status == IncidentStatus.Open;

    /// <summary>It came to its end with every step proven.</summary>
    public bool Counts => Status is IncidentStatus.Resolved or IncidentStatus.Closed && Review.Why is null;

    /// <summary>Why it does not count; null where it does, or is under way.</summary>
    public string? Why => IsUnderway || Counts ? null : Status == IncidentStatus.Dismissed ? $"It was dismissed: {Summary}" : $"{Review.Why}{(Said is not null ? $" It said: {Said}" : Summary is not null ? $" {Summary}" : "")}";

    public bool OnClone => Review.Data.IsCloneOfProduction();
    public TimeSpan? Took => Review.Rollback;

    /// <summary>Null where it is no rehearsal.</summary>
    public static RehearsalRecord? Of(Incident incident, Runbook pinned)
    {
        if (!incident.Rehearsal || pinned.RehearsalOf(incident.Rehearses) is not { } rehearsal) return null;
        var review = RehearsalReview.Of(incident, RehearsalRunbook.Of(pinned, rehearsal.Method));
        var method = pinned.Methods[rehearsal.Method];
        return new(incident.Number, incident.Runbook, incident.Environment, method.Id, NextAction.Named(method), method.Eta, incident.Status, incident.DeclaredAt, incident.EndedAt,
            incident.Summary, review, incident.Reports.LastOrDefault()?.Path,
            [.. incident.Runs.SelectMany(r => r.Steps).Where(s => s.Stands).SelectMany(s => s.Current?.Fact.Files ?? []).DistinctBy(f => f.Path)]);
    }
}
