using System.Net.Http.Headers;
using MeetSolis.PracticeTarget.Practice;

namespace MeetSolis.PracticeTarget.Traffic;

/// <summary>Visitors: real HTTP requests over loopback to this process's own site.</summary>
public sealed class BackgroundTraffic(TargetSettings settings, Faults faults, ServerAddress server, TimeProvider time) : BackgroundService
{
    /// <summary>In <see cref="Scenario.ServerErrors"/> a crowd of this many a second makes more than 25 failures a second.</summary>
    public const double CrowdRate = 80;

    // A slow machine must not pile up visitors without bound; the ones above stay away.
    private const int MostAtOnce = 64;

    private int _inFlight;
    private readonly Carry _due = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var client = Loopback.CreateClient(TimeSpan.FromSeconds(10));
        client.BaseAddress = await server.WhenListening.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50), time);
        var last = time.GetTimestamp();
        for (var n = 0; await timer.WaitForNextTickAsync(stoppingToken);)
        {
            var now = time.GetTimestamp();
            // After a pause of the whole machine the visitors are not made up for.
            var elapsed = Math.Min(time.GetElapsedTime(last, now).TotalSeconds, 1);
            last = now;
            var crowd = faults.Scenario == Scenario.ServerErrors;
            for (var due = _due.Take((crowd ? Math.Max(CrowdRate, settings.Rate) : settings.Rate) * elapsed); due > 0; due--)
            {
                n = n == int.MaxValue / 64 ? 0 : n + 1;
                if (Volatile.Read(ref _inFlight) < MostAtOnce)
                    _ = VisitAsync(client, n, crowd, stoppingToken);
            }
        }
    }

    private async Task VisitAsync(HttpClient client, int n, bool crowd, CancellationToken ct)
    {
        Interlocked.Increment(ref _inFlight);
        try
        {
            var path = TrafficMix.PathOf(n, crowd);
            using var request = Visitor.Background(n).Ask(path);
            if (path == "/api/auth/user" && n % 8 != 0)
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", settings.ApiToken);
            using var response = await client.SendAsync(request, ct);
        }
        catch (Exception ex) when (ex is HttpRequestException or OperationCanceledException)
        {
            // A visitor who gives up is no failure of the site; the site has logged what it answered.
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }
}
