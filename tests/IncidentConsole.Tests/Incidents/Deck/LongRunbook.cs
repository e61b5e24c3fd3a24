using System.Text;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Tests.Incidents.Deck;

/// <summary>A runbook of five methods, the first with sixty steps.</summary>
internal static class LongRunbook
{
    public static readonly Runbook Value = Read();

    /// <summary>In front of its step of that number, the ones before it done.</summary>
    public static Scene AtStep(int number)
    {
        var scene = new Scene("staging", null, runbook: Value).Commanded().Chosen("method-a", "the only way");
        foreach (var step in Value.Methods["method-a"].Steps.Keys.Take(number - 1)) scene.Started(step).Ended(step);
        return scene;
    }

    private static Runbook Read()
    {
        var text = new StringBuilder("""
            id: long
            title: Long
            version: "1.0"
            changes: [{version: "1.0", date: 2026-01-07, note: First}]
            environments: {staging: {variables: {A: b}}}
            events: [requests.all, requests.failed]
            signals: {error_rate: {title: Error rate, kind: ratio, window: 1m, unit: percent, numerator: requests.failed, denominator: requests.all}}
            triggers: {spike: {title: Spike, when: "error_rate > 5", for: 5m, severity: sev2, recommend: method-a}}
            actions: {monitor: {say: Monitor, timer: 30m, then: ask-again}}
            tree: {start: many, questions: {many: {ask: "Many errors?", yes: {do: method-a}, no: {do: monitor}}}}
            methods:

            """);
        foreach (var method in "abcde")
        {
            text.AppendLine($"  method-{method}:\n    title: Way {method}\n    risk: low\n    eta: 3m\n    steps:");
            for (var i = 1; i <= (method == 'a' ? 60 : 3); i++) text.AppendLine($"      step-{i}: {{title: Step number {i}, budget: 1m, shell: \"echo {i}\"}}");
        }
        var reading = RunbookReader.Read("long.yaml", text.ToString());
        Assert.True(reading.Runbook is not null, string.Join('\n', reading.Errors));
        return reading.Runbook!;
    }
}
