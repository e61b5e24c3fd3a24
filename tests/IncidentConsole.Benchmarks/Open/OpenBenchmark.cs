using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using MeetSolis.IncidentConsole.Benchmarks.Circuits;

namespace MeetSolis.IncidentConsole.Benchmarks.Open;

/// <summary><c>open</c>: a deck of an incident with 1,000, 10,000 and 100,000 entries beside one with 10: drawn by the server, and live on its circuit.</summary>
public static partial class OpenBenchmark
{
    private const int CountedRounds = 7;
    private static readonly int[] _lengths = [10, 1_000, 10_000, 100_000];

    public static async Task RunAsync(Table table, CancellationToken ct)
    {
        await using var console = await WatchedConsole.StartAsync(ct);
        var incidents = new List<string>();
        foreach (var _ in _lengths) incidents.Add(await console.DeclareAsync(ct));
        await console.Process.StopAsync();
        await using (var store = await FilledStore.OpenAsync(console.Process.DataFolder))
            foreach (var (incident, length) in incidents.Zip(_lengths)) await store.LengthenAsync(incident, length, ct);
        await console.Process.StartAgainAsync(ct);
        await console.SignInAsync(ct);

        var rounds = await Rounds.AlternateAsync(CountedRounds, ct,
            [.. incidents.Select(incident => (Func<CancellationToken, Task<Opened>>)(stop => OpenAsync(console, incident, stop)))]);
        for (var i = 1; i < _lengths.Length; i++)
        {
            var length = _lengths[i].ToString("N0", CultureInfo.InvariantCulture);
            table.Add($"page drawn, {length} entries beside 10", "ms", [.. rounds[0].Select(o => o.Drawn)], [.. rounds[i].Select(o => o.Drawn)], "≤ 2×");
            table.Add($"live on its circuit, {length} entries", "ms", [.. rounds[0].Select(o => o.Live)], [.. rounds[i].Select(o => o.Live)], "≤ 2×");
            table.Add($"bytes of page and circuit, {length} entries", "kB", [.. rounds[0].Select(o => o.Kilobytes)], [.. rounds[i].Select(o => o.Kilobytes)], "≤ 2×");
        }
        table.Add("first load of the deck, compressed", "kB", [], [await FirstLoadAsync(console, incidents[^1], ct) / 1024], "≤ 500 kB");
    }

    private static async Task<Opened> OpenAsync(WatchedConsole console, string incident, CancellationToken ct)
    {
        var path = $"/incidents/{incident}";
        var began = Stopwatch.GetTimestamp();
        var page = await console.Browser.GetStringAsync(new Uri(path, UriKind.Relative), ct);
        var drawn = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        began = Stopwatch.GetTimestamp();
        await using var circuit = await Circuit.OpenAsync(console.Process.Address, path, page, console.Cookies, "Timeline, newest first", ct);
        return new(drawn, Stopwatch.GetElapsedTime(began).TotalMilliseconds, (page.Length + circuit.ReadyBytes) / 1024.0);
    }

    /// <summary>Bytes over the wire of a browser that was never here: the page, its styles, scripts and the fonts they name.</summary>
    private static async Task<double> FirstLoadAsync(WatchedConsole console, string incident, CancellationToken ct)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AutomaticDecompression = DecompressionMethods.None }) { BaseAddress = console.Process.Address };
        client.DefaultRequestHeaders.Add("Accept-Encoding", "br, gzip");
        client.DefaultRequestHeaders.Add("Cookie", console.Cookies);
        var page = await console.Browser.GetStringAsync(new Uri($"/incidents/{incident}", UriKind.Relative), ct);
        var total = (double)(await client.GetByteArrayAsync(new Uri($"/incidents/{incident}", UriKind.Relative), ct)).Length;
        var wanted = new Queue<Uri>(Asset().Matches(page).Select(m => new Uri(console.Process.Address, WebUtility.HtmlDecode(m.Groups[1].Value))));
        var seen = new HashSet<Uri>();
        while (wanted.TryDequeue(out var asset))
        {
            if (asset.Host != console.Process.Address.Host || !seen.Add(asset)) continue;
            using var answer = await client.GetAsync(asset, ct);
            if (!answer.IsSuccessStatusCode) continue;
            total += (await answer.Content.ReadAsByteArrayAsync(ct)).Length;
            if (asset.AbsolutePath.EndsWith(".css", StringComparison.Ordinal))
            {
                var text = await console.Browser.GetStringAsync(asset, ct);
                foreach (var more in InStyle().Matches(text).Select(m => m.Groups[1].Value).Where(n => !n.StartsWith("data:", StringComparison.Ordinal) && !n.Contains("-ext", StringComparison.Ordinal)))
                    wanted.Enqueue(new(asset, more));
            }
            else if (asset.AbsolutePath.EndsWith(".js", StringComparison.Ordinal))
            {
                var text = await console.Browser.GetStringAsync(asset, ct);
                foreach (var more in InScript().Matches(text).Select(m => m.Groups[1].Value)) wanted.Enqueue(new(asset, more));
            }
        }
        return total;
    }

    private sealed record Opened(double Drawn, double Live, double Kilobytes);

    [GeneratedRegex("""(?:<script[^>]*\ssrc|<link[^>]*\shref)="([^"]+\.(?:css|js|svg|webmanifest)[^"]*)" """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Asset();

    [GeneratedRegex("""(?:url\(|@import\s+)["']?([^"')]+)""")]
    private static partial Regex InStyle();

    [GeneratedRegex("""from\s+["'](\./[^"']+\.js)["']""")]
    private static partial Regex InScript();
}
