using System.Net.Http.Headers;
using System.Text.Json;

namespace MeetSolis.IncidentConsole.Benchmarks.Dispatch;

/// <summary>What the console wrote of the practice target it started: <c>drill/target.json</c> in its data folder.</summary>
internal sealed record PracticeFacts(Uri Url, int Pid, string ApiToken)
{
    public static async Task<PracticeFacts> ReadAsync(string dataFolder, CancellationToken ct) =>
        JsonSerializer.Deserialize<PracticeFacts>(await File.ReadAllTextAsync(PathIn(dataFolder), ct))!;

    /// <summary>Ends the target, which outlives its console on purpose; nothing happens where none was started.</summary>
    public static async Task EndAsync(string dataFolder)
    {
        if (!File.Exists(PathIn(dataFolder))) return;
        var facts = await ReadAsync(dataFolder, CancellationToken.None);
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(facts.Pid);
            process.Kill();
            await process.WaitForExitAsync();
        }
        catch (ArgumentException)
        {
            // It has ended already.
        }
    }

    /// <summary>No fault, all flags on, the first deployment running.</summary>
    public async Task ResetAsync(CancellationToken ct)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Url, "/practice/reset"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", ApiToken);
        using var answer = await client.SendAsync(request, ct);
        answer.EnsureSuccessStatusCode();
    }

    private static string PathIn(string dataFolder) => Path.Combine(dataFolder, "drill", "target.json");
}
