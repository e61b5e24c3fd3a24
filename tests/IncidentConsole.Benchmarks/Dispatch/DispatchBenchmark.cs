using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using MeetSolis.IncidentConsole.Harness;
using Microsoft.AspNetCore.SignalR.Client;

namespace MeetSolis.IncidentConsole.Benchmarks.Dispatch;

/// <summary>
/// <c>dispatch</c>: what it costs that the console runs a method's steps, beside a bash script with the same commands and proofs against the
/// same practice target. Both wait for the same deployment; the console waits for each end at its hub, as a screen does.
/// </summary>
public static class DispatchBenchmark
{
    private const int CountedRounds = 5;
    private const string Key = "mic_bench_0123456789abcdef0123456789abcdef";

    /// <summary>Adds the whole method, the overhead a step, and each step.</summary>
    public static async Task RunAsync(Table table, CancellationToken ct)
    {
        await using var console = await ConsoleProcess.StartAsync(new Dictionary<string, string?> { ["Bootstrap:ApiKey"] = Key }, ct);
        try
        {
            console.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
            await using var hub = new HubConnectionBuilder()
                .WithUrl(new Uri(console.Address, "/hubs/incidents"), o => o.AccessTokenProvider = () => Task.FromResult<string?>(Key)).Build();
            await hub.StartAsync(ct);
            var runbook = await console.Client.GetFromJsonAsync<JsonElement>(new Uri($"/api/v1/runbooks/{DrilledMethod.Runbook}", UriKind.Relative), ct);
            using var folder = new TempFolder();

            // The console first: its first drill starts the target that the script uses too.
            var rounds = await Rounds.AlternateAsync(CountedRounds, ct,
                new DrilledMethod(console, hub).RunAsync, new ScriptedMethod(folder.FullPath, runbook, console).RunAsync);
            Tell(table, rounds[1], rounds[0]);
        }
        finally
        {
            await PracticeFacts.EndAsync(console.DataFolder);
        }
    }

    private static void Tell(Table table, IReadOnlyList<Dispatched> script, IReadOnlyList<Dispatched> console)
    {
        double[] baseline = [.. script.Select(d => d.Whole)], whole = [.. console.Select(d => d.Whole)];
        table.Add("Method A, three steps back to back", "ms", baseline, whole, "≤ 1.10×");
        table.Add("overhead a step", "ms", [], [(Table.Median(whole) - Table.Median(baseline)) / DrilledMethod.Steps.Count], "≤ 30 ms");
        foreach (var (at, step) in DrilledMethod.Steps.Index())
            table.Add($"of it, {step}", "ms", [.. script.Select(d => d.Steps[at])], [.. console.Select(d => d.Steps[at])], "–");
    }
}
