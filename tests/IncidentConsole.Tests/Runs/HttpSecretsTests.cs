using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runs;
using MeetSolis.IncidentConsole.Tests.Messages;
using Microsoft.AspNetCore.Http;

namespace MeetSolis.IncidentConsole.Tests.Runs;

/// <summary>What a call is answered with is recorded for good, so no secret may be in it.</summary>
public sealed class HttpSecretsTests : IDisposable
{
    private const string Token = "s3cr3t-token-value";
    private const string Runbook = """
        id: small
        title: Small
        version: "1.0"
        changes:
          - {version: "1.0", date: 2026-01-07, note: First}
        environments:
          production: {variables: {SITE_URL: "http://127.0.0.1"}, secrets: [TOKEN]}
        events: [requests.all]
        signals:
          rate: {kind: count, window: 1m, event: requests.all, sources: [vercel]}
        triggers:
          spike: {when: "rate > 5", severity: sev2, recommend: fix}
        tree: {start: many, questions: {many: {ask: "Many?", yes: {do: fix}, no: {do: fix}}}}
        methods:
          fix:
            title: Fix
            risk: low
            eta: 1m
            steps:
              ask: {http: {get: "${SITE_URL}/me", headers: {Authorization: "Bearer ${TOKEN}"}, timeout: 10s}, expect: [{text: "hello"}]}
              lost: {http: {get: "${TOKEN}/me", timeout: 10s}, expect: [{status: 200}]}
        """;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Secret_InAnAnswerOrAnAddress_IsNotRecorded()
    {
        await using var site = await StandIn.StartAsync((http, request) => http.Response.WriteAsync($"first\nhello {request.Headers["Authorization"]}\nlast", http.RequestAborted));
        await using var host = await (await RunsHost.StartAsync(_folder.FullPath, Runbook, new Dictionary<string, string?>
        {
            ["Environments:production:Variables:SITE_URL"] = site.Url,
            ["Environments:production:Secrets:TOKEN"] = Token,
        })).ChooseAsync("fix");

        var asked = await host.RunAsync("ask");
        Assert.True(asked.Stands, asked.Failure);
        Assert.Equal($"Bearer {Token}", Assert.Single(site.All).Headers["Authorization"]);
        Assert.Contains(asked.Current!.Ended!.Checks, c => c.Found == $"it says “hello Bearer {SecretMask.Mark}”");

        var lost = await host.RunAsync("lost");
        Assert.Equal((StepStatus.Failed, $"“{SecretMask.Mark}/me” is no address."), (lost.Status, lost.Failure));
    }
}
