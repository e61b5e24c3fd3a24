using System.Globalization;
using System.Text.RegularExpressions;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Messages;

/// <summary>A template with its fields put in; a field nobody could fill is named, never left blank.</summary>
public sealed record FilledMessage(string? Subject, string Text, IReadOnlyDictionary<string, string> Values, IReadOnlyList<string> Missing);

public static partial class MessageFiller
{
    /// <summary>Fills <c>{field}</c> from what a person gave, else from where the template binds it.</summary>
    public static FilledMessage Fill(MessageTemplate template, IncidentView view, IReadOnlyDictionary<string, string> given)
    {
        var values = new Dictionary<string, string>();
        foreach (var (field, source) in template.Fields)
            if ((given.TryGetValue(field, out var typed) && !string.IsNullOrWhiteSpace(typed) ? typed : Bound(source, view)) is { } value)
                values[field] = value;
        var missing = template.Fields.Keys.Where(f => !values.ContainsKey(f)).ToList();
        return new(template.Subject is null ? null : Put(template.Subject, values), Put(template.Body, values), values, missing);
    }

    private static string? Bound(string source, IncidentView view)
    {
        var incident = view.Incident;
        var run = incident.CurrentRun;
        return source switch
        {
            "incident.number" => incident.Number.ToString(),
            "incident.title" => incident.Title,
            "incident.environment" => incident.Environment,
            "incident.severity" => incident.Severity.ToString().ToUpperInvariant(),
            "incident.trigger" => incident.LeadTrigger?.Fired.Title,
            "incident.declared" => Instant(incident.DeclaredAt),
            "incident.commander" => incident.Commander?.Name,
            "incident.duration" => EvidenceText.Duration((incident.EndedAt ?? view.Now) - incident.DeclaredAt),
            "incident.summary" => incident.Summary,
            "run.method" => view.Method is { } method ? NextAction.Named(method) : null,
            "run.eta" => view.Method is { } method ? EvidenceText.Duration(method.Eta) : null,
            "run.started" => run?.StartedAt is { } at ? Instant(at) : null,
            "run.mitigated" => run?.MitigatedAt is { } at ? Instant(at) : null,
            _ when source.StartsWith("finding.", StringComparison.Ordinal) => Found(source[8..], view),
            _ when source.StartsWith("signal.", StringComparison.Ordinal) =>
                view.Facts.Readings.TryGetValue(source[7..], out var reading) && reading.CanBeJudged ? EvidenceText.Value(reading.Value, reading.Unit) : null,
            _ => null,
        };
    }

    private static string? Found(string finding, IncidentView view) =>
        view.Incident.Findings.GetValueOrDefault(finding) is not { } found ? null
        : Moment(found.Value) ?? found.Value ?? (found.Text is { } text ? view.Written.GetValueOrDefault(text.Id) : null);

    private static string Instant(DateTimeOffset at) => $"{at:yyyy-MM-dd HH:mm} UTC";

    /// <summary>An instant that a person gave, as its reader writes it; the template says that it is UTC.</summary>
    private static string? Moment(string? value) =>
        value is not null && value.EndsWith('Z') && DateTimeOffset.TryParseExact(value, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at.ToString(at.Second == 0 ? "yyyy-MM-dd HH:mm" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : null;

    private static string Put(string text, Dictionary<string, string> values) =>
        Field().Replace(text, m => values.TryGetValue(m.Groups[1].Value, out var value) ? value : m.Value);

    [GeneratedRegex(@"\{([A-Za-z0-9_-]+)\}")]
    private static partial Regex Field();
}
