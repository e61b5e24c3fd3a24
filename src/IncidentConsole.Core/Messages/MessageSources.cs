using System.Globalization;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Messages;

/// <summary>What a template's field is bound to, read from an incident. Null: the incident does not know it, and nothing is made up.</summary>
internal static class MessageSources
{
    public static string? Value(string source, IncidentView view) => source.Split('.') switch
    {
        ["incident", var what] => OfIncident(what, view),
        ["run", var what] => OfRun(what, view),
        ["finding", var name] => Found(name, view),
        ["file", var name, var what] => OfFile(what, name, view),
        ["signal", var name] => Value(view.Facts.Readings.GetValueOrDefault(name)),
        ["signal", var name, "trend"] => Trend(view.Facts.Readings.GetValueOrDefault(name)),
        ["signal", var name, "at-trigger"] => Value(AtTrigger(name, view.Incident)),
        ["step", var step, "done-at"] => view.Incident.CurrentRun?.Find(step) is { Stands: true, EndedAt: { } done } ? Instant(done) : null,
        ["clock", var name] => view.Clocks.FirstOrDefault(c => c.Clock.Id == name) is { } clock ? Instant(clock.Due) : null,
        _ => null,
    };

    private static string? OfIncident(string what, IncidentView view)
    {
        var incident = view.Incident;
        return what switch
        {
            "number" => incident.Number.ToString(),
            "title" => incident.Title,
            "environment" => incident.Environment,
            "severity" => incident.Severity.ToString().ToUpperInvariant(),
            "trigger" => incident.LeadTrigger?.Fired.Title ?? (incident.DeclaredBy is { } by ? $"declared by {by.Name}" : null),
            "declared-at" => Instant(incident.DeclaredAt),
            "mitigated-at" => At(incident, "mitigated"),
            "resolved-at" => At(incident, "resolved"),
            "commander" => incident.Commander?.Name,
            "duration" => EvidenceText.Duration(Whole((incident.EndedAt ?? view.Now) - incident.DeclaredAt)),
            "summary" => incident.Summary,
            "url" => view.Url,
            _ => null,
        };
    }

    private static string? OfRun(string what, IncidentView view) => view is { Method: { } method, Incident: { CurrentRun: { } run } incident }
        ? what switch
        {
            "method" => method.Id.StartsWith("method-", StringComparison.Ordinal) ? method.Id[7..].ToUpperInvariant() : method.Title,
            "method-title" => method.Title,
            "eta" => EvidenceText.Duration(method.Eta),
            "data-loss" => incident.Files.Values.Any(f => f.Run == run.Number)
                ? string.Join("; ", incident.Files.Values.Where(f => f.Run == run.Number).Select(f => $"what was saved after {Instant(f.ModifiedAt)}, when the backup was written"))
                : method.DataLoss,
            "started-at" => run.StartedAt is { } at ? Instant(at) : null,
            "duration" => run.StartedAt is { } start ? EvidenceText.Duration(Whole((run.MitigatedAt ?? incident.EndedAt ?? view.Now) - start)) : null,
            "steps-done" => $"{run.Steps.Count(s => s.IsDone)} of {run.Steps.Count}",
            _ => null,
        }
        : null;

    private static string? OfFile(string what, string finding, IncidentView view) => view.Incident.Files.GetValueOrDefault(finding) is not { } file ? null : what switch
    {
        "name" => Path.GetFileName(file.Path),
        "size" => EvidenceText.Bytes(file.Bytes),
        "written-at" => Instant(file.ModifiedAt),
        // What matters of a backup: how old it was when the rollback that used it began.
        "age" => EvidenceText.Duration(Whole((view.Incident.Runs.Find(r => r.Number == file.Run)?.StartedAt ?? view.Now) - file.ModifiedAt)),
        _ => null,
    };

    private static string? Found(string finding, IncidentView view) =>
        view.Incident.Findings.GetValueOrDefault(finding) is not { } found ? null
        : Moment(found.Value) ?? found.Value ?? (found.Text is { } text ? view.Written.GetValueOrDefault(text.Id) : null);

    private static SignalReading? AtTrigger(string signal, Incident incident) =>
        incident.Triggers.OrderBy(t => t.Fired.Severity).SelectMany(t => t.Fired.Readings).FirstOrDefault(r => r.Signal == signal);

    private static string? Value(SignalReading? reading) => reading is { CanBeJudged: true } ? EvidenceText.Value(reading.Value, reading.Unit) : null;

    private static string? Trend(SignalReading? reading) => reading is not { CanBeJudged: true } ? null : reading.Trend switch
    {
        SignalTrend.Falling => "falling",
        SignalTrend.Rising => "rising",
        SignalTrend.Steady => "steady",
        _ => "too short to say",
    };

    private static string? At(Incident incident, string milestone) => incident.Milestones.TryGetValue(milestone, out var at) ? Instant(at) : null;

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static TimeSpan Whole(TimeSpan time) => TimeSpan.FromSeconds(Math.Max(0, Math.Round(time.TotalSeconds)));

    /// <summary>An instant that a person gave, as its reader writes it; the template says that it is UTC.</summary>
    private static string? Moment(string? value) =>
        value is not null && value.EndsWith('Z') && DateTimeOffset.TryParseExact(value, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at.ToString(at.Second == 0 ? "yyyy-MM-dd HH:mm" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : null;
}
