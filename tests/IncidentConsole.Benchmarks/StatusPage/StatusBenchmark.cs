using System.Diagnostics;
using MeetSolis.IncidentConsole.Benchmarks.Circuits;

namespace MeetSolis.IncidentConsole.Benchmarks.StatusPage;

/// <summary><c>status</c>: the public page, beside a static file of about its size that the same Kestrel serves.</summary>
public static class StatusBenchmark
{
    private const int Clients = 16;
    private const int CountedRounds = 5;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(2);

    // One of each size: what is compared is the nearest.
    private static readonly string[] Files =
        ["/js/boot.js", "/css/tokens.css", "/fonts/inter-LICENSE.txt", "/js/connection.js", "/css/base.css", "/css/controls.css", "/css/deck.css", "/css/pages.css"];

    public static async Task RunAsync(Table table, CancellationToken ct)
    {
        await using var console = await WatchedConsole.StartAsync(ct);
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Clients, UseCookies = false }) { BaseAddress = console.Process.Address };
        var page = (await client.GetByteArrayAsync(new Uri("/status", UriKind.Relative), ct)).Length;
        var (file, length) = ("", 0);
        foreach (var candidate in Files)
        {
            var bytes = (await client.GetByteArrayAsync(new Uri(candidate, UriKind.Relative), ct)).Length;
            if (length == 0 || Math.Abs(bytes - page) < Math.Abs(length - page)) (file, length) = (candidate, bytes);
        }
        using var first = await client.GetAsync(new Uri("/status", UriKind.Relative), ct);
        var rounds = await Rounds.AlternateAsync(CountedRounds, ct,
            stop => RateAsync(client, file, null, stop), stop => RateAsync(client, "/status", null, stop), stop => RateAsync(client, "/status", first.Headers.ETag!.ToString(), stop));
        table.Add($"/status ({page:N0} bytes) beside {file} ({length:N0} bytes), {Clients} connections", "/s", [.. rounds[0]], [.. rounds[1]], "≥ 0.5×");
        table.Add("the same, asked with the tag it has (304)", "/s", [.. rounds[0]], [.. rounds[2]], "");
    }

    private static async Task<double> RateAsync(HttpClient client, string path, string? tag, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(async () =>
        {
            var count = 0;
            while (Stopwatch.GetElapsedTime(began) < Round)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, path);
                if (tag is not null) request.Headers.TryAddWithoutValidation("If-None-Match", tag);
                using var answer = await client.SendAsync(request, ct);
                await answer.Content.CopyToAsync(Stream.Null, ct);
                count++;
            }
            return count;
        }, ct)));
        return counts.Sum() / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
