using System.Net.WebSockets;

namespace MeetSolis.IncidentConsole.Benchmarks.Circuits;

/// <summary>A WebSocket that sends and receives whole messages.</summary>
internal sealed class Wire : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private byte[] _buffer = new byte[4 * 1024];

    /// <summary>Bytes received so far.</summary>
    public long Received { get; private set; }

    /// <param name="headers">e.g. the cookies of whoever signed in.</param>
    public static async Task<Wire> OpenAsync(Uri http, string path, IReadOnlyDictionary<string, string> headers, string protocol, CancellationToken ct)
    {
        var wire = new Wire();
        foreach (var (name, value) in headers) wire._socket.Options.SetRequestHeader(name, value);
        wire._socket.Options.SetRequestHeader("Origin", http.GetLeftPart(UriPartial.Authority));
        await wire._socket.ConnectAsync(new UriBuilder(http) { Scheme = "ws", Path = path }.Uri, ct);
        await wire.SendAsync(System.Text.Encoding.UTF8.GetBytes($"{{\"protocol\":\"{protocol}\",\"version\":1}}\u001e"), WebSocketMessageType.Text, ct);
        var answer = await wire.ReceiveAsync(ct);
        // The first message may hold more than the handshake only where the server had something to say at once; it never has.
        if (answer.Length != 3) throw new InvalidOperationException($"The handshake was refused: {System.Text.Encoding.UTF8.GetString(answer.Span)}");
        return wire;
    }

    public async Task SendAsync(ReadOnlyMemory<byte> message, WebSocketMessageType type, CancellationToken ct)
    {
        await _sending.WaitAsync(ct);
        try
        {
            await _socket.SendAsync(message, type, true, ct);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>The next message; it holds until the next call. Empty at the end.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReceiveAsync(CancellationToken ct)
    {
        var length = 0;
        while (true)
        {
            if (length == _buffer.Length) System.Array.Resize(ref _buffer, length * 2);
            var got = await _socket.ReceiveAsync(_buffer.AsMemory(length), ct);
            if (got.MessageType == WebSocketMessageType.Close) return default;
            length += got.Count;
            if (!got.EndOfMessage) continue;
            Received += length;
            return _buffer.AsMemory(0, length);
        }
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _sending.Dispose();
        return ValueTask.CompletedTask;
    }
}
