using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Signals;
using MeetSolis.IncidentConsole.Signals.Polls;
using Microsoft.AspNetCore.Http;

namespace MeetSolis.IncidentConsole.Tests.Signals.Polls;

public sealed class PollServiceTests(Databases databases) : IClassFixture<Databases>, IAsyncLifetime
{
    private const string Token = "token-not-to-be-seen";
    private const string Nine = """{"status":"success","data":{"resultType":"scalar","result":[1893499200,"9"]}}""";

    private readonly TempFolder _folder = new();
    private PolledSite _site = null!, _other = null!;
    private SignalsHost _host = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;
    private SourceStatus Main => Status("main");

    public async ValueTask InitializeAsync()
    {
        (_site, _other) = (await PolledSite.StartAsync(), await PolledSite.StartAsync());
        _other.Says(Nine);
        _host = await StartAsync(_folder.FullPath);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _site.DisposeAsync();
        await _other.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Source_Answering_IsAskedOnceAnIntervalAndWithItsSecret()
    {
        _site.Says(Nine);
        for (var second = 0; second < 65; second++)
        {
            await PollAsync();
            _host.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(3, _site.Asked.Count);
        Assert.All(_site.Asked, a => Assert.Equal("Bearer " + Token, a.Authorization));
        Assert.Equal(3 * 9, await _host.StoredAsync("queries.all"));
        Assert.Equal((0, null, 3), (Main.Poll!.FailuresInARow, Main.LastProblem, Main.Batches));
        Assert.Equal(Main.Poll.LastAnswered, Main.Poll.Last);
    }

    // One console for all of them: starting one costs more than all the rest.
    private static readonly (int Status, string Body, string Expected)[] Refusals =
    [
        (401, Token, "refuses the secret (401)"), (403, "", "refuses the secret (403)"), (404, "", "answers 404"), (500, Token, "answers 500"), (503, "", "answers 503"),
        (429, "", "asked too often"), (302, "", "must not go"), (307, "", "must not go"), (200, "<html>", "is not JSON"), (200, "", "is not JSON"), (200, "{\"status\":\"succ", "is not JSON"),
        (200, """{"status":"success","data":{"resultType":"matrix","result":[]}}""", "gives a matrix"), (200, """{"status":"success","data":{"resultType":"vector","result":[]}}""", "gave no value"),
        (400, $$"""{"status":"error","error":"parse error near {{Token}}"}""", "parse error near …"),
    ];

    [Fact]
    public async Task Source_Refusing_IsSaidAndNothingIsCounted()
    {
        foreach (var (status, body, expected) in Refusals)
        {
            _site.Answer = http =>
            {
                http.Response.StatusCode = status;
                http.Response.Headers.Location = _other.Url;
                return Task.FromResult(body);
            };
            await PollAsync();

            Assert.Contains(expected, Main.LastProblem, StringComparison.Ordinal);
            Assert.DoesNotContain(Token, Main.LastProblem, StringComparison.Ordinal);
            Assert.Equal((0, 0), (Main.Taken, Main.Batches));
            _host.Time.Advance(TimeSpan.FromHours(1));
        }
        Assert.Equal(Refusals.Length, _site.Asked.Count);
        Assert.Null(_host.Get<SignalStore>().Buckets("production").HeardUpTo("queries.all", long.MaxValue));
        Assert.DoesNotContain(_other.Asked, a => a.Authorization is not null);
        Assert.Contains(_host.Log.Lines, l => l.StartsWith("Warning Source main could not be asked", StringComparison.Ordinal));
        Assert.DoesNotContain(_host.Log.Lines, l => l.Contains(Token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Source_FailingAgainAndAgain_IsAskedEverMoreSeldomAndLoggedOnce()
    {
        _site.Says("", 500);
        var pauses = new List<double>();
        for (var i = 0; i < 8; i++)
        {
            await PollAsync();
            pauses.Add((Main.Poll!.Next - _host.Time.GetUtcNow()).TotalSeconds);
            _host.Time.Advance(Main.Poll.Next - _host.Time.GetUtcNow());
        }
        Assert.Equal([30, 60, 120, 240, 480, 600, 600, 600], pauses);
        Assert.Equal(1, _host.Log.Lines.Count(l => l.Contains("Source main could not", StringComparison.Ordinal)));

        _site.Says(Nine);
        await PollAsync();
        Assert.Equal((0, 9), (Main.Poll!.FailuresInARow, Main.Taken * await _host.StoredAsync("queries.all")));
        Assert.True(Main.Poll.Next - _host.Time.GetUtcNow() <= TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Source_ThatAsksToBeLeftAlone_Is()
    {
        var pauses = new List<double>();
        foreach (var retryAfter in new[] { "120", "3", "999999", "Tue, 01 Jan 2030 15:41:30 GMT", "soon" })
        {
            _site.Says("", 429, retryAfter);
            await PollAsync();
            pauses.Add((Main.Poll!.Next - _host.Time.GetUtcNow()).TotalSeconds);
            _site.Says(Nine);
            _host.Time.Advance(TimeSpan.FromHours(1));
            await PollAsync();
            _host.Time.Advance(TimeSpan.FromSeconds(30));
        }
        // Never sooner than it would be asked anyway, and never later than an hour.
        Assert.Equal([120, 30, 3600, 2400, 30], pauses);
    }

    [Fact]
    public async Task Source_ThatNeverAnswers_IsGivenUpAndHoldsUpNoOther()
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _site.Answer = async http =>
        {
            reached.TrySetResult();
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
            return "";
        };
        var poll = PollAsync();
        await reached.Task.WaitAsync(Ct);
        while (Status("second").Poll is null) await Task.Delay(10, Ct);
        Assert.False(poll.IsCompleted);
        Assert.Equal(0, Status("second").Poll!.FailuresInARow);

        _host.Time.Advance(TimeSpan.FromSeconds(10));
        await poll.WaitAsync(Ct);
        Assert.Contains("has not answered for 10 seconds", Main.LastProblem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Source_AnsweringTooMuchOrBreakingOff_IsSaid()
    {
        _site.Says(new string(' ', 5 * 1024 * 1024));
        await PollAsync();
        Assert.Contains("more than 4 MiB", Main.LastProblem, StringComparison.Ordinal);

        _site.Answer = async http =>
        {
            http.Response.ContentLength = 100;
            await http.Response.WriteAsync("{", Ct);
            http.Abort();
            return "";
        };
        _host.Time.Advance(TimeSpan.FromMinutes(2));
        await PollAsync();
        Assert.Contains("broke off", Main.LastProblem, StringComparison.Ordinal);

        await _site.DisposeAsync();
        _host.Time.Advance(TimeSpan.FromMinutes(5));
        await PollAsync();
        Assert.Contains("cannot be reached", Main.LastProblem, StringComparison.Ordinal);
        Assert.Equal(3, Main.Poll!.FailuresInARow);
    }

    [Fact]
    public async Task Interval_AskedAgainAfterARestart_CountsOnce()
    {
        _site.Says(Nine);
        await PollAsync();
        await _host.DisposeAsync();
        _host = await StartAsync(_folder.FullPath, _host.Time.GetUtcNow().AddSeconds(5));
        await PollAsync();

        Assert.Equal(2, _site.Asked.Count);
        Assert.Equal(9, await _host.StoredAsync("queries.all"));
    }

    [Fact]
    public async Task Source_NotConfigured_SaysWhatIsMissingAndAsksNothing()
    {
        (string Kind, string Expected)[] bare = [("prometheus", "Url to the address"), ("openai", "admin key"), ("sentry-rate", "org:read"), ("postgres", "connection string")];
        await _host.DisposeAsync();
        _host = await StartAsync(_folder.FullPath, null, bare.ToDictionary(b => $"Sources:bare-{b.Kind}:Kind", string? (b) => b.Kind).Append(new("Sources:main:Queries:0:Event", "no.such")).ToDictionary());
        await PollAsync();

        foreach (var (kind, expected) in bare)
            Assert.Contains(expected, Status("bare-" + kind).LastProblem, StringComparison.Ordinal);
        Assert.Contains("`no.such` is in no runbook", Main.LastProblem, StringComparison.Ordinal);
        Assert.Empty(_site.Asked);
        Assert.Equal(System.Net.HttpStatusCode.MethodNotAllowed, (await _host.SendAsync("bare-openai", new StringContent("[]"))).StatusCode);
    }

    [Fact]
    public async Task TwoNodes_OneAsks_AndTheOtherTakesOverWithoutCountingTwice()
    {
        _site.Says(Nine);
        var shared = await databases.NewPostgresAsync(Ct);
        await using var a = await StartAsync(databases.NewFolder(), null, null, shared);
        await using var b = await StartAsync(databases.NewFolder(), null, null, shared);
        await a.Get<NodeDuty>().StartAsync(Ct);
        while (!a.Get<NodeDuty>().IsOurs) await Task.Delay(10, Ct);
        await b.Get<NodeDuty>().StartAsync(Ct);

        await Task.WhenAll(PollAsync(a), PollAsync(b));
        Assert.Single(_site.Asked);
        Assert.Null(b.Get<SourceRegistry>().Status().Single(s => s.Source.Name == "main").Poll);

        await a.Get<NodeDuty>().StopAsync(Ct);
        while (!b.Get<NodeDuty>().IsOurs)
        {
            // Its next look for the duty is a second away; the interval is the same one.
            b.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(20, Ct);
        }
        await PollAsync(b);
        Assert.Equal(2, _site.Asked.Count);
        var slots = _site.Asked.Select(q => q.Url.Query.Split("time=")[1]).Distinct().Count();
        Assert.Equal(9 * slots, await b.StoredAsync("queries.all"));
    }

    private Task<SignalsHost> StartAsync(string folder, DateTimeOffset? at = null, Dictionary<string, string?>? more = null, string? postgres = null)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Sources:main:Kind"] = "prometheus",
            ["Sources:main:Url"] = _site.Url,
            ["Sources:main:Secret"] = Token,
            ["Sources:main:Queries:0:Event"] = "queries.all",
            ["Sources:main:Queries:0:Query"] = "sum(increase(x[$interval]))",
            ["Sources:main:Queries:0:As"] = "count",
            ["Sources:second:Kind"] = "prometheus",
            ["Sources:second:Url"] = _other.Url,
            ["Sources:second:Environment"] = "staging",
            ["Sources:second:Queries:0:Event"] = "requests.duration",
            ["Sources:second:Queries:0:Query"] = "x",
        };
        foreach (var (key, value) in more ?? []) settings[key] = value;
        return SignalsHost.StartAsync(folder, postgres, at, settings: settings);
    }

    private Task PollAsync(SignalsHost? host = null) => (host ?? _host).Get<PollService>().PollDueAsync(Ct);

    private SourceStatus Status(string name) => _host.Get<SourceRegistry>().Status().Single(s => s.Source.Name == name);
}
