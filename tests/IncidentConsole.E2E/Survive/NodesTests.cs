using System.Globalization;
using System.Text.Json;
using MeetSolis.IncidentConsole.E2E.Sop;
using MeetSolis.IncidentConsole.Harness;
using Microsoft.Playwright;
using Npgsql;

namespace MeetSolis.IncidentConsole.E2E.Survive;

/// <summary>Two real consoles on one PostgreSQL, and what becomes of a step when one of them, or the database, goes away in the middle of it.</summary>
public sealed class NodesTests(Browser browser) : IAsyncDisposable
{
    private readonly Workplace _place = new();
    private readonly List<SurviveConsole> _nodes = [];
    private PostgresServer? _server;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Step_OfANodeThatWasKilled_IsSeenOnTheOtherThenUnknownAndAmendedWhenItComesBack()
    {
        var (one, two) = await TwoAsync();
        var incident = await one.DeclareAsync("held", Ct);
        await one.StartStepAsync(incident, Ct);
        // Printed on one, read on the other while it runs.
        var seen = await LinesOnceAsync(two, incident, 5);

        await one.Process.KillAsync();
        var step = await two.StepOnceAsync(incident, "the other node gives it up", s => s != "running", Ct);
        Assert.Equal("unknown", SurviveConsole.Status(step));
        Assert.Contains("is gone", step.GetProperty("failure").GetString(), StringComparison.Ordinal);
        Assert.True((await two.OutputAsync(incident, Ct)).Count >= seen);
        // Its old owner is fenced off, and nobody ran it again.
        Assert.Equal(2L, await AskAsync("SELECT token FROM attempts"));
        Assert.Equal(1, Assert.Single(_place.Runs));

        await one.Process.StartAgainAsync(Ct);
        await SurviveConsole.UntilAsync("the other node tells that it is back", async () =>
            (await two.TimelineAsync(incident, Ct)).Any(e => e.Type == "note-added" && e.Summary.Contains("is back", StringComparison.Ordinal)) ? default(JsonElement) : null, Ct);
        _place.Go();
        var ended = await two.StepOnceAsync(incident, "what the returning node knows is added", s => s == "succeeded", Ct);

        Assert.Equal(1, ended.GetProperty("attempts").GetInt32());
        Assert.Equal(1, Assert.Single(_place.Runs));
        var output = await two.OutputAsync(incident, Ct);
        Assert.Equal("done", output[^1]);
        Assert.Equal(Enumerable.Range(1, output.Count - 1).Select(i => $"line {i}"), output.SkipLast(1));
        Assert.Equal(2, (await two.TimelineAsync(incident, Ct)).Count(e => e.Type == "step-ended"));
        Assert.Equal(3L, await AskAsync("SELECT token FROM attempts"));
    }

    [Fact]
    public async Task Step_OfANodeThatIsBackBeforeItsLeaseRanOut_GoesOnUnderItsOldToken()
    {
        var (one, two) = await TwoAsync();
        var incident = await one.DeclareAsync("held", Ct);
        await one.StartStepAsync(incident, Ct);
        await LinesOnceAsync(two, incident, 3);

        await one.Process.KillAsync();
        await one.Process.StartAgainAsync(Ct);
        _place.Go();
        await two.StepOnceAsync(incident, "it ends", s => s == "succeeded", Ct);

        Assert.Single(await two.TimelineAsync(incident, Ct), e => e.Type == "step-ended");
        Assert.Equal(1, Assert.Single(_place.Runs));
        Assert.Equal(1L, await AskAsync("SELECT token FROM attempts"));
    }

    [Fact]
    public async Task Deck_OnTheOtherNode_ShowsOutputAsItComesAndCancelsTheStep()
    {
        var (one, two) = await TwoAsync();
        var incident = await one.DeclareAsync("held", Ct);
        await using var window = await browser.OpenAsync("ana", configure: o => o.BaseURL = two.Process.Address.ToString());
        var deck = new Hands(window, "nodes");
        await deck.SignInAsync();
        await deck.Page.GotoAsync($"/incidents/{incident.Split('/')[^1]}");
        await deck.SeesAsync(deck.Primary("Run step 1"));
        await one.StartStepAsync(incident, Ct);

        // Printed on one, on the screen of the other while it runs; the next lines without a reload.
        await deck.ReadsAsync("output", "line 3");
        await deck.ReadsAsync("output", "line 12");
        await deck.ShootAsync("output");
        await deck.ClickAsync("cancel");

        Assert.Equal("cancelled", SurviveConsole.Status(await two.StepOnceAsync(incident, "it ends", s => s != "running", Ct)));
        await deck.EndsAsync("work", "cancelled");
        await deck.ShootAsync("cancelled");
        Assert.Empty(deck.Problems);
        deck.Done();
    }

    [Fact]
    public async Task Database_StoppedInTheMiddleOfAStep_IsWaitedForByAllAndNothingIsLost()
    {
        var (one, two) = await TwoAsync();
        var incident = await one.DeclareAsync("held", Ct);
        await one.StartStepAsync(incident, Ct);
        await LinesOnceAsync(two, incident, 5);
        await using var window = await browser.OpenAsync("ana", configure: o => o.BaseURL = two.Process.Address.ToString());
        var deck = new Hands(window, "database-away");
        await deck.SignInAsync();
        await deck.Page.GotoAsync($"/incidents/{incident.Split('/')[^1]}");
        await deck.HasBeforeThemAsync("work");
        // Printed after the page was drawn: it is live by now.
        await deck.ReadsAsync("output", $"line {(await two.OutputAsync(incident, Ct)).Count + 15}");

        await _server!.StopAsync();
        var (status, sentence) = await one.TryAsync($"{incident}/notes", new { text = "not to be had" }, Ct);
        Assert.True(status == 503, $"{status} {sentence}\n{one.Process.Log}");
        Assert.Contains("acknowledged is safe", sentence, StringComparison.Ordinal);
        // As probes do, without a key.
        using (var probe = new HttpClient { BaseAddress = one.Process.Address })
        {
            using var live = await probe.GetAsync(new Uri("/healthz/live", UriKind.Relative), Ct);
            Assert.Equal((503, 200), (await one.ReadyAsync(Ct), (int)live.StatusCode));
        }
        // The screen that was open says so, and stays; one that is asked for now says so too, and tries again.
        await deck.ReadsAsync("store-away", "The database cannot be reached.");
        await deck.HasBeforeThemAsync("work");
        await deck.ShootAsync("away");
        var list = await deck.Page.Context.NewPageAsync();
        Assert.Equal(503, (await list.GotoAsync("/incidents"))!.Status);
        await Assertions.Expect(list.Locator("h1")).ToHaveTextAsync("The store is away");
        if (Environment.GetEnvironmentVariable("TEST_SCREENS") is { Length: > 0 } folder) await list.ScreenshotAsync(new() { Path = Path.Combine(folder, "database-away-page.png") });
        // The command ends while nobody can record it; its spool keeps what it says.
        _place.Go();
        await Task.Delay(TimeSpan.FromSeconds(DatabaseAway), Ct);
        await _server.StartAgainAsync();

        await two.StepOnceAsync(incident, "its end is recorded", s => s == "succeeded", Ct);
        var output = await two.OutputAsync(incident, Ct);
        Assert.Equal("done", output[^1]);
        Assert.Equal(Enumerable.Range(1, output.Count - 1).Select(i => $"line {i}"), output.SkipLast(1));
        // It counted as nobody's but its owner's all the time.
        Assert.Single(await two.TimelineAsync(incident, Ct), e => e.Type == "step-ended");
        Assert.Equal(1L, await AskAsync("SELECT token FROM attempts"));
        await deck.EndsAsync("work");
        await Assertions.Expect(deck.Test("store-away")).ToHaveCountAsync(0);
        await Assertions.Expect(list.Locator("h1")).ToHaveTextAsync("Incidents", new() { Timeout = 30_000 });
        deck.Done();
        await two.DoAsync($"{incident}/notes", new { text = "written again" }, Ct);
        await SurviveConsole.UntilAsync("both hear of each other again", async () =>
            (await one.TimelineAsync(incident, Ct)).Any(e => e.Summary.Contains("written again", StringComparison.Ordinal)) ? default(JsonElement) : null, Ct);
    }

    // Longer than a lease: were leases to run out meanwhile, the step would be given up.
    private static double DatabaseAway => double.Parse(Environment.GetEnvironmentVariable("TEST_DATABASE_AWAY") ?? "25", CultureInfo.InvariantCulture);

    private async Task<(SurviveConsole One, SurviveConsole Two)> TwoAsync()
    {
        _server = await PostgresServer.StartAsync();
        _nodes.Add(await SurviveConsole.StartAsync(_place, _server.ConnectionString, Ct));
        _nodes.Add(await SurviveConsole.StartAsync(_place, _server.ConnectionString, Ct));
        return (_nodes[0], _nodes[1]);
    }

    private static async Task<int> LinesOnceAsync(SurviveConsole node, string incident, int least)
    {
        var lines = 0;
        await SurviveConsole.UntilAsync("its output is seen there", async () =>
            (lines = (await node.OutputAsync(incident, Ct)).Count) >= least ? default(JsonElement) : null, Ct);
        return lines;
    }

    private async Task<object?> AskAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_server!.ConnectionString);
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Ct);
    }

    public async ValueTask DisposeAsync()
    {
        _place.Go();
        foreach (var node in _nodes) await node.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
        _place.Dispose();
    }
}
