using System.Diagnostics;
using MeetSolis.IncidentConsole.Controls;
using MeetSolis.IncidentConsole.Runbooks.Conditions;

namespace MeetSolis.IncidentConsole.Runbooks;

/// <summary>The parts of a runbook in the words of its page.</summary>
public static class StepWords
{
    public static string Kind(StepAction action) => action switch
    {
        StepAction.Shell => "command",
        StepAction.Http => "HTTP call",
        StepAction.Manual => "by hand",
        StepAction.Choice => "one of several ways",
        StepAction.Pick => "a file is picked",
        StepAction.Wait => "a wait",
        StepAction.Message => "a message",
        StepAction.Approval => "an approval",
        _ => throw new UnreachableException(action.GetType().Name),
    };

    public static string Of(Expectation expectation) => expectation switch
    {
        Expectation.Exit e => $"it ends with exit status {e.Code}",
        Expectation.Text t => $"the output says “{t.Value}”",
        Expectation.Absent a => $"the output does not say “{a.Value}”",
        Expectation.Matches m => $"a line matches {m.Shown}",
        Expectation.Status s => $"it answers HTTP {s.Code}",
        Expectation.JsonAbsent j => $"{j.Value} is absent",
        Expectation.JsonPresent j => $"{j.Value} is there",
        Expectation.JsonEquals j => $"{j.Path} is {j.Value}",
        Expectation.Rows r => r.Count == 1 ? "one row comes back" : $"{r.Count} rows come back",
        Expectation.RowsAs r => $"{(r.AtLeast ? "at least" : "as many as")} {r.Finding}{(r.Of is { } of ? $", by {of}" : " rows")}",
        Expectation.Timely t => $"it answers within {DurationText.Words(t.Time)}",
        Expectation.Signal s => $"{ConditionText.Write(s.When)}{(s.Within is { } within ? $" within {DurationText.Words(within)}" : "")}",
        _ => throw new UnreachableException(expectation.GetType().Name),
    };

    /// <summary>An HTTP call as one would type it; header values may hold <c>${NAME}</c>, never a secret's value.</summary>
    public static string Of(StepAction.Http call) =>
        string.Join('\n', new[] { $"{call.Method.ToUpperInvariant()} {call.Url}" }.Concat(call.Headers.Select(h => $"{h.Key}: {h.Value}")).Concat(call.Body is { } body ? ["", body] : []));

    public static string Eta(TimeSpan eta) => eta <= TimeSpan.Zero ? "at once" : DurationText.Words(eta);

    /// <summary>A milestone in words: <c>exposure-confirmed</c> → exposure confirmed.</summary>
    public static string Milestone(string milestone) => milestone.Replace('-', ' ');

    /// <summary>Where an id of a method or an action stands on the page.</summary>
    public static string AnchorOf(Runbook runbook, string methodOrAction) =>
        runbook.Methods.ContainsKey(methodOrAction) ? $"method-{methodOrAction}" : $"action-{methodOrAction}";
}
