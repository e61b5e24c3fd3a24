using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Tests.Access;
using MeetSolis.IncidentConsole.Tests.Messages;

namespace MeetSolis.IncidentConsole.Tests.Runs;

/// <summary>What was begun is taken up, whatever happened to the console meanwhile, and never begun a second time.</summary>
public sealed class BegunOnceTests : IDisposable
{
    private const string Runbook = """
        id: small
        title: Small
        version: "1.0"
        changes:
          - {version: "1.0", date: 2026-01-07, note: First}
        environments:
          production: {variables: {SITE_URL: "http://127.0.0.1"}}
        events: [requests.all]
        signals:
          rate: {kind: count, window: 1m, event: requests.all, sources: [vercel]}
        triggers:
          spike: {when: "rate > 5", severity: sev2, recommend: other}
        tree: {start: many, questions: {many: {ask: "Many?", yes: {do: by-shell}, no: {do: by-http}}}}
        methods:
          by-shell: {title: By shell, risk: low, eta: 1m, steps: {run: {shell: "echo ran >> ../runs", proof: {shell: "bash break.sh"}}}}
          by-http: {title: By http, risk: low, eta: 1m, steps: {call: {http: {post: "${SITE_URL}/x", timeout: 60s}, proof: {shell: "bash break.sh"}}}}
          other: {title: Other, risk: low, eta: 1m, steps: {beside: {shell: "true"}}}
        """;

    /// <summary>The first time, it leaves something in the place of its status that the console does not expect there.</summary>
    private const string Break = """
        [ -e ../broken ] && exit 0
        touch ../broken
        spool=../data/spool/$MEETSOLIS_ATTEMPT
        mkdir "$spool/status"
        kill -KILL "$(cut -d' ' -f2 "$spool/pid")"
        """;

    private readonly TempFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("by-shell", "run", StepStatus.Succeeded)]
    [InlineData("by-http", "call", StepStatus.Unknown)]
    public async Task Attempt_LostSightOf_IsTakenUpWhenAnotherStepStartsAndNotBegunAgain(string method, string step, StepStatus ends)
    {
        using var log = new LogLines();
        await using var site = await StandIn.StartAsync((_, _) => Task.CompletedTask);
        await using var host = await StartAsync(site, log);
        await host.ChooseAsync(method);
        var lost = host.Number;
        await host.DoAsync(new IncidentCommand.StartStep(step));
        while (!log.Lines.Any(l => l.Contains("was lost sight of", StringComparison.Ordinal))) await Task.Delay(20, Ct);

        await host.ChooseAsync("other");
        await host.RunAsync("beside");
        host.Look(lost);
        var ended = await host.EndedAsync(step);

        Assert.True(ended.Status == ends, ended.Failure);
        if (method == "by-shell") Assert.Equal("ran\n", await File.ReadAllTextAsync(Path.Combine(_folder.FullPath, "runs"), Ct));
        else Assert.Single(site.All);
    }

    private async Task<RunsHost> StartAsync(StandIn site, LogLines log)
    {
        var host = await RunsHost.StartAsync(_folder.FullPath, Runbook, new Dictionary<string, string?> { ["Environments:production:Variables:SITE_URL"] = site.Url }, log: log);
        await File.WriteAllTextAsync(Path.Combine(host.Workspace, "break.sh"), Break, Ct);
        return host;
    }
}
