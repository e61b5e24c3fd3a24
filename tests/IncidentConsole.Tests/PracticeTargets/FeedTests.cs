using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace MeetSolis.IncidentConsole.Tests.PracticeTargets;

/// <summary>What the practice target sends to the console.</summary>
public sealed class FeedTests : IAsyncLifetime
{
    private static readonly string[] Sources = ["build", "edge", "lambda", "static"];
    private static readonly string[] Levels = ["info", "warning", "error", "fatal"];

    private FeedReceiver _receiver = null!;
    private PracticeRig _rig = null!;

    public async ValueTask InitializeAsync()
    {
        _receiver = await FeedReceiver.StartAsync();
        _rig = await PracticeRig.StartAsync([.. _receiver.Settings, ("Target__Rate", "200"), ("Target__DeploySeconds", "0.3"), ("Target__OrphanAfter", "00:00:02")]);
    }

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task Drain_Always_SendsSignedLinesOfTheVendorsShape()
    {
        await PracticeRig.UntilAsync(() => Task.FromResult(_receiver.Drained.Count >= 4 && _receiver.Lines().Count > 200), "four batches");

        var batches = _receiver.Drained.ToArray();
        Assert.All(batches, b => Assert.Equal(Sha1(b.Body), b.Signature));
        Assert.Contains(batches, b => b.ContentType.StartsWith("application/json", StringComparison.Ordinal));
        Assert.Contains(batches, b => b.ContentType.StartsWith("application/x-ndjson", StringComparison.Ordinal));
        var lines = batches.SelectMany(b => b.Lines()).ToList();
        Assert.Equal(lines.Count, lines.Select(l => l.GetProperty("id").GetString()).Distinct().Count());
        Assert.All(lines, line =>
        {
            Assert.Contains(line.GetProperty("source").GetString(), Sources);
            Assert.Contains(line.GetProperty("level").GetString(), Levels);
            Assert.StartsWith("dpl_", line.GetProperty("deploymentId").GetString(), StringComparison.Ordinal);
            Assert.Equal("production", line.GetProperty("environment").GetString());
            Assert.True(line.GetProperty("timestamp").GetInt64() > 1_700_000_000_000);
        });
        // Several lines share one request, which is what a reader must not count twice.
        Assert.Contains(lines.Where(l => l.TryGetProperty("requestId", out _)).GroupBy(l => l.GetProperty("requestId").GetString()), g => g.Count() > 1);
    }

    [Fact]
    public async Task Events_Always_AreSignedAndCounted()
    {
        await PracticeRig.UntilAsync(() => Task.FromResult(_receiver.Events.Count >= 2 && Events("requests.duration").Any()), "two batches of events");

        var batches = _receiver.Events.ToArray();
        Assert.All(batches, b => Assert.Equal("sha256=" + Sha256(b.Body), b.Signature));
        var events = batches.SelectMany(b => b.Lines()).ToList();
        Assert.All(events, e =>
        {
            Assert.NotEmpty(e.GetProperty("id").GetString()!);
            Assert.Equal(TimeSpan.Zero, e.GetProperty("at").GetDateTimeOffset().Offset);
            Assert.True(e.GetProperty("value").GetDouble() >= 0);
        });
        Assert.Contains(events, e => e.GetProperty("event").GetString() == "queries.all" && e.GetProperty("count").GetInt32() > 1);
    }

    [Fact]
    public async Task ErrorSpike_FailsOver5PercentUntilTheBuildHasLostTheFlags()
    {
        await _rig.PostAsync("/practice/scenario", new { scenario = "error-spike" });
        var spike = await JudgedAsync(600);
        Assert.InRange(spike.Failed / (double)spike.All, 0.05, 0.12);
        Assert.Equal(0, spike.Disabled);

        var removed = await _rig.RunAsync("for flag in NEXT_PUBLIC_ENABLE_CLIENT_CARDS NEXT_PUBLIC_ENABLE_NEW_MEETINGS ENABLE_PGVECTOR; do vercel env rm $flag production --yes; done");
        Assert.Equal(0, removed.Code);
        var merelyConfigured = await JudgedAsync(600);
        Assert.InRange(merelyConfigured.Failed / (double)merelyConfigured.All, 0.05, 0.12);

        Assert.Equal(0, (await _rig.RunAsync("vercel redeploy meetsolis.com --target production")).Code);
        var after = await JudgedAsync(1500);
        Assert.InRange(after.Failed / (double)after.All, 0, 0.01);
        Assert.True(after.Disabled > 100, $"Only {after.Disabled} requests of the disabled features were seen.");
    }

    [Theory]
    [InlineData("login-failures", "login.failed", 10)]
    [InlineData("database-errors", "queries.failed", 20)]
    [InlineData("data-exposure", "rls.leak", 1)]
    public async Task Scenario_InForce_ShowsInTheEvents(string scenario, string name, int least)
    {
        await _rig.PostAsync("/practice/scenario", new { scenario });

        await PracticeRig.UntilAsync(() => Task.FromResult(CountOf(name) >= least), $"{least} of {name}");

        Assert.Equal(scenario, (await _rig.StateAsync()).Scenario);
    }

    [Fact]
    public async Task AiCost_InForce_SpendsAsManyDollarsAsABadHour()
    {
        await _rig.PostAsync("/practice/scenario", new { scenario = "ai-cost" });

        await PracticeRig.UntilAsync(() => Task.FromResult(Events("ai.spend").Sum(e => e.GetProperty("value").GetDouble()) >= 1), "a dollar spent");
    }

    [Fact]
    public async Task FailedMigration_InForce_TellsOfTheRollback()
    {
        await _rig.PostAsync("/practice/scenario", new { scenario = "failed-migration" });

        await PracticeRig.UntilAsync(() => Task.FromResult(_receiver.Lines().Exists(l => l.TryGetProperty("message", out var m) && m.GetString() == "ROLLBACK")), "the rollback");
    }

    [Fact]
    public async Task ServerErrors_InForce_PassAHundredInAMinute()
    {
        await _rig.PostAsync("/practice/scenario", new { scenario = "server-errors" });

        await PracticeRig.UntilAsync(() => Task.FromResult(Requests(_receiver.Lines()).Count(r => r.Failed) > 100), "a hundred failures");
    }

    [Fact]
    public async Task Target_WithoutItsConsole_EndsItself()
    {
        await PracticeRig.UntilAsync(() => Task.FromResult(!_receiver.Drained.IsEmpty), "the first batch");

        await _receiver.StopAsync();

        await PracticeRig.UntilAsync(() => Task.FromResult(_rig.Process.HasExited), "the end of the orphan");
    }

    /// <summary>Judges the requests that were made from now on.</summary>
    private async Task<(int All, int Failed, int Disabled)> JudgedAsync(int requests)
    {
        var from = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        List<SeenRequest> seen = [];
        await PracticeRig.UntilAsync(() => Task.FromResult((seen = Requests(_receiver.Lines().Where(l => l.GetProperty("timestamp").GetInt64() >= from))).Count >= requests), $"{requests} requests");
        return (seen.Count, seen.Count(r => r.Failed), seen.Count(r => r.Disabled));
    }

    /// <summary>As the console counts: distinct requests, builds and background renewals left out, a disabled feature's 503 expected.</summary>
    private static List<SeenRequest> Requests(IEnumerable<JsonElement> lines) =>
    [
        .. lines.Where(l => l.GetProperty("source").GetString() != "build" && l.TryGetProperty("requestId", out _) && l.TryGetProperty("proxy", out var p) && p.GetProperty("statusCode").GetInt32() != -1)
            .GroupBy(l => l.GetProperty("requestId").GetString())
            .Select(g => (Status: g.Select(l => l.GetProperty("statusCode").GetInt32()).Max(s => s == -1 ? 500 : s), Path: g.First().GetProperty("path").GetString()!))
            .Select(r => new SeenRequest(
                Disabled: r.Status == 503 && (r.Path.StartsWith("/api/clients", StringComparison.Ordinal) || r.Path.StartsWith("/api/meetings", StringComparison.Ordinal)),
                Failed: r.Status >= 500 && r.Status != 503)),
    ];

    private IEnumerable<JsonElement> Events(string name) =>
        _receiver.Events.SelectMany(b => b.Lines()).Where(e => e.GetProperty("event").GetString() == name);

    private int CountOf(string name) => Events(name).Sum(e => e.TryGetProperty("count", out var count) ? count.GetInt32() : 1);

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5350", Justification = "Vercel's drains are signed with SHA-1.")]
    private static string Sha1(byte[] body) => Convert.ToHexStringLower(HMACSHA1.HashData(Encoding.UTF8.GetBytes(FeedReceiver.DrainSecret), body));

    private static string Sha256(byte[] body) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(FeedReceiver.EventsSecret), body));

    private sealed record SeenRequest(bool Disabled, bool Failed);
}
