using System.Net;
using System.Net.Sockets;

namespace MeetSolis.PracticeTarget.Redis;

/// <summary>The site's counts of visitors: as much of Redis as a rate limit needs, on a loopback port of its own.</summary>
public sealed class RateLimits(TimeProvider time) : BackgroundService
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly RateLimitCommands _commands = new(time);

    /// <summary>Where it listens; known once the host has started.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _listener.Start();
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stop = stoppingToken.Register(_listener.Stop);
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(stoppingToken), stoppingToken);
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The drill is over.
        }
    }

    public override void Dispose()
    {
        _listener.Dispose();
        base.Dispose();
    }

    private async Task ServeAsync(TcpClient client, CancellationToken ct)
    {
        using (client)
            try
            {
                var stream = client.GetStream();
                using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
                while (await RateLimitCommands.ReadAsync(reader, ct) is { } words)
                    await stream.WriteAsync(System.Text.Encoding.Latin1.GetBytes(_commands.Answer(words)), ct);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or FormatException)
            {
                // A visitor who leaves in the middle of a word, or speaks another language, is not answered.
            }
    }
}
