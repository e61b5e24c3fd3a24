using System.Collections.Concurrent;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Signals;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Tests.Signals;

/// <summary>By itself: what it measures is the memory of the whole process.</summary>
[CollectionDefinition(nameof(IngestFuzzTests), DisableParallelization = true)]
[Collection(nameof(IngestFuzzTests))]
public sealed class IngestFuzzTests : IAsyncLifetime
{
    private const int Senders = 8, Each = 2_600, Seed = 20_300_101;
    private const long MostKept = 48L * 1024 * 1024;
    private static readonly int[] Expected = [200, 400, 401, 404, 405, 413, 415, 429];

    private readonly TempFolder _folder = new();
    private SignalsHost _host = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await SignalsHost.StartAsync(_folder.FullPath, settings: FuzzBodies.Settings);

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Post_TwentyThousandSpoiltBodiesToEveryEndpoint_NeverFailsTheServerNorFillsIt()
    {
        var answers = new ConcurrentDictionary<(string Source, int Status), int>();
        await SendAsync(Enumerable.Range(0, Senders).Select(i => (Seed + 1_000 + i, 100)), answers);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await SendAsync(Enumerable.Range(0, Senders).Select(i => (Seed + i, Each)), answers);
        var kept = GC.GetTotalMemory(forceFullCollection: true) - before;

        Assert.InRange(answers.Values.Sum(), 20_000, int.MaxValue);
        Assert.True(kept < MostKept, $"{kept / 1024 / 1024} MiB are kept after them.");
        Assert.DoesNotContain(_host.Log.Lines, l => l.StartsWith("Error", StringComparison.Ordinal));
        // Each endpoint has both taken and refused some of them.
        foreach (var source in FuzzBodies.Sources.Except(["prometheus", "nobody", "bare"]))
            Assert.True(answers.ContainsKey((source, 200)) && answers.ContainsKey((source, 400)), $"{source}: {string.Join(' ', answers.Where(a => a.Key.Source == source))}");

        // No sender's names become events of ours, and whoever is honest is still taken.
        await using var db = await _host.Get<IDbContextFactory<ConsoleDbContext>>().CreateDbContextAsync(Ct);
        Assert.All(await db.Set<SignalBucketRow>().Select(b => b.Event).Distinct().ToListAsync(Ct), e => Assert.Contains(e, Known));
        foreach (var source in FuzzBodies.Sources.Except(["prometheus", "nobody", "bare"]))
        {
            using var good = new FuzzBodies(Seed, _host.Time.GetUtcNow()).Good(source);
            using var answer = await _host.Http.SendAsync(good, Ct);
            Assert.True((int)answer.StatusCode == 200, $"{source}: {await answer.Content.ReadAsStringAsync(Ct)}");
        }
    }

    private IReadOnlySet<string> Known => _host.Get<IncidentConsole.Runbooks.RunbookCatalog>().Active.SelectMany(r => r.Events).ToHashSet();

    private Task SendAsync(IEnumerable<(int Seed, int Count)> senders, ConcurrentDictionary<(string, int), int> answers) => Task.WhenAll(senders.Select(s => Task.Run(async () =>
    {
        var bodies = new FuzzBodies(s.Seed, _host.Time.GetUtcNow());
        for (var i = 0; i < s.Count; i++)
        {
            using var request = bodies.Next();
            using var answer = await _host.Http.SendAsync(request, Ct);
            var (source, status) = (request.RequestUri!.OriginalString.Split('/')[^1], (int)answer.StatusCode);
            var unexpected = source == "bare" ? status != 503 : !Expected.Contains(status);
            Assert.False(unexpected, $"{source} answers {status} to body {i} of seed {s.Seed}.");
            answers.AddOrUpdate((source, status), 1, static (_, n) => n + 1);
        }
    }, Ct)));
}
