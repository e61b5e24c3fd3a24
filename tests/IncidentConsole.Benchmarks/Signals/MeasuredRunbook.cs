using System.Globalization;
using System.Text;

namespace MeetSolis.IncidentConsole.Benchmarks.Signals;

/// <summary>A runbook with so many signals, each of an event of its own and with a trigger.</summary>
internal static class MeasuredRunbook
{
    public const string Id = "measured";
    public const string Environment = "staging";

    public static string EventOf(int signal) => string.Create(CultureInfo.InvariantCulture, $"part{signal}.failed");
    public static string TitleOf(int signal) => string.Create(CultureInfo.InvariantCulture, $"Part {signal} has failed");

    /// <param name="window">As a runbook writes it.</param>
    public static string Text(int signals, string window)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"id: {Id}\ntitle: Measured\nversion: \"1.0\"\nchanges: [{{version: \"1.0\", date: 2026-01-07, note: First}}]\n");
        text.Append(CultureInfo.InvariantCulture, $"environments: {{{Environment}: {{workspace: /tmp}}}}\n");
        text.Append(CultureInfo.InvariantCulture, $"events: [{string.Join(", ", Enumerable.Range(0, signals).Select(EventOf))}]\nsignals:\n");
        for (var i = 0; i < signals; i++)
            text.Append(CultureInfo.InvariantCulture, $"  part_{i}: {{title: Failures of part {i}, kind: count, window: {window}, event: {EventOf(i)}, sources: [json]}}\n");
        text.Append("triggers:\n");
        for (var i = 0; i < signals; i++)
            text.Append(CultureInfo.InvariantCulture, $"  part-{i}: {{title: {TitleOf(i)}, when: \"part_{i} > 0\", severity: sev3, recommend: look}}\n");
        text.Append("actions: {look: {say: Look}}\n");
        text.Append("tree: {start: bad, questions: {bad: {ask: \"Is it bad?\", yes: {do: method-a}, no: {do: look}}}}\n");
        text.Append("methods: {method-a: {title: Nothing, risk: low, eta: 1m, steps: {nothing: {shell: \"true\", expect: [{exit: 0}]}}}}\n");
        return text.ToString();
    }
}
