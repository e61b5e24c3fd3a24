using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace MeetSolis.PracticeTarget;

/// <summary>
/// The fence of a drill: nothing here listens on, or calls, anything but this machine's loopback.
/// </summary>
public static class Loopback
{
    /// <summary>Reads an absolute http address whose host is a loopback address or <c>localhost</c>.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Uri? address)
    {
        address = null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp || uri.UserInfo.Length > 0)
            return false;
        if (AddressesOf(uri.Host).Length == 0)
            return false;
        address = uri;
        return true;
    }

    /// <summary>The loopback addresses a host stands for; empty when it is not loopback. Never asks DNS.</summary>
    public static IPAddress[] AddressesOf(string host)
    {
        if (string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase))
            return [IPAddress.Loopback, IPAddress.IPv6Loopback];
        return IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip) ? [ip] : [];
    }

    /// <summary>A client that can reach loopback only: no proxy, no redirect, no name resolution.</summary>
    public static HttpClient CreateClient(TimeSpan timeout) =>
        new(new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectCallback = ConnectAsync,
        })
        { Timeout = timeout };

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var addresses = AddressesOf(context.DnsEndPoint.Host);
        if (addresses.Length == 0)
            throw new HttpRequestException($"{context.DnsEndPoint.Host} is not a loopback address; a drill reaches nothing else.");
        SocketException? refused = null;
        foreach (var address in addresses)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, context.DnsEndPoint.Port), ct);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException ex)
            {
                socket.Dispose();
                refused = ex;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
        throw refused!;
    }
}
