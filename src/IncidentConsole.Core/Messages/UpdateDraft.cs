using System.Globalization;
using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Messages;

/// <summary>
/// What happened since people last heard something, in sentences for them: what was done and what came of it, not notes, output or reasons. A
/// draft: a person reads it before it goes out.
/// </summary>
public static class UpdateDraft
{
    // More than these nobody reads in a chat.
    private const int Most = 8;

    /// <param name="entries">Of the incident, in their order; those up to <paramref name="since"/> are left out.</param>
    public static string Of(IncidentView view, IEnumerable<Entry> entries, DateTimeOffset since)
    {
        var summary = new EntrySummary(view.Runbook, view.Incident, _ => null);
        var lines = entries.Where(e => e.At > since).Select(e => (e.At, Says: Sentence(e.Event, view, summary))).Where(l => l.Says is not null).Select(l => $"• {Time(l.At)} {l.Says}").ToList();
        var shown = lines.TakeLast(Most).ToList();
        if (lines.Count > Most) shown.Insert(0, $"• {lines.Count - Most} more before");
        if (lines.Count == 0) shown.Add($"• Nothing new since {Time(since)} UTC");
        if (Now(view) is { } now) shown.Add($"• Now: {now}");
        return string.Join('\n', shown);
    }

    /// <summary>The same for the follow-up of a message that is repeated.</summary>
    public static string Of(IncidentView view, IEnumerable<Entry> entries) =>
        Of(view, entries, NextUpdate.Soonest(view.Incident, view.Runbook) is { } next ? NextUpdate.Last(view.Incident, view.Runbook, next.Template) : view.Incident.DeclaredAt);

    private static string? Sentence(IncidentEvent e, IncidentView view, EntrySummary summary) => e switch
    {
        TriggerAttached t => $"{t.Trigger.Title} fired",
        SeverityChanged s => $"The severity is {s.Severity.ToString().ToUpperInvariant()} now",
        MethodChosen m => $"{(view.Runbook.Methods.TryGetValue(m.Method, out var method) ? NextAction.Named(method) : m.Method)} was chosen",
        ActionStarted a => $"Began: {view.Runbook.TitleOf(a.Action)}{(a.Until is { } until ? $", until {Time(until)} UTC" : "")}",
        StepEnded x => $"{Step(x.Run, x.Step, summary)} {Ended(x, view)}",
        StepSkipped s when !s.Reason.StartsWith("Not needed here", StringComparison.Ordinal) => $"{Step(s.Run, s.Step, summary)} was skipped",
        StepCompletedByHand c when c.Reason is not null => $"{Step(c.Run, c.Step, summary)} was done by hand",
        CriterionJudged { Result: CriterionResult.Met } j => $"Met: {Criterion(j, view)}",
        CriterionJudged { Result: CriterionResult.NotMet } j => $"Not met: {Criterion(j, view)}",
        IncidentMitigated => "Mitigated: every step is done, and every criterion met",
        IncidentReopened => "Opened again",
        _ => null,
    };

    private static string Ended(StepEnded x, IncidentView view) =>
        view.Incident.Runs.Find(r => r.Number == x.Run)?.Find(x.Step)?.Undos.Exists(a => a.Id == x.Attempt) == true
            ? x.Status == StepStatus.Succeeded ? "was taken back" : "could not be taken back yet"
            : x.Status switch
            {
                StepStatus.Succeeded => "is done",
                StepStatus.Failed => "failed",
                StepStatus.Cancelled => "was cancelled",
                _ => "ran, and is not proven yet",
            };

    private static string? Now(IncidentView view) => view.Incident.CurrentRun is { AllStepsDone: false } && view.Wanted is { } step
        ? $"{char.ToLowerInvariant(step.Name[0])}{step.Name[1..]}{(step.Status == StepStatus.Running ? ", is running" : step.NeedsAnotherTry ? ", needs a decision" : ", is next")}"
        : view.Criteria.FirstOrDefault(c => c.Result is null && c.Criterion.When is not null) is { } watched && view.Incident.CurrentRun is { AllStepsDone: true, MitigatedAt: null } ? $"watching: {watched.Criterion.Say}"
        : null;

    private static string Criterion(CriterionJudged j, IncidentView view) =>
        view.Incident.Runs.Find(r => r.Number == j.Run) is { } run && view.Runbook.Methods.TryGetValue(run.Method, out var method)
            ? method.Success.FirstOrDefault(c => c.Id == j.Criterion)?.Say ?? j.Criterion : j.Criterion;

    private static string Step(int run, string step, EntrySummary summary) =>
        summary.StepName(run, step) is { Length: > 0 } name ? char.ToUpperInvariant(name[0]) + name[1..] + "," : step;

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("HH:mm", CultureInfo.InvariantCulture);
}
