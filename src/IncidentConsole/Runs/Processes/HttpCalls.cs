using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MeetSolis.IncidentConsole.Runs;

/// <summary>One call, with its values put in.</summary>
/// <param name="LoopbackOnly">For drills: anything but this machine is refused, whatever a name resolves to.</param>
public sealed record HttpCall(string Method, Uri Url, IReadOnlyDictionary<string, string> Headers, string? Body, TimeSpan Timeout, bool LoopbackOnly);

public abstract record HttpAnswer
{
    private HttpAnswer() { }

    /// <param name="Body">At most 1 MiB of it, as text.</param>
    public sealed record Answered(int Status, string Body, TimeSpan Took) : HttpAnswer;

    /// <param name="Because">A sentence for people; whether the call arrived may not be known.</param>
    public sealed record Failed(string Because) : HttpAnswer;
}

/// <summary>Makes the calls of <c>http</c> steps and proofs. Redirects are not followed: the status that came is the one that is judged.</summary>
public sealed class HttpCalls(TimeProvider time) : IDisposable
{
    private const int MostBody = 1024 * 1024;

    private readonly HttpClient _anywhere = Client(loopbackOnly: false);
    private readonly HttpClient _loopback = Client(loopbackOnly: true);

    public async Task<HttpAnswer> SendAsync(HttpCall call, CancellationToken ct)
    {
        if (call.Url.Scheme is not ("http" or "https")) return new HttpAnswer.Failed($"“{call.Url}” is no http address.");
        using var timeout = new CancellationTokenSource(call.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, ct);
        var started = time.GetTimestamp();
        try
        {
            using var request = new HttpRequestMessage(new HttpMethod(call.Method.ToUpperInvariant()), call.Url);
            if (call.Body is not null) request.Content = new StringContent(call.Body, Encoding.UTF8, "application/json");
            foreach (var (name, value) in call.Headers)
                if (!request.Headers.TryAddWithoutValidation(name, value))
                {
                    request.Content?.Headers.Remove(name);
                    request.Content?.Headers.TryAddWithoutValidation(name, value);
                }
            using var response = await (call.LoopbackOnly ? _loopback : _anywhere).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return new HttpAnswer.Answered((int)response.StatusCode, await BodyAsync(response, either.Token), time.GetElapsedTime(started));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new HttpAnswer.Failed($"{call.Url.Host} did not answer within {call.Timeout.TotalSeconds:0.#} s.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or FormatException or InvalidOperationException)
        {
            return new HttpAnswer.Failed($"{call.Url.Host} could not be called: {(e.InnerException ?? e).Message}");
        }
    }

    public void Dispose()
    {
        _anywhere.Dispose();
        _loopback.Dispose();
    }

    private static async Task<string> BodyAsync(HttpResponseMessage response, CancellationToken ct)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(ct);
        var body = new byte[MostBody];
        var read = await stream.ReadAtLeastAsync(body, MostBody, throwOnEndOfStream: false, ct);
        return Encoding.UTF8.GetString(body, 0, read);
    }

    private static HttpClient Client(bool loopbackOnly) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = !loopbackOnly,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        ConnectCallback = loopbackOnly ? ConnectToLoopbackAsync : null,
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Checked on the address that is connected to, so that no name and no trick of DNS leads elsewhere.</summary>
    private static async ValueTask<Stream> ConnectToLoopbackAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, ct);
        var address = addresses.FirstOrDefault(IPAddress.IsLoopback)
            ?? throw new HttpRequestException($"a drill reaches this machine only, and {context.DnsEndPoint.Host} is another.");
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(address, context.DnsEndPoint.Port), ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
