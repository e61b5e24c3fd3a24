using System.Globalization;
using MeetSolis.IncidentConsole.Controls;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Incidents.Deck;

/// <summary>What happens now, in one sentence for somebody who has just come in: "Rolling back by Method A, step 2 of 3: Redeploy; error rate 2.1 % and falling; next update 14:32".</summary>
public static class Headline
{
    public static string Of(IncidentView view) => view.Incident.IsOpen ? $"{News(view)}{Signal(view)}{Update(view)}" : Ended(view.Incident);

    /// <summary>The part of it that changes only when somebody did something or something ended: for reading out.</summary>
    public static string News(IncidentView view) => view.Incident.IsOpen
        ? $"{(view.Incident.ReopenedFor is null ? "" : "Reopened. ")}{Happening(view)}"
        : Ended(view.Incident);

    private static string Happening(IncidentView view) => view.Next.Kind switch
    {
        NextActionKind.TakeCommand => $"{view.Incident.Title}: nobody is in command yet",
        NextActionKind.Checklist => Checking(view),
        NextActionKind.Guard => Guarded(view),
        NextActionKind.Answer => $"Deciding: {view.Tree.Open?.Ask}",
        NextActionKind.Method or NextActionKind.Action => Recommended(view),
        NextActionKind.Criterion => $"{Done(view)}; asked: {CriterionSays(view)}",
        NextActionKind.Resolve => Resolving(view),
        NextActionKind.Wait when view.Undoing is { } undoing => $"Taking back step {undoing.Number} of {Run(view)}: {undoing.Step.Title}",
        NextActionKind.Wait when view.Incident.Action is { } action && action.Id == view.Next.Target => Begun(view, action),
        NextActionKind.Wait when view.Incident.CurrentRun is { AllStepsDone: true } => $"{Done(view)}; watching: {CriterionSays(view)}",
        _ when view.Wanted is { } step => Stepping(view, step),
        _ => $"{Run(view)}: no step can start",
    };

    private static string Checking(IncidentView view)
    {
        var left = view.Checklists.FirstOrDefault(c => c.Checklist.Id == view.Next.Target)?.Left ?? 0;
        var checks = $"{left} {(left == 1 ? "check" : "checks")} left before";
        return view.Method is { } method ? $"{MethodName.Short(method)} is chosen; {checks} it starts" : $"Assessing: {checks} a rollback";
    }

    private static string Guarded(IncidentView view)
    {
        if (view.Runbook.Guards.TryGetValue(view.Next.Target ?? "", out var guard) && view.Incident.Action is { } action && guard.Instead.Contains(action.Id) && view.Next.Value is null)
            return $"{Begun(view, action)}, instead of {MethodName.Short(view.Method!)}";
        return $"{MethodName.Short(view.Method!)} is held back: {(guard?.Say ?? guard?.Ask ?? "a guard holds").TrimEnd('.')}";
    }

    private static string Recommended(IncidentView view) => view.Recommended switch
    {
        { Conflict: { } conflict } => $"To be settled: {conflict.TrimEnd('.')}",
        { Id: var id } when view.Runbook.Methods.ContainsKey(id) => $"The runbook recommends {MethodName.Short(view.Runbook, id)}; the commander decides",
        { Id: var id } => $"The runbook says: {view.Runbook.TitleOf(id)}; the commander decides",
        _ => "The commander decides",
    };

    private static string Stepping(IncidentView view, PlannedStep step)
    {
        var place = $"step {step.Number} of {view.Steps.Count}";
        var run = view.Incident.CurrentRun!;
        return step.Status switch
        {
            StepStatus.Running => $"Rolling back by {Run(view)}, {place}: {step.Step.Title}{(Over(view, step) ? ", longer than planned" : "")}",
            StepStatus.Failed => $"Rolling back by {Run(view)}, {place}: {step.Step.Title} failed; a decision is awaited",
            StepStatus.Cancelled => $"Rolling back by {Run(view)}, {place}: {step.Step.Title} was cancelled; a decision is awaited",
            StepStatus.Unproven => $"Rolling back by {Run(view)}, {place}: {step.Step.Title} ran, but is not proven; a person looks",
            StepStatus.Unknown => $"Rolling back by {Run(view)}, {place}: nobody knows yet whether {step.Step.Title} was done; a person looks",
            _ when view.Next.Kind == NextActionKind.Approve => $"Rolling back by {Run(view)}, {place}: {step.Step.Title} waits for approval",
            _ when run.StartedAt is null => $"{Run(view)} is chosen; {view.Steps.Count} steps are about to start",
            _ => $"Rolling back by {Run(view)}, {place}: {step.Step.Title} is next",
        };
    }

    private static string Resolving(IncidentView view)
    {
        var begun = view.Incident.Action is { } action && (action.Until is null || action.Until > view.Now) ? Begun(view, action) : null;
        return view.Incident.CurrentRun switch
        {
            { MitigatedAt: not null } => $"Mitigated by {Run(view)}; {(begun is null ? "about to be resolved" : Lower(begun))}",
            not null => $"{Done(view)}, its success not proven; {(begun is null ? "about to be resolved" : Lower(begun))}",
            null => begun ?? "No rollback is wanted; about to be resolved",
        };
    }

    private static string Begun(IncidentView view, StartedAction action) =>
        $"{view.Runbook.TitleOf(action.Id)}{(action.Until is { } until ? $", until {Time(until)}" : "")}";

    private static string Ended(Incident incident) =>
        $"{incident.Status}{(incident.EndedAt is { } ended ? $" after {DurationText.Words(ended - incident.DeclaredAt)}" : "")}{(incident.Summary is { } summary ? $": {summary}" : "")}";

    /// <summary>The leading trigger's first signal, where it can be judged.</summary>
    private static string Signal(IncidentView view)
    {
        var ids = (view.Incident.LeadTrigger is { } lead && view.Runbook.Triggers.TryGetValue(lead.Fired.Id, out var trigger) ? trigger.When?.Signals() : null)
            ?? view.Runbook.Signals.Keys.Take(1);
        var id = ids.FirstOrDefault();
        if (id is null || !view.Facts.Readings.TryGetValue(id, out var reading)) return "";
        var title = Lower((view.Runbook.Signals.TryGetValue(id, out var signal) ? signal.Title : null) ?? id);
        if (!reading.CanBeJudged) return $"; {title} cannot be judged now";
        return $"; {title} {EvidenceText.Value(reading.Value, reading.Unit)}" + reading.Trend switch
        {
            SignalTrend.Falling => " and falling",
            SignalTrend.Rising => " and rising",
            SignalTrend.Steady => ", steady",
            _ => "",
        };
    }

    private static string Update(IncidentView view) => NextUpdate.Of(view.Incident, view.Runbook) switch
    {
        null => "",
        { } due when due < view.Now => $"; the update of {Time(due)} is late",
        { } due when due - NextUpdate.Near(view.Incident) <= view.Now => $"; an update is due at {Time(due)}",
        { } due => $"; next update {Time(due)}",
    };

    private static bool Over(IncidentView view, PlannedStep step) =>
        step.Step.Budget is { } budget && budget > TimeSpan.Zero && step.State.StartedAt is { } started && view.Now - started > budget;

    private static string CriterionSays(IncidentView view) =>
        view.Criteria.FirstOrDefault(c => c.Criterion.Id == view.Next.Target)?.Criterion is { } criterion ? criterion.Ask ?? criterion.Say : "its success";

    private static string Run(IncidentView view) => view.Method is { } method ? MethodName.Short(method) : "the runbook";
    private static string Done(IncidentView view) => $"{Run(view)} is done";
    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("HH:mm", CultureInfo.InvariantCulture);

    // "5xx responses", "AI cost" and "RLS denials" keep their capitals.
    private static string Lower(string text) => text.Length > 1 && char.IsUpper(text[0]) && !char.IsUpper(text[1]) ? char.ToLowerInvariant(text[0]) + text[1..] : text;
}
