using MeetSolis.IncidentConsole.Controls;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Incidents.Deck;

/// <summary>What a step's output must show, before it is known whether it does.</summary>
public static class ExpectationText
{
    public static string Of(Expectation expectation) => expectation switch
    {
        Expectation.Exit e => $"ends with exit code {e.Code}",
        Expectation.Text e => $"the output contains “{e.Value}”",
        Expectation.Absent e => $"the output does not contain “{e.Value}”",
        Expectation.Matches e => $"a line matches {e.Shown}",
        Expectation.Status e => $"answers with status {e.Code}",
        Expectation.JsonAbsent e => $"{e.Value} is absent",
        Expectation.JsonPresent e => $"{e.Value} is present",
        Expectation.JsonEquals e => $"{e.Path} is {e.Value}",
        Expectation.Rows e => $"{e.Count} rows",
        Expectation.RowsAs e => $"{(e.AtLeast ? "at least" : "as many as")} {e.Finding}",
        Expectation.Timely e => $"answers within {DurationText.Words(e.Time)}",
        Expectation.Signal e => $"{e.When}" + (e.Within is { } within ? $" within {DurationText.Words(within)}" : ""),
        _ => throw new System.Diagnostics.UnreachableException(expectation.GetType().Name),
    };
}
