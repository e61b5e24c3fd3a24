using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MeetSolis.IncidentConsole.E2E.Survive;
using Microsoft.AspNetCore.SignalR.Client;

namespace MeetSolis.IncidentConsole.Benchmarks.Output;

/// <summary>The producer as a step, from the request to start it until the hub tells its end; then its output is read again and checked.</summary>
internal sealed class LoudStep(SurviveConsole console, bool readers)
{
    public async Task<Loud> RunAsync(CancellationToken ct)
    {
        var incident = await console.DeclareAsync("loud", ct);
        var number = incident[(incident.LastIndexOf('/') + 1)..];
        await using var one = await HubAsync(ct);
        await using var two = await HubAsync(ct);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var before = Resident();
        var peak = PeakAsync(over.Token);
        var began = Stopwatch.GetTimestamp();
        await console.StartStepAsync(incident, ct);
        Task<int>[] reading = readers ? [ReadAsync(incident, over.Token, ct), ReadAsync(incident, over.Token, ct)] : [];
        await Task.WhenAll(EndAsync(one, number, ct), EndAsync(two, number, ct));
        var wall = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        await over.CancelAsync();
        var growth = (await peak - before) / 1e6;
        var whole = (await Task.WhenAll([.. reading, ReadAsync(incident, over.Token, ct)])).Min();
        if (SurviveConsole.Status(await console.StepAsync(incident, ct)) != "succeeded") throw new InvalidOperationException("The step did not succeed.");
        return new(wall, growth, whole);
    }

    private async Task<HubConnection> HubAsync(CancellationToken ct)
    {
        var hub = new HubConnectionBuilder()
            .WithUrl(new Uri(console.Process.Address, "/hubs/incidents"), o => o.AccessTokenProvider = () => Task.FromResult<string?>(SurviveConsole.ApiKey)).Build();
        await hub.StartAsync(ct);
        return hub;
    }

    private static async Task EndAsync(HubConnection hub, string number, CancellationToken ct)
    {
        await foreach (var entries in hub.StreamAsync<JsonElement[]>("Watch", number, 0L, ct))
            if (entries.Any(e => e.GetProperty("type").GetString() == "step-ended")) return;
    }

    /// <summary>Every line, page by page as it comes, and after the end what is left. How many came once and in order.</summary>
    private async Task<int> ReadAsync(string incident, CancellationToken over, CancellationToken ct)
    {
        var seen = 0;
        while (true)
        {
            var last = over.IsCancellationRequested;
            var page = (await console.GetAsync($"{incident}/steps/work/output?after={seen.ToString(CultureInfo.InvariantCulture)}", ct)).GetProperty("items");
            foreach (var line in page.EnumerateArray())
                if (line.GetProperty("sequence").GetInt64() != ++seen || line.GetProperty("text").GetString() != OutputBenchmark.Line(seen)) return seen - 1;
            if (page.GetArrayLength() > 0) continue;
            if (last) return seen;
            await Task.Delay(100, ct);
        }
    }

    private async Task<long> PeakAsync(CancellationToken over)
    {
        var peak = 0L;
        while (!over.IsCancellationRequested)
        {
            peak = Math.Max(peak, Resident());
            await Task.Delay(50, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        return peak;
    }

    private long Resident()
    {
        var line = File.ReadLines($"/proc/{console.Process.ProcessId}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.AsSpan(6).Trim().ToString().Split(' ')[0], CultureInfo.InvariantCulture) * 1024;
    }
}
