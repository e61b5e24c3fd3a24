using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace MeetSolis.IncidentConsole.Messages.Channels;

/// <summary>What came back: a status and a body, or a result that ends the matter.</summary>
public readonly record struct ChannelAnswer(int Status, string Body, SendResult? Broken)
{
    /// <summary>The body as JSON; null where it is none, or no object.</summary>
    public JsonElement? Json
    {
        get
        {
            try
            {
                using var document = JsonDocument.Parse(Body);
                return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }
}

/// <summary>
/// Calls a vendor: never longer than 15 seconds, never more than 256 KiB, never another address than that of the settings. It tells what certainly was
/// not received (no connection, 429, 503) from what may have been (an answer that did not come).
/// </summary>
public sealed class ChannelHttp(TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        // The secret would go along.
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = TimeSpan.FromSeconds(5),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = 256 * 1024,
    };

    /// <summary>The base address of the settings with what is to be called of it, with or without a slash at its end; null where it is no http address.</summary>
    public static Uri? At(string? url, string path) =>
        url is not null && Uri.TryCreate(url.TrimEnd('/') + "/", UriKind.Absolute, out var root) && root.Scheme is "http" or "https" ? new Uri(root, path) : null;

    public static ChannelAddress AddressOf(Uri url, bool secretPath = false) => new(url.Host, secretPath ? $"{url.Scheme}://{url.Authority}/…" : url.ToString());

    public async Task<ChannelAnswer> CallAsync(HttpMethod method, Uri url, object? body, AuthenticationHeaderValue? authorization, CancellationToken ct, IReadOnlyDictionary<string, string>? headers = null)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        using var request = new HttpRequestMessage(method, url);
        request.Headers.Authorization = authorization;
        foreach (var (name, value) in headers ?? new Dictionary<string, string>()) request.Headers.TryAddWithoutValidation(name, value);
        if (body is not null)
            request.Content = new StringContent(body as string ?? JsonSerializer.Serialize(body, JsonSerializerOptions.Web), Encoding.UTF8, "application/json");
        try
        {
            using var response = await _http.SendAsync(request, either.Token);
            var status = (int)response.StatusCode;
            var text = await response.Content.ReadAsStringAsync(either.Token);
            return new(status, text, status switch
            {
                429 or 420 => new SendResult.Later($"{url.Host} asks to wait ({status}).", After(response) ?? TimeSpan.FromSeconds(30)),
                503 => new SendResult.Later($"{url.Host} is not available (503).", After(response)),
                >= 300 and < 400 => new SendResult.Refused($"{url.Host} sends elsewhere ({status}), where the message must not go: set the right address."),
                _ => null,
            });
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new(0, "", new SendResult.Unknown($"{url.Host} has not answered for {Patience.TotalSeconds.ToString(CultureInfo.InvariantCulture)} seconds."));
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError)
        {
            return new(0, "", new SendResult.Later(e.HttpRequestError switch
            {
                HttpRequestError.NameResolutionError => $"The name {url.Host} is not known.",
                HttpRequestError.SecureConnectionError => $"{url.Host} cannot be reached securely: its certificate is not trusted.",
                _ => $"{url.Host} cannot be reached at port {url.Port}.",
            }));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or FormatException or InvalidOperationException)
        {
            return new(0, "", new SendResult.Unknown($"The answer of {url.Host} broke off, or is no HTTP."));
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>The words of an answer that people can read: one line, and not a whole page.</summary>
    public static string Said(string body)
    {
        var line = MessageText.OneLine(body);
        return line.Length == 0 ? "it said nothing" : line.Length > 160 ? line[..160] + "…" : line;
    }

    private TimeSpan? After(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > time.GetUtcNow() => date - time.GetUtcNow(),
        _ => null,
    };
}
