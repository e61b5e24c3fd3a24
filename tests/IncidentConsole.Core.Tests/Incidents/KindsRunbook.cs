using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Tests.Incidents;

/// <summary>A runbook with a step of every kind, each in a method of its own.</summary>
internal static class KindsRunbook
{
    private const string Text = """
        id: kinds
        title: Every kind
        version: "1.0"
        changes:
          - {version: "1.0", date: 2026-01-07, note: First}
        environments:
          production: {confirm: type-name, workspace: /srv/kinds}
          drill: {practice-target: true, time-scale: 30}
        events: [requests.all, requests.failed]
        signals:
          error_rate: {kind: ratio, window: 1m, unit: percent, numerator: requests.failed, denominator: requests.all, sources: [vercel]}
        triggers:
          spike: {when: "error_rate > 5", severity: sev2, recommend: waiting}
        actions:
          monitor: {say: Monitor, timer: 30m, then: ask-again}
          look: {say: Look closely, timer: 10m, then: waiting}
        tree:
          start: deploying
          questions:
            deploying: {ask: "Deploying?", yes: {do: look}, no: {go: many}}
            many: {ask: "Many errors?", answered-by: "error_rate > 5", yes: {do: restoring, then: dropped}, no: {do: monitor}}
            dropped: {ask: "Dropped?", answered-by: "error_rate < 1", within: 2m, yes: {do: monitor}, no: {do: waiting}}
        methods:
          waiting:
            title: Waiting
            risk: low
            eta: 3m
            steps:
              calm: {wait: {until: "error_rate < 1"}}
              pause: {wait: {for: 30m}}
              either: {wait: {until: "error_rate < 1", for: 10m}}
          restoring:
            title: Restoring
            risk: high
            eta: 3m
            steps:
              assess: {manual: {fields: {COUNT: number, SINCE: time, WHAT: text, CSV: file, BAD: yes-no}}, together-with: contain}
              contain: {shell: "contain", proof: {shell: "look"}, undo: {shell: "release", proof: {shell: "look", expect: [{absent: contained}]}}}
              pick: {pick: {files: "backups/*.gz", into: BACKUP}}
              export: {shell: "export"}
              consent: {approval: {by: commander}}
              drop: {shell: "drop", risk: high, approval: {by: commander}, needs: [export, pick]}
              clean: {shell: "clean", if: "finding BAD is yes"}
              tell: {message: told}
            success:
              - {id: calm-again, when: "error_rate < 1", within: 2m}
        messages:
          told: {channels: [slack], fields: {what: finding.WHAT, n: finding.COUNT, why: ask}, body: "{n}: {what}, because {why}"}
        """;

    public static readonly Runbook Runbook = Read();

    public static Bench At(string method, string environment = "production", Runbook? runbook = null)
    {
        var bench = new Bench(environment, runbook: runbook ?? Runbook);
        bench.Files["BACKUP"] = Bench.Backup("one.gz");
        bench.Do(new IncidentCommand.ChooseMethod(method, "for the test"), Bench.Ana);
        return bench;
    }

    public static readonly Dictionary<string, string> Form = new() { ["COUNT"] = "12", ["SINCE"] = "2026-01-07 14:23", ["WHAT"] = "names of clients", ["CSV"] = "", ["BAD"] = "no" };

    /// <summary>Everything before a step of the restoring method is done as it should be.</summary>
    public static Bench Restoring(string upTo, string environment = "production", string bad = "no", Runbook? runbook = null)
    {
        var bench = At("restoring", environment, runbook);
        foreach (var step in Runbook.Methods["restoring"].Steps.Keys.TakeWhile(s => s != upTo))
            switch (step)
            {
                case "assess": bench.Do(new IncidentCommand.CompleteStep(step, Fields: new Dictionary<string, string>(Form) { ["BAD"] = bad })); break;
                case "pick": bench.Do(new IncidentCommand.CompleteStep(step, File: "backups/one.gz")); break;
                case "consent": bench.Do(new IncidentCommand.ApproveStep(step, "hash"), Bench.Ben); break;
                case "drop":
                    bench.Do(new IncidentCommand.ApproveStep(step, "hash"), Bench.Ben);
                    bench.Do(new IncidentCommand.StartStep(step, "production"));
                    bench.End(bench.Step(step).Current!.Id);
                    break;
                default:
                    if (!bench.Step(step).IsDone) bench.End(bench.Start(step));
                    break;
            }
        return bench;
    }

    private static Runbook Read()
    {
        var reading = RunbookReader.Read("kinds.yaml", Text);
        Assert.Empty(reading.Errors.Select(e => e.ToString()));
        return reading.Runbook!;
    }
}
