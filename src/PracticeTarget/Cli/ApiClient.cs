using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MeetSolis.PracticeTarget.Cli;

/// <summary>An answer of the API. <paramref name="Body"/> is null when it was no JSON object.</summary>
public sealed record ApiAnswer(HttpStatusCode Status, JsonObject? Body)
{
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    public string Message => Body?["error"]?["message"]?.ToString() ?? $"The API answered {(int)Status}.";

    public string Text(string name) => Body?[name]?.ToString() ?? "";
}

/// <summary>The API is away, or says nothing this CLI can use. An empty message: the real CLI prints none.</summary>
public sealed class ApiException(string message) : Exception(message);

/// <summary>Calls the practice target's Vercel API. Failures of the server are tried again, as the real CLI does.</summary>
public sealed class ApiClient(Uri address, string token, string? team, TimeProvider time)
{
    // 3 more tries within about 8 s.
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4)];

    private readonly HttpClient _http = Loopback.CreateClient(TimeSpan.FromSeconds(60));

    public Task<ApiAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<ApiAnswer> PostAsync(string path, JsonObject body) => SendAsync(HttpMethod.Post, path, body);

    public Task<ApiAnswer> PatchAsync(string path, JsonObject body) => SendAsync(HttpMethod.Patch, path, body);

    public Task<ApiAnswer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null);

    private async Task<ApiAnswer> SendAsync(HttpMethod method, string path, JsonObject? body)
    {
        var target = new Uri(address, team is null ? path : path + (path.Contains('?') ? '&' : '?') + "teamId=" + Uri.EscapeDataString(team));
        for (var attempt = 0; ; attempt++)
        {
            var answer = await TryAsync(method, target, body);
            if (answer is not null && (int)answer.Status < 500)
                return answer.Status == HttpStatusCode.Unauthorized ? throw new ApiException("Not authorized") : answer;
            if (attempt == Pauses.Length)
                throw new ApiException(answer is null ? "" : answer.Message);
            await Task.Delay(Pauses[attempt], time);
        }
    }

    private async Task<ApiAnswer?> TryAsync(HttpMethod method, Uri target, JsonObject? body)
    {
        try
        {
            using var request = new HttpRequestMessage(method, target);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            if (body is not null)
                request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
            using var response = await _http.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            return new ApiAnswer(response.StatusCode, Parse(text));
        }
        catch (Exception ex) when (ex is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }

    private static JsonObject? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
