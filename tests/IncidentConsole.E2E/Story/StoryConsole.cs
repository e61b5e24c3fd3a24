using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using MeetSolis.IncidentConsole.Harness;

namespace MeetSolis.IncidentConsole.E2E.Story;

/// <summary>A running console with a client of its API: what a story needs besides browsers.</summary>
internal sealed partial class StoryConsole : IAsyncDisposable
{
    private const string Key = "mic_story_0123456789abcdef0123456789abcdef";
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly Databases _databases = new();

    public required ConsoleProcess Process { get; init; }

    /// <param name="store"><c>sqlite</c> or <c>postgres</c>.</param>
    /// <param name="administrator">Unattended set-up; without it the console prints its set-up link.</param>
    /// <param name="more">Further settings.</param>
    public static async Task<StoryConsole> StartAsync(string store, bool administrator, CancellationToken ct, Dictionary<string, string?>? more = null)
    {
        var settings = new Dictionary<string, string?>(more ?? []) { ["Bootstrap:ApiKey"] = Key };
        if (administrator) (settings["Bootstrap:AdminEmail"], settings["Bootstrap:AdminPassword"]) = ("ana@example.com", "a long and winding road");
        var databases = new Databases();
        if (store == "postgres") settings["ConnectionStrings:Console"] = await databases.NewPostgresAsync(ct);
        var process = await ConsoleProcess.StartAsync(settings, ct);
        process.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        return new(databases) { Process = process };
    }

    private StoryConsole(Databases databases) => _databases = databases;

    public HttpClient Client => Process.Client;

    public static string ApiKey => Key;

    /// <summary>The one-time link it printed.</summary>
    public async Task<Uri> SetupLinkAsync(CancellationToken ct)
    {
        var link = await UntilAsync("the set-up link is printed", () => Task.FromResult(SetupLink().Match(Process.Log) is { Success: true } m ? m.Value : null), ct);
        return new(Process.Address, new Uri(link).PathAndQuery);
    }

    public async Task<JsonElement> GetAsync(string path, CancellationToken ct) => await Client.GetFromJsonAsync<JsonElement>(new Uri(path, UriKind.Relative), ct);

    public async Task<(int Status, JsonElement Body)> PostAsync(string path, object? body, CancellationToken ct)
    {
        using var response = await Client.PostAsJsonAsync(new Uri(path, UriKind.Relative), body ?? new { }, ct);
        var text = await response.Content.ReadAsStringAsync(ct);
        return ((int)response.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
    }

    public async Task<JsonElement> DoAsync(string path, object? body, CancellationToken ct)
    {
        var (status, answer) = await PostAsync(path, body, ct);
        Assert.True(status is 200 or 201, $"POST {path}: {status} {answer}");
        return answer;
    }

    /// <summary>Looks again until there is something, for a minute at most.</summary>
    public static async Task<T> UntilAsync<T>(string what, Func<Task<T?>> look, CancellationToken ct) where T : class
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(_patience);
        while (!patience.IsCancellationRequested)
        {
            if (await look() is { } found) return found;
            await Task.Delay(100, patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        ct.ThrowIfCancellationRequested();
        throw new TimeoutException($"A minute went by before {what}.");
    }

    public async Task<JsonElement> IncidentOnceAsync(string what, Func<JsonElement, bool> holds, CancellationToken ct) =>
        ((JsonElement)await UntilAsync<object>(what, async () => await GetAsync("/api/v1/incidents/1001", ct) is var i && holds(i) ? i : null, ct));

    public async Task<string> OpenedByATriggerAsync(CancellationToken ct) => await UntilAsync("a trigger opened an incident", async () =>
    {
        var list = await GetAsync("/api/v1/incidents?status=open", ct);
        return list.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("number").GetString()).FirstOrDefault();
    }, ct);

    /// <summary>Ticks what must be ticked before a rollback.</summary>
    public async Task TickBeforeRollbackAsync(string incident, CancellationToken ct)
    {
        foreach (var list in (await GetAsync(incident, ct)).GetProperty("checklists").EnumerateArray().Where(c => c.GetProperty("id").GetString() == "pre-rollback"))
            foreach (var item in list.GetProperty("items").EnumerateArray().Where(i => i.GetProperty("applies").GetBoolean()))
                await DoAsync($"{incident}/checklists/{item.GetProperty("id").GetString()}", new { done = true, note = "checked" }, ct);
    }

    public async ValueTask DisposeAsync()
    {
        // The drill's target outlives its console on purpose; here nobody will take it up again.
        var facts = Path.Combine(Process.DataFolder, "drill", "target.json");
        if (File.Exists(facts))
        {
            using var target = JsonDocument.Parse(await File.ReadAllTextAsync(facts));
            try
            {
                using var process = System.Diagnostics.Process.GetProcessById(target.RootElement.GetProperty("Pid").GetInt32());
                process.Kill();
                await process.WaitForExitAsync();
            }
            catch (ArgumentException)
            {
                // It has ended already.
            }
        }
        await Process.DisposeAsync();
        await _databases.DisposeAsync();
    }

    [GeneratedRegex(@"http://\S+/setup\?token=[A-Za-z0-9_\-%]+")]
    private static partial Regex SetupLink();
}
