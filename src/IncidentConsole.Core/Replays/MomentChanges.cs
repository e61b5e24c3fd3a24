using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Replays;

/// <param name="Kind">What it is about: Phase, Answers, Steps …</param>
/// <param name="Says">What is otherwise, in words.</param>
public sealed record MomentChange(string Kind, string Says);

/// <summary>What is otherwise at a later moment of an incident than at an earlier one, in words; what is the same is not said.</summary>
public static class MomentChanges
{
    public static IReadOnlyList<MomentChange> Between(IncidentView before, IncidentView after) =>
    [
        .. Of("Incident", Incident(before, after)),
        .. Of("Answers", Answers(before, after)),
        .. Of("Steps", Steps(before, after)),
        .. Of("Checklists", Items(before, after)),
        .. Of("Deadlines", Clocks(before, after)),
        .. Of("Messages", Messages(before, after)),
        .. Of("Signals", Signals(before, after)),
    ];

    private static IEnumerable<MomentChange> Of(string kind, IEnumerable<string> says) => says.Select(s => new MomentChange(kind, s));

    private static IEnumerable<string> Incident(IncidentView before, IncidentView after)
    {
        var (was, now) = (before.Incident, after.Incident);
        if (before.Phase != after.Phase) yield return $"phase: {Phase(before.Phase)} → {Phase(after.Phase)}";
        if (was.Status != now.Status) yield return $"status: {Low(was.Status)} → {Low(now.Status)}";
        if (was.Severity != now.Severity) yield return $"severity: {was.Severity.ToString().ToUpperInvariant()} → {now.Severity.ToString().ToUpperInvariant()}";
        if (was.Commander?.Id != now.Commander?.Id) yield return $"commander: {was.Commander?.Name ?? "nobody"} → {now.Commander?.Name ?? "nobody"}";
        foreach (var run in now.Runs.Skip(was.Runs.Count)) yield return $"chosen: {(after.Runbook.Methods.TryGetValue(run.Method, out var method) ? NextAction.Named(method) : run.Method)}{(run.Number > 1 ? $", run {run.Number}" : "")}";
        if (was.Action?.Id != now.Action?.Id && now.Action is { } action) yield return $"under way: {after.Runbook.TitleOf(action.Id)}";
    }

    private static IEnumerable<string> Answers(IncidentView before, IncidentView after)
    {
        var was = before.Incident.Answers.ToDictionary(a => a.Question, a => a.Answer);
        foreach (var given in after.Incident.Answers.Where(a => was.GetValueOrDefault(a.Question) != a.Answer))
            yield return $"{Ask(after, given.Question)} {(was.TryGetValue(given.Question, out var old) ? $"{Said(old)} → " : "")}{Said(given.Answer)}";
        foreach (var (question, answer) in was.Where(a => !after.Incident.Answers.Exists(g => g.Question == a.Key)))
            yield return $"{Ask(after, question)} {Said(answer)} → no longer answered";
    }

    private static IEnumerable<string> Steps(IncidentView before, IncidentView after)
    {
        foreach (var run in after.Incident.Runs)
        {
            var was = StepPlan.Of(before.Incident.Runs.Find(r => r.Number == run.Number), before.Runbook, before.Facts).ToDictionary(s => s.Step.Id);
            foreach (var step in StepPlan.Of(run, after.Runbook, after.Facts))
            {
                var old = was.GetValueOrDefault(step.Step.Id);
                // A run that was chosen in between is said as such; its steps only where something has come of them.
                var from = old?.Status ?? StepStatus.Waiting;
                var place = after.Incident.Runs.Count > 1 ? $"run {run.Number}, " : "";
                if (from != step.Status && !(old is null && step.Status == StepStatus.Ready)) yield return $"{place}{step.Number} {step.Step.Title}: {Step(from)} → {Step(step.Status)}";
                if (old?.State.UndoneAt != step.State.UndoneAt && step.State.UndoneAt is not null) yield return $"{place}{step.Number} {step.Step.Title}: undone";
            }
        }
    }

    private static IEnumerable<string> Items(IncidentView before, IncidentView after)
    {
        var was = before.Checklists.SelectMany(c => c.Items).ToDictionary(i => i.Item.Id, i => i.Status);
        return after.Checklists.SelectMany(c => c.Items).Where(i => was.GetValueOrDefault(i.Item.Id) != i.Status).Select(i => $"“{i.Item.Say}”: {Low(was.GetValueOrDefault(i.Item.Id))} → {Low(i.Status)}");
    }

    private static IEnumerable<string> Clocks(IncidentView before, IncidentView after)
    {
        var was = before.Clocks.ToDictionary(c => c.Clock.Id, c => c.State);
        foreach (var clock in after.Clocks)
        {
            if (!was.TryGetValue(clock.Clock.Id, out var old)) yield return $"{clock.Clock.Name}: began to count, {Clock(clock.State)}";
            else if (old != clock.State) yield return $"{clock.Clock.Name}: {Clock(old)} → {Clock(clock.State)}";
        }
    }

    private static IEnumerable<string> Messages(IncidentView before, IncidentView after) => after.Incident.Prepared.Skip(before.Incident.Prepared.Count)
        .GroupBy(m => m.Template).Select(g => $"{(after.Runbook.Messages.TryGetValue(g.Key, out var template) ? template.Title ?? template.Id : g.Key)}: prepared{(g.Count() > 1 ? $" {g.Count()} times" : "")}");

    private static IEnumerable<string> Signals(IncidentView before, IncidentView after)
    {
        foreach (var signal in after.Runbook.Signals.Values)
        {
            var (was, now) = (Value(before, signal.Id, signal.Unit), Value(after, signal.Id, signal.Unit));
            if (was != now) yield return $"{signal.Title ?? signal.Id}: {was} → {now}";
        }
    }

    private static string Value(IncidentView view, string id, string unit) => view.Facts.Readings.GetValueOrDefault(id) switch
    {
        null or { State: ReadingState.Missing } => "no data",
        { State: ReadingState.Stale } => "stale",
        { State: ReadingState.Insufficient } => "too few events",
        { } reading => EvidenceText.Value(reading.Value, unit),
    };

    private static string Ask(IncidentView view, string question) => view.Runbook.Tree.Questions.TryGetValue(question, out var q) ? q.Ask : question;
    private static string Said(string answer) => answer.Replace('-', ' ');
    private static string Low<T>(T word) where T : struct, Enum => word.ToString().ToLowerInvariant();
    private static string Phase(IncidentPhase phase) => phase == IncidentPhase.Rollback ? "roll back" : Low(phase);
    private static string Step(StepStatus status) => status == StepStatus.Succeeded ? "done" : Low(status);
    private static string Clock(ClockState state) => state switch { ClockState.Breached => "missed", ClockState.Warning => "due soon", ClockState.Met => "kept", _ => Low(state) };
}
