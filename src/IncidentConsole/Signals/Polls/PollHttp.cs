using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace MeetSolis.IncidentConsole.Signals.Polls;

/// <summary>What a source answered: a body, or how asking failed.</summary>
public readonly record struct PollAnswer(byte[]? Body, Polled.Failed? Failed, int Status);

/// <summary>Asks over HTTP: never more than 4 MiB, never longer than 10 seconds, and never another address than that of the settings.</summary>
public sealed class PollHttp(TimeProvider time) : IDisposable
{
    private const int Most = 4 * 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        // The secret would go along.
        AllowAutoRedirect = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = Most,
    };

    /// <summary>The base address of a source's settings with what is to be asked of it; null where it is no http address.</summary>
    public static Uri? At(string? url, string path) =>
        url is not null && Uri.TryCreate(url.TrimEnd('/') + "/", UriKind.Absolute, out var root) && root.Scheme is "http" or "https" ? new Uri(root, path) : null;

    /// <param name="refusals">Statuses whose body is wanted beside that of 200: it says what was wrong.</param>
    public async Task<PollAnswer> GetAsync(Source source, Uri url, CancellationToken ct, params int[] refusals)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (source.Secret is { } secret)
            request.Headers.Authorization = source.Poll.User is { } user
                ? new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{secret}")))
                : new AuthenticationHeaderValue("Bearer", secret);
        try
        {
            using var response = await _http.SendAsync(request, either.Token);
            var status = (int)response.StatusCode;
            return status == 200 || refusals.Contains(status)
                ? new(await response.Content.ReadAsByteArrayAsync(either.Token), null, status)
                : new(null, new(Refusal(url, response.StatusCode), After(response)), status);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new(null, new($"{url.Host} has not answered for {Patience.TotalSeconds.ToString(CultureInfo.InvariantCulture)} seconds."), 0);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or FormatException)
        {
            return new(null, new(Broken(url, (e as HttpRequestException)?.HttpRequestError)), 0);
        }
    }

    public void Dispose() => _http.Dispose();

    private static string Refusal(Uri url, HttpStatusCode status) => (int)status switch
    {
        401 or 403 => $"{url.Host} refuses the secret ({(int)status}).",
        429 => $"{url.Host} is asked too often (429).",
        >= 300 and < 400 => $"{url.Host} sends elsewhere ({(int)status}), where the secret must not go: set the right address.",
        _ => $"{url.Host} answers {(int)status}.",
    };

    private static string Broken(Uri url, HttpRequestError? error) => error switch
    {
        HttpRequestError.NameResolutionError => $"The name {url.Host} is not known.",
        HttpRequestError.ConnectionError => $"{url.Host} cannot be reached at port {url.Port}.",
        HttpRequestError.SecureConnectionError => $"{url.Host} cannot be reached securely: its certificate is not trusted.",
        HttpRequestError.ConfigurationLimitExceeded => $"{url.Host} answers more than 4 MiB.",
        _ => $"The answer of {url.Host} broke off, or is no HTTP.",
    };

    private TimeSpan? After(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > time.GetUtcNow() => date - time.GetUtcNow(),
        _ => null,
    };
}
