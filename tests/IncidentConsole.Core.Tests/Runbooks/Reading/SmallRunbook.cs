using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Tests.Runbooks.Reading;

/// <summary>A file with a little of everything; tests damage one place of it.</summary>
internal static class SmallRunbook
{
    public const string Text = """
        id: small
        title: Small
        version: "1.0"
        changes:
          - {version: "1.0", date: 2026-01-07, note: First}
        environments:
          staging: {variables: {SITE_URL: "https://example.org"}, secrets: [TOKEN]}
        events: [requests.all, requests.failed]
        signals:
          error_rate: {kind: ratio, window: 1m, unit: percent, numerator: requests.failed, denominator: requests.all, except: off, sources: [vercel]}
        exclusions:
          off: {while: method-a, paths: ["/x"], status: 503}
        scenarios:
          errors: {title: Errors, symptom: Many errors, decide-within: 2m, do: method-a, say: Flags off, eta: 3m}
        triggers:
          spike: {when: "error_rate > 5", for: 5m, severity: sev2, recommend: method-a}
        actions:
          monitor: {say: Monitor, timer: 30m, then: ask-again}
        guards:
          falling: {when: "error_rate falling", except: [spike], instead: [monitor], methods: [method-a]}
        tree:
          start: many
          questions:
            many:
              ask: "Many errors?"
              answered-by: "error_rate > 5"
              yes: {do: method-a, then: better}
              no: {do: monitor}
            better: {ask: "Better?", yes: {do: monitor}, no: {do: method-b}}
        checklists:
          first:
            before: rollback
            items:
              told: {say: People know, message: hello, clock: review, document: report, items: {really: {say: They answered, owner: commander}}}
        methods:
          method-a:
            title: Flags off
            risk: low
            eta: 3m
            steps:
              off: {shell: "echo off", budget: 1m, uses: [TOKEN], capture: {COUNT: '^(\d+)$'}, proof: {shell: "echo", expect: [{text: off}]}}
              look: {http: {get: "${SITE_URL}/x", timeout: 10s}, expect: [{status: 503}], needs: [off]}
            success:
              - {id: fewer, when: "error_rate < 1", within: 2m, step: look}
            next:
              - {action: monitor}
          method-b:
            title: Restore
            risk: high
            eta: 20m
            steps:
              again: {same-as: method-a.off, title: Off again, if: "finding COUNT > 3"}
              pick: {pick: {files: "backups/*.gz", show: [age], into: BACKUP}}
              ask: {manual: {fields: {WHO: text}}}
        messages:
          hello: {channels: [slack], fields: {what: incident.title, rate: signal.error_rate, n: finding.COUNT}, body: "{what} {rate} {n}", after: rollback}
        clocks:
          review: {starts: resolved, due: 24h}
        documents:
          report: {path: "docs/{date:yyyyMMdd}.md", sections: [timeline]}
        rehearsal: {environment: staging, method: method-b, document: report, steps: {one: {same-as: method-b.pick}}}
        commands:
          off: {title: Flags off, step: method-a.off}
        """;

    public const string FileName = "small.yaml";

    public static RunbookReading Read(string text) => RunbookReader.Read(FileName, text);

    /// <summary>Reads it with one place changed; that place must be there exactly once.</summary>
    public static RunbookReading With(string from, string to)
    {
        Assert.Equal(2, Text.Split(from).Length);
        return Read(Text.Replace(from, to, StringComparison.Ordinal));
    }

    /// <summary>The line on which a piece of a text begins, counted from 1.</summary>
    public static int LineOf(string piece, string text = Text) => text[..text.IndexOf(piece, StringComparison.Ordinal)].Count(c => c == '\n') + 1;
}
