using MeetSolis.IncidentConsole.Harness;

namespace MeetSolis.IncidentConsole.E2E.Survive;

/// <summary>
/// Where the steps of these tests work: a runbook with bounded scripts, and a folder in which each attempt leaves a file with a line for every
/// time it ran. Steps that wait go on once <see cref="Go"/> was said, and end when the folder is gone.
/// </summary>
internal sealed class Workplace : IDisposable
{
    public const int ShortLines = 300;

    private const string Runbook = """
        id: survive
        title: Survive
        version: "1.0"
        changes:
          - {version: "1.0", date: 2026-01-07, note: First}
        environments:
          staging: {settings: [WORK]}
        events: [requests.all]
        signals:
          requests: {kind: count, window: 1m, event: requests.all, sources: [vercel]}
        triggers:
          many: {when: "requests > 1000000", severity: sev3, recommend: short}
        tree:
          start: which
          questions:
            which: {ask: "Which?", choices: {short: {do: short}, held: {do: held}, loud: {do: loud}, shown: {do: shown}}}
        messages:
          mail: {title: Mail, channels: [email], subject: "News", fields: {name: person.name}, audience: {csv: finding.LIST}, body: "Hi {name}"}
        checklists:
          told: {after: declared, within: 1h, items: {list: {say: The list, finding: LIST}}}
        methods:
          short:
            title: Short
            risk: low
            eta: 1m
            steps:
              work:
                title: Work
                timeout: 2m
                shell: |
                  echo ran >>"$WORK/ran-$MEETSOLIS_ATTEMPT"
                  for i in {1..300}; do echo "line $i"; (( i % 15 )) || sleep 0.02; done
            success: [{id: short-fine, ask: "Fine?"}]
          held:
            title: Held
            risk: low
            eta: 1m
            steps:
              work:
                title: Work
                timeout: 4m
                shell: |
                  echo ran >>"$WORK/ran-$MEETSOLIS_ATTEMPT"
                  for i in {1..2000}; do
                    echo "line $i"
                    if [[ -e "$WORK/go" || ! -d "$WORK" ]]; then break; fi
                    sleep 0.1
                  done
                  echo done
            success: [{id: held-fine, ask: "Fine?"}]
          loud:
            title: Loud
            risk: low
            eta: 1m
            steps:
              work:
                title: Work
                timeout: 4m
                shell: 'bash "$WORK/producer"'
            success: [{id: loud-fine, ask: "Fine?"}]
          shown:
            title: Shown
            risk: low
            eta: 1m
            steps:
              work:
                title: Work
                tools: [awk]
                timeout: 4m
                shell: |
                  say() { awk -v from="$1" -v to="$2" 'BEGIN { for (i = from; i <= to; i++) if (i % 1000) print "line " i; else printf "\033[1;31mline %d\033[0m is red\n", i }'; }
                  say 1 100000
                  for i in {1..2000}; do if [[ -e "$WORK/go" || ! -d "$WORK" ]]; then break; fi; sleep 0.1; done
                  echo "a warning on the other stream" >&2
                  say 100001 199999
                  for i in {1..2000}; do if [[ -e "$WORK/end" || ! -d "$WORK" ]]; then break; fi; sleep 0.1; done
                  echo done
                undo: {shell: 'echo "taken back"; echo "with a warning" >&2'}
            success: [{id: shown-fine, ask: "Fine?"}]
        """;

    private readonly TempFolder _folder = new();

    public Workplace()
    {
        Directory.CreateDirectory(Runbooks);
        Directory.CreateDirectory(Work);
        File.WriteAllText(Path.Combine(Runbooks, "survive.yaml"), Runbook);
    }

    public string Work => _folder.PathOf("work");
    private string Runbooks => _folder.PathOf("runbooks");

    public Dictionary<string, string?> Settings => new()
    {
        ["Runbooks:Folder"] = Runbooks,
        ["Environments:staging:Workspace"] = Work,
        ["Environments:staging:Variables:WORK"] = Work,
    };

    public void Go() => File.WriteAllText(Path.Combine(Work, "go"), "");

    /// <summary>For the one that is <c>shown</c>: lets it end.</summary>
    public void End() => File.WriteAllText(Path.Combine(Work, "end"), "");

    /// <summary>How often each attempt that ran at all has run.</summary>
    public IReadOnlyList<int> Runs => [.. Directory.EnumerateFiles(Work, "ran-*").Select(f => File.ReadAllLines(f).Length)];

    public void Dispose() => _folder.Dispose();
}
