using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using MeetSolis.IncidentConsole.Harness;
using Microsoft.AspNetCore.SignalR.Client;

namespace MeetSolis.IncidentConsole.Benchmarks.Dispatch;

/// <summary>Method A in a drill, by API: the incident up to the method and after it is not timed, its steps are, each started when the hub told the end of the one before.</summary>
internal sealed class DrilledMethod(ConsoleProcess console, HubConnection hub)
{
    public const string Runbook = "meetsolis-deployment-rollback";
    public const string Method = "method-a";

    public static readonly IReadOnlyList<string> Steps = ["disable-flags", "redeploy", "verify"];

    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    /// <exception cref="InvalidOperationException">The console refused something, or a step did not succeed.</exception>
    public async Task<Dispatched> RunAsync(CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(_patience);
        await DoAsync("/api/v1/drills", new { scenario = "error-spike" }, patience.Token);
        var number = await OpenedAsync(patience.Token);
        var incident = $"/api/v1/incidents/{number}";
        var version = await ChooseAsync(incident, patience.Token);

        var dispatched = await RunStepsAsync(number, incident, version, patience.Token);

        await UntilAsync(incident, i => i.GetProperty("criteria").EnumerateArray().Any(c => Is(c, "id", "flags-error-rate") && Is(c, "result", "met")), patience.Token);
        foreach (var criterion in new[] { "legacy-ui", "epic1-features" })
            await DoAsync($"{incident}/answers", new { question = criterion, answer = "yes" }, patience.Token);
        await DoAsync($"{incident}/resolve", new { summary = "Flags off; the rate is back to normal." }, patience.Token);
        // Resolved, the 503 of the disabled features count as errors again.
        await (await PracticeFacts.ReadAsync(console.DataFolder, patience.Token)).ResetAsync(patience.Token);
        return dispatched;
    }

    private async Task<Dispatched> RunStepsAsync(string number, string incident, long version, CancellationToken ct)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await using var entries = hub.StreamAsync<JsonElement[]>("Watch", number, version, enough.Token).GetAsyncEnumerator(enough.Token);
        var times = new List<long> { Stopwatch.GetTimestamp() };
        foreach (var step in Steps)
        {
            await DoAsync($"{incident}/steps/{step}/start", new { }, ct);
            var ended = await EndOfAsync(entries, step);
            times.Add(Stopwatch.GetTimestamp());
            if (!Is(ended.GetProperty("data"), "status", "succeeded")) throw new InvalidOperationException($"{step} did not succeed: {ended}");
        }
        await enough.CancelAsync();
        return new(Stopwatch.GetElapsedTime(times[0], times[^1]).TotalMilliseconds,
            [.. times.Zip(times.Skip(1), (from, to) => Stopwatch.GetElapsedTime(from, to).TotalMilliseconds)]);
    }

    private static async Task<JsonElement> EndOfAsync(IAsyncEnumerator<JsonElement[]> entries, string step)
    {
        while (await entries.MoveNextAsync())
            foreach (var entry in entries.Current)
                if (Is(entry, "type", "step-ended") && Is(entry.GetProperty("data"), "step", step)) return entry;
        throw new InvalidOperationException($"The hub ended before {step} did.");
    }

    /// <summary>Through the checklist and the tree to the method; gives the incident's version then.</summary>
    private async Task<long> ChooseAsync(string incident, CancellationToken ct)
    {
        var found = await GetAsync(incident, ct);
        foreach (var list in found.GetProperty("checklists").EnumerateArray().Where(c => Is(c, "id", "pre-rollback")))
            foreach (var item in list.GetProperty("items").EnumerateArray().Where(i => i.GetProperty("applies").GetBoolean()))
                await DoAsync($"{incident}/checklists/{item.GetProperty("id").GetString()}", new { done = true, note = "checked" }, ct);
        await DoAsync($"{incident}/answers", new { question = "migration", answer = "no" }, ct);
        await UntilAsync(incident, i => i.GetProperty("question") is { ValueKind: JsonValueKind.Object } q && q.GetProperty("proposal").ValueKind == JsonValueKind.Object, ct);
        await DoAsync($"{incident}/answers", new { question = "error-rate", answer = "yes" }, ct);
        await DoAsync($"{incident}/method", new { method = Method }, ct);
        return (await GetAsync(incident, ct)).GetProperty("version").GetInt64();
    }

    private async Task<string> OpenedAsync(CancellationToken ct)
    {
        var list = await UntilAsync("/api/v1/incidents?status=open", l => l.GetProperty("items").GetArrayLength() > 0, ct);
        return list.GetProperty("items")[0].GetProperty("number").GetString()!;
    }

    private async Task<JsonElement> UntilAsync(string path, Func<JsonElement, bool> holds, CancellationToken ct)
    {
        while (true)
        {
            if (await GetAsync(path, ct) is var found && holds(found)) return found;
            await Task.Delay(100, ct);
        }
    }

    private Task<JsonElement> GetAsync(string path, CancellationToken ct) => console.Client.GetFromJsonAsync<JsonElement>(new Uri(path, UriKind.Relative), ct);

    private async Task DoAsync(string path, object body, CancellationToken ct)
    {
        using var answer = await console.Client.PostAsJsonAsync(new Uri(path, UriKind.Relative), body, ct);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"POST {path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(ct)}");
    }

    private static bool Is(JsonElement holder, string name, string value) => holder.GetProperty(name).GetString() == value;
}
