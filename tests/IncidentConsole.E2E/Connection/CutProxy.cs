using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace MeetSolis.IncidentConsole.E2E.Connection;

/// <summary>A wire between a browser and the console that can be cut: as a pulled cable, which closes nothing and says nothing.</summary>
internal sealed class CutProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<Socket, bool> _sockets = new();
    private readonly Uri _to;
    private readonly Task _accepting;
    private volatile TaskCompletionSource _whole = Done();

    public CutProxy(Uri to)
    {
        _to = to;
        _listener.Start();
        Address = new($"http://localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    /// <summary>Where the browser goes.</summary>
    public Uri Address { get; }

    /// <summary>From now on nothing passes in either direction.</summary>
    public void Cut() => _whole = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>All that waited passes.</summary>
    public void Mend() => _whole.TrySetResult();

    /// <summary>Closes every connection there is: what lies between has dropped them. New ones are made while the wire is whole.</summary>
    public void Break()
    {
        foreach (var socket in _sockets.Keys) socket.Dispose();
    }

    private static TaskCompletionSource Done()
    {
        var done = new TaskCompletionSource();
        done.SetResult();
        return done;
    }

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            var near = await _listener.AcceptSocketAsync(_end.Token);
            _ = JoinAsync(near);
        }
    }

    private async Task JoinAsync(Socket near)
    {
        using var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
        _sockets[near] = _sockets[far] = true;
        try
        {
            await _whole.Task.WaitAsync(_end.Token);
            await far.ConnectAsync(_to.Host, _to.Port, _end.Token);
            await Task.WhenAny(PassAsync(near, far), PassAsync(far, near));
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Either side may go at any time.
        }
        finally
        {
            _sockets.TryRemove(near, out _);
            _sockets.TryRemove(far, out _);
            near.Dispose();
        }
    }

    private async Task PassAsync(Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        while (await from.ReceiveAsync(buffer, _end.Token) is > 0 and var read)
        {
            await _whole.Task.WaitAsync(_end.Token);
            await to.SendAsync(buffer.AsMemory(0, read), _end.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        foreach (var socket in _sockets.Keys) socket.Dispose();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }
}
