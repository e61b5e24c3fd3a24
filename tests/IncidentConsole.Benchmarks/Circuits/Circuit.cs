using System.Net.WebSockets;
using System.Text;
using System.Text.RegularExpressions;

namespace MeetSolis.IncidentConsole.Benchmarks.Circuits;

/// <summary>
/// A Blazor Server circuit without a browser: it takes a page as drawn, starts the circuit with the markers in it, takes every render batch and
/// acknowledges it, as blazor.web.js does. Nothing is drawn.
/// </summary>
internal sealed partial class Circuit : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Wire _wire;
    private readonly byte[] _expected;
    private Task _running = Task.CompletedTask;
    private volatile Arrivals? _arrivals;

    private Circuit(Wire wire, string expected) => (_wire, _expected) = (wire, Encoding.UTF8.GetBytes(expected));

    /// <summary>Bytes received so far, of which <see cref="ReadyBytes"/> until the page was there.</summary>
    public long Received => _wire.Received;
    public long ReadyBytes { get; private set; }

    /// <param name="http">A client that is signed in where the page needs it, with the base address.</param>
    /// <param name="path">e.g. <c>/incidents/INC-1001/watch</c></param>
    /// <param name="cookies">The value of the Cookie header, or null.</param>
    /// <param name="expected">A text of the page that is drawn last: with it the page is there.</param>
    public static async Task<Circuit> OpenAsync(HttpClient http, string path, string? cookies, string expected, CancellationToken ct)
    {
        var page = await http.GetStringAsync(new Uri(path, UriKind.Relative), ct);
        return await OpenAsync(http.BaseAddress!, path, page, cookies, expected, ct);
    }

    /// <param name="page">The page as drawn; its markers start one circuit.</param>
    public static async Task<Circuit> OpenAsync(Uri address, string path, string page, string? cookies, string expected, CancellationToken ct)
    {
        var markers = Marker().Matches(page).Select(m => m.Groups[1].Value).Where(m => m.Contains("\"type\":\"server\"", StringComparison.Ordinal)).ToList();
        if (markers.Count == 0) throw new InvalidOperationException($"{path} starts no circuit: {page[..Math.Min(500, page.Length)]}");
        var operations = markers.Select((m, i) => $"{{\"type\":\"add\",\"ssrComponentId\":{i + 1},\"marker\":{m}}}");
        var state = State().Match(page) is { Success: true } found ? found.Groups[1].Value : "";
        var headers = cookies is null ? new Dictionary<string, string>() : new() { ["Cookie"] = cookies };
        var circuit = new Circuit(await Wire.OpenAsync(address, "/_blazor", headers, "blazorpack", ct), expected);
        circuit._running = Task.Run(() => circuit.RunAsync(circuit._end.Token), CancellationToken.None);
        await circuit.CallAsync("1", "StartCircuit", ct, address.ToString(), new Uri(address, path).ToString(), "[]", "");
        await circuit._started.Task.WaitAsync(ct);
        await circuit.CallAsync(null, "UpdateRootComponents", ct, $"{{\"batchId\":1,\"operations\":[{string.Join(',', operations)}]}}", state);
        await (await Task.WhenAny(circuit._ready.Task, circuit._running)).WaitAsync(TimeSpan.FromSeconds(60), ct);
        if (!circuit._ready.Task.IsCompleted) throw new InvalidOperationException($"The circuit of {path} ended before its page was there.");
        return circuit;
    }

    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>From now on the first batch that holds the text of <paramref name="arrivals"/> counts there.</summary>
    public void Expect(Arrivals arrivals) => _arrivals = arrivals;

    private async Task RunAsync(CancellationToken ct)
    {
        while (await _wire.ReceiveAsync(ct) is { Length: > 0 } message)
            foreach (var answer in Take(message.Span)) await _wire.SendAsync(answer, WebSocketMessageType.Binary, ct);
    }

    private List<byte[]> Take(ReadOnlySpan<byte> message)
    {
        var answers = new List<byte[]>();
        while (message.Length > 0)
        {
            int length = 0, shift = 0, at = 0;
            do
            {
                length |= (message[at] & 0x7f) << shift;
                shift += 7;
            }
            while ((message[at++] & 0x80) != 0);
            if (Handle(message.Slice(at, length)) is { } answer) answers.Add(answer);
            message = message[(at + length)..];
        }
        return answers;
    }

    private byte[]? Handle(ReadOnlySpan<byte> message)
    {
        var reader = new PackReader(message);
        reader.Array();
        switch (reader.Int())
        {
            case 3:
                reader.Headers();
                reader.Bytes();
                if (reader.Int() == 1) throw new InvalidOperationException($"The server refused: {reader.String()}");
                _started.TrySetResult();
                return null;
            case 7: throw new InvalidOperationException($"The server closed the circuit: {reader.String()}");
            case not 1: return null;
        }
        reader.Headers();
        reader.Bytes();
        var target = reader.String();
        reader.Array();
        switch (target)
        {
            case "JS.RenderBatch":
                var batch = reader.Int();
                var content = reader.Bytes();
                if (!_ready.Task.IsCompleted && content.IndexOf(_expected) >= 0)
                {
                    ReadyBytes = Received;
                    _ready.TrySetResult();
                }
                if (_arrivals is { } arrivals && content.IndexOf(arrivals.Text) >= 0)
                {
                    _arrivals = null;
                    arrivals.Count();
                }
                return Invocation(null, "OnRenderCompleted").Array(2).Int(batch).Nil().Array(0).Framed();
            case "JS.BeginInvokeJS":
                var task = reader.Int();
                return task == 0 ? null : Invocation(null, "EndInvokeJSFromDotNet").Array(3).Int(task).Bool(true).String($"[{task},true,null]").Array(0).Framed();
            case "JS.Error":
                throw new InvalidOperationException($"The circuit failed: {reader.String()}");
            default:
                return null;
        }
    }

    private Task CallAsync(string? id, string target, CancellationToken ct, params string[] arguments)
    {
        var message = Invocation(id, target).Array(arguments.Length);
        foreach (var argument in arguments) message.String(argument);
        return _wire.SendAsync(message.Array(0).Framed(), WebSocketMessageType.Binary, ct);
    }

    private static PackWriter Invocation(string? id, string target)
    {
        var message = new PackWriter().Array(6).Int(1).EmptyMap();
        if (id is null) message.Nil();
        else message.String(id);
        return message.String(target);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _wire.DisposeAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    [GeneratedRegex("<!--Blazor:(\\{.*?\\})-->", RegexOptions.Singleline)]
    private static partial Regex Marker();

    [GeneratedRegex("<!--Blazor-Server-Component-State:(.*?)-->", RegexOptions.Singleline)]
    private static partial Regex State();
}
