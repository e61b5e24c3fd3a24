using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runbooks.Conditions;

namespace MeetSolis.IncidentConsole.Messages;

/// <summary>Why a message cannot be sent yet.</summary>
/// <param name="Field">The template's field; null where it is the message as a whole.</param>
/// <param name="Sentence">What is missing, and where it comes from.</param>
/// <param name="Step">The step that finds it out, where the current run has one.</param>
/// <param name="Asks">A person can say it in the message itself.</param>
public sealed record MessageBlocker(string? Field, string Sentence, string? Step = null, bool Asks = true);

/// <summary>Everything that stands between a message and its being sent, each with where it is put right.</summary>
public static class MessageBlockers
{
    /// <param name="audience">Null where the message goes to channels, or no list was read yet.</param>
    /// <param name="text">What a person made of the text; null: as the template fills.</param>
    public static IReadOnlyList<MessageBlocker> Of(MessageTemplate template, IncidentView view, FilledMessage filled, Audience? audience, string? text = null, string? subject = null)
    {
        var blockers = new List<MessageBlocker>();
        if (Support(template, view) is { } unsupported) blockers.Add(new(null, unsupported, Asks: false));
        foreach (var field in filled.Missing) blockers.Add(Missing(field, template.Fields[field], view, audience));
        if (Strangers(template, text, subject) is { } strangers) blockers.Add(new(null, strangers, Asks: false));
        foreach (var field in Left(text).Concat(Left(subject)).Distinct().Where(f => template.Fields.TryGetValue(f, out var source) && IsPersons(source) && audience?.Lacking(source[7..]) > 0 && !filled.Missing.Contains(f)))
            blockers.Add(Missing(field, template.Fields[field], view, audience));
        return blockers;
    }

    /// <summary>Why nothing supports what the message claims; null where something does.</summary>
    public static string? Support(MessageTemplate template, IncidentView view) => template.If?.Evaluate(Facts(view)) switch
    {
        null or Truth.True => null,
        Truth.False => $"Nothing supports this message: it holds only where “{template.If}”.",
        _ => $"It is not known whether this message holds: it wants “{template.If}”.",
    };

    /// <summary>What a step's output would have told, nobody read off where a person did the step: that it was done is known all the same.</summary>
    private static ConditionFacts Facts(IncidentView view)
    {
        var findings = new Dictionary<string, string>(view.Facts.Findings);
        foreach (var run in view.Incident.Runs)
            foreach (var step in run.Steps.Where(s => s is { ByHand: true, Stands: true }))
                foreach (var finding in view.Runbook.Methods.GetValueOrDefault(run.Method)?.Steps.GetValueOrDefault(step.Id)?.Capture.Keys ?? [])
                    findings.TryAdd(finding, "unknown");
        return view.Facts with { Findings = findings };
    }

    /// <summary>A field in a person's text that nobody would fill.</summary>
    public static string? Strangers(MessageTemplate template, string? text, string? subject) =>
        Left(text).Concat(Left(subject)).FirstOrDefault(f => !template.Fields.ContainsKey(f)) is { } field
            ? $"“{{{field}}}” in the text is no field of this message: nobody would fill it." : null;

    private static MessageBlocker Missing(string field, string source, IncidentView view, Audience? audience)
    {
        var name = NameWords.Of(field);
        var parts = source.Split('.');
        return parts[0] switch
        {
            "ask" => new(field, $"{name}: only a person can say it."),
            "finding" => Finding(field, name, parts[1], view),
            "person" => audience is null ? new(field, $"{name}: comes from the list of people, which is not there yet.", Asks: false)
                : audience.Fields.Contains(parts[1]) ? new(field, $"{name}: {audience.Lacking(parts[1]):N0} of {audience.People.Count:N0} people have nothing in the column “{parts[1]}”.")
                : new(field, $"{name}: the list has no column “{parts[1]}”."),
            "run" when view.Incident.CurrentRun is null => new(field, $"{name}: no method is chosen yet."),
            "incident" when parts[1] == "trigger" => new(field, $"{name}: a person declared this incident, no trigger."),
            "incident" when parts[1] == "commander" => new(field, $"{name}: nobody has taken command."),
            "signal" => new(field, $"{name}: the signal {parts[1]} cannot be judged now ({(view.Facts.Readings.TryGetValue(parts[1], out var reading) ? EvidenceText.Of(reading, view.Now) : "never received")})."),
            "file" => Finding(field, name, parts[1], view),
            _ => new(field, $"{name}: not known yet."),
        };
    }

    /// <summary>Which step or item finds it out.</summary>
    private static MessageBlocker Finding(string field, string name, string finding, IncidentView view)
    {
        var found = NameWords.Of(finding);
        if (view.Incident.Findings.GetValueOrDefault(finding) is { Text: { } text } && view.Written.GetValueOrDefault(text.Id) is null)
            return new(field, $"{name}: what was written as “{found}” has been erased.");
        if (view.Steps.FirstOrDefault(s => s.Step.FindingNames().Contains(finding)) is { } step)
            return new(field, $"{name}: “{found}” comes of step {step.Number}, {step.Step.Title}.", step.Step.Id);
        if (view.Runbook.Methods.Values.FirstOrDefault(m => m.Steps.Values.Any(s => s.FindingNames().Contains(finding))) is { } method)
            return new(field, $"{name}: “{found}” comes of “{method.Steps.Values.First(s => s.FindingNames().Contains(finding)).Title}” of {NextAction.Named(method)}, which is not under way.");
        if (view.Runbook.Checklists.Values.SelectMany(c => c.AllItems()).FirstOrDefault(i => i.Finding == finding) is { } item)
            return new(field, $"{name}: “{found}” comes of the checklist item “{item.Say}”.");
        return new(field, $"{name}: nobody has recorded “{found}”.");
    }

    private static bool IsPersons(string source) => source.StartsWith("person.", StringComparison.Ordinal);

    private static List<string> Left(string? text)
    {
        var found = new List<string>();
        if (text is not null) MessageText.Put(text, f => { found.Add(f); return null; });
        return found;
    }
}
