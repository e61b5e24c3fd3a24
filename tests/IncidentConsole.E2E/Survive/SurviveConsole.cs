using System.IO.Compression;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MeetSolis.IncidentConsole.Harness;

namespace MeetSolis.IncidentConsole.E2E.Survive;

/// <summary>A real console at a <see cref="Workplace"/>, asked by its API. Whatever it answers that is not expected is thrown with its sentence.</summary>
internal sealed class SurviveConsole : IAsyncDisposable
{
    private const string Key = "mic_survive_0123456789abcdef0123456789abcdef";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private SurviveConsole(ConsoleProcess process) => Process = process;

    public ConsoleProcess Process { get; }

    public static string ApiKey => Key;

    public static async Task<SurviveConsole> StartAsync(Workplace place, string? postgres, CancellationToken ct, Dictionary<string, string?>? more = null)
    {
        var settings = place.Settings;
        foreach (var (name, value) in more ?? []) settings[name] = value;
        settings["Bootstrap:ApiKey"] = Key;
        settings["Bootstrap:AdminEmail"] = "ana@example.com";
        settings["Bootstrap:AdminPassword"] = "a long and winding road";
        if (postgres is not null) settings["ConnectionStrings:Console"] = postgres;
        var process = await ConsoleProcess.StartAsync(settings, ct);
        process.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        return new(process);
    }

    /// <summary>A new incident with its method chosen: its path in the API.</summary>
    public async Task<string> DeclareAsync(string method, CancellationToken ct)
    {
        var declared = await DoAsync("/api/v1/incidents", new { runbook = "survive", environment = "staging", title = "Something broke" }, ct);
        var incident = $"/api/v1/incidents/{declared.GetProperty("number").GetString()}";
        await DoAsync($"{incident}/method", new { method, reason = "to see it survive" }, ct);
        return incident;
    }

    public Task StartStepAsync(string incident, CancellationToken ct) => DoAsync($"{incident}/steps/work/start", new { }, ct);

    public async Task<JsonElement> StepAsync(string incident, CancellationToken ct) => (await GetAsync(incident, ct)).GetProperty("steps")[0];

    public Task<JsonElement> StepOnceAsync(string incident, string what, Func<string, bool> status, CancellationToken ct) =>
        UntilAsync(what, async () => await StepAsync(incident, ct) is var step && status(Status(step)) ? step : null, ct);

    public static string Status(JsonElement step) => step.GetProperty("status").GetString()!;

    public async Task<IReadOnlyList<string>> OutputAsync(string incident, CancellationToken ct)
    {
        var lines = new List<string>();
        for (var after = "0"; after is not null;)
        {
            var page = await GetAsync($"{incident}/steps/work/output?after={after}", ct);
            foreach (var line in page.GetProperty("items").EnumerateArray())
            {
                if (line.GetProperty("sequence").GetInt64() != lines.Count + 1) throw new InvalidOperationException($"Line {lines.Count + 1} is missing: {line}");
                lines.Add(line.GetProperty("text").GetString()!);
            }
            after = page.GetProperty("next").GetString();
        }
        return lines;
    }

    /// <summary>The types and sentences of all entries, whose chain of hashes is whole.</summary>
    public async Task<IReadOnlyList<(string Type, string Summary)>> TimelineAsync(string incident, CancellationToken ct)
    {
        await CheckChainAsync(incident, ct);
        return [.. (await GetAsync($"{incident}/timeline", ct)).GetProperty("items").EnumerateArray()
            .Select(e => (e.GetProperty("type").GetString()!, e.GetProperty("summary").GetString()!))];
    }

    public async Task<JsonElement> GetAsync(string path, CancellationToken ct)
    {
        using var answer = await Process.Client.GetAsync(new Uri(path, UriKind.Relative), ct);
        return await ReadAsync(answer, path, ct);
    }

    public async Task<JsonElement> DoAsync(string path, object body, CancellationToken ct)
    {
        using var answer = await Process.Client.PostAsJsonAsync(new Uri(path, UriKind.Relative), body, ct);
        return await ReadAsync(answer, path, ct);
    }

    /// <summary>The status and the sentence of what may be refused.</summary>
    public async Task<(int Status, string Sentence)> TryAsync(string path, object body, CancellationToken ct)
    {
        using var answer = await Process.Client.PostAsJsonAsync(new Uri(path, UriKind.Relative), body, ct);
        var said = await answer.Content.ReadFromJsonAsync<JsonElement>(ct);
        return ((int)answer.StatusCode, said.TryGetProperty("detail", out var detail) ? detail.GetString() ?? "" : "");
    }

    /// <summary>What a probe is answered, which has no key.</summary>
    public async Task<int> ReadyAsync(CancellationToken ct)
    {
        using var probe = new HttpClient { BaseAddress = Process.Address };
        using var ready = await probe.GetAsync(new Uri("/healthz/ready", UriKind.Relative), ct);
        return (int)ready.StatusCode;
    }

    /// <summary>Looks again until there is something, for a minute and a half.</summary>
    public static async Task<JsonElement> UntilAsync(string what, Func<Task<JsonElement?>> look, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        while (!patience.IsCancellationRequested)
        {
            if (await look() is { } found) return found;
            await Task.Delay(50, patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        ct.ThrowIfCancellationRequested();
        throw new TimeoutException($"{Patience.TotalSeconds} s went by before {what}.");
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();

    private async Task CheckChainAsync(string incident, CancellationToken ct)
    {
        await using var zip = new MemoryStream(await Process.Client.GetByteArrayAsync(new Uri($"{incident}/export", UriKind.Relative), ct));
        using var export = new ZipArchive(zip);
        var entries = await LinesAsync(export, "entries.jsonl", ct);
        var hashes = await LinesAsync(export, "hashes.txt", ct);
        var before = "";
        for (var i = 0; i < entries.Length; i++)
        {
            before = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(before + entries[i])));
            if (i >= hashes.Length || hashes[i] != before) throw new InvalidOperationException($"{incident}: the chain of hashes is broken at entry {i + 1}.");
        }
    }

    private static async Task<string[]> LinesAsync(ZipArchive export, string name, CancellationToken ct)
    {
        using var reader = new StreamReader((export.GetEntry(name) ?? throw new InvalidOperationException($"The export has no {name}.")).Open());
        return (await reader.ReadToEndAsync(ct)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer, string path, CancellationToken ct)
    {
        var text = await answer.Content.ReadAsStringAsync(ct);
        return answer.IsSuccessStatusCode ? JsonDocument.Parse(text).RootElement : throw new InvalidOperationException($"{path}: {(int)answer.StatusCode} {text}");
    }
}
