namespace MeetSolis.IncidentConsole.Harness;

public sealed class ConsoleProcessTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Console_StoppedAndStarted_IsReadyAgainAtTheSameAddress()
    {
        await using var console = await ConsoleProcess.StartAsync(ct: Ct);
        var first = console.ProcessId;
        Assert.Equal(0, await console.StopAsync());

        await Assert.ThrowsAsync<HttpRequestException>(() => console.Client.GetAsync(new Uri("/healthz/ready", UriKind.Relative), Ct));

        await console.StartAgainAsync(Ct);
        Assert.NotEqual(first, console.ProcessId);
        using var answer = await console.Client.GetAsync(new Uri("/healthz/ready", UriKind.Relative), Ct);
        Assert.True(answer.IsSuccessStatusCode);
    }

    [Fact]
    public async Task Console_ThatCannotStart_IsReportedWithItsLog()
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(
            () => ConsoleProcess.StartAsync(new Dictionary<string, string?> { ["urls"] = "http://192.0.2.1:1" }, Ct));
        Assert.Matches("^The console ended with status [1-9][0-9]*. Its log:\\n.", refused.Message);
    }
}
