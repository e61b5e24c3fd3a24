using System.Net.WebSockets;
using System.Text;
using MeetSolis.IncidentConsole.Benchmarks.Circuits;

namespace MeetSolis.IncidentConsole.Benchmarks.Hub;

/// <summary>A client of a hub by its JSON protocol, as light as it can be: what is measured is the server.</summary>
internal sealed class HubClient : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly Wire _wire;
    private readonly Task _running;
    private volatile Arrivals? _arrivals;

    private HubClient(Wire wire)
    {
        _wire = wire;
        _running = Task.Run(() => RunAsync(_end.Token));
    }

    /// <param name="call">What it asks for at once, framed; null where the hub sends by itself.</param>
    public static async Task<HubClient> OpenAsync(Uri address, string path, IReadOnlyDictionary<string, string> headers, string? call, CancellationToken ct)
    {
        var wire = await Wire.OpenAsync(address, path, headers, "json", ct);
        if (call is not null) await wire.SendAsync(Encoding.UTF8.GetBytes(call), WebSocketMessageType.Text, ct);
        return new(wire);
    }

    public void Expect(Arrivals arrivals) => _arrivals = arrivals;

    private async Task RunAsync(CancellationToken ct)
    {
        while (await _wire.ReceiveAsync(ct) is { Length: > 0 } message)
        {
            if (_arrivals is not { } arrivals || message.Span.IndexOf(arrivals.Text) < 0) continue;
            _arrivals = null;
            arrivals.Count();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _wire.DisposeAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }
}
