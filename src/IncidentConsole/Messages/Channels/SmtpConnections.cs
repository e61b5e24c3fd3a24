using System.Collections.Concurrent;
using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace MeetSolis.IncidentConsole.Messages.Channels;

/// <summary>A connection to the server, with what the server told last.</summary>
internal sealed class SmtpLine : IDisposable
{
    private readonly SmtpClient _client = new() { Timeout = 30_000 };

    public bool IsUsable => _client.IsConnected;

    public async Task OpenAsync(EmailSettings settings, CancellationToken ct)
    {
        await _client.ConnectAsync(settings.Host, settings.Port, settings.Security, ct);
        if (settings.User is not { } user) return;
        try
        {
            await _client.AuthenticateAsync(user, settings.Password ?? "", ct);
        }
        catch (Exception e) when (e is not (OperationCanceledException or IOException or SocketException or TimeoutException or ProtocolException or AuthenticationException or SmtpCommandException { StatusCode: < (SmtpStatusCode)500 }))
        {
            // However the library puts it (a challenge it cannot read, no way in common): nobody is signed in.
            throw new AuthenticationException(e.Message, e);
        }
    }

    public Task<string> SendAsync(MimeMessage message, ITransferProgress progress, CancellationToken ct) =>
        _client.SendAsync(message, ct, progress);

    public void Dispose() => _client.Dispose();
}

/// <summary>Connections that are open and idle. The outbox holds at most <see cref="Email.Parallel"/> at a time; one that made trouble is closed.</summary>
internal sealed class SmtpConnections(EmailSettings settings) : IDisposable
{
    private readonly ConcurrentBag<SmtpLine> _idle = [];

    public async Task<SmtpLine> TakeAsync(CancellationToken ct)
    {
        while (_idle.TryTake(out var idle))
        {
            if (idle.IsUsable) return idle;
            idle.Dispose();
        }
        var line = new SmtpLine();
        try
        {
            await line.OpenAsync(settings, ct);
            return line;
        }
        catch
        {
            line.Dispose();
            throw;
        }
    }

    public void GiveBack(SmtpLine line) => _idle.Add(line);

    public static void Drop(SmtpLine line) => line.Dispose();

    public void Dispose()
    {
        while (_idle.TryTake(out var idle)) idle.Dispose();
    }
}

/// <summary>What a server's troubles mean for the message.</summary>
internal static class SmtpWords
{
    /// <param name="textBegun">The text was on its way: without an answer it may have been taken.</param>
    public static SendResult Judge(Exception e, EmailSettings settings, bool textBegun) => e switch
    {
        // Temporary by its first digit, as RFC 5321 has it; a mailbox that is refused for good bounces here already.
        SmtpCommandException { StatusCode: var code } command => (int)code is >= 400 and < 500
            ? new SendResult.Later($"{settings.Host} says {(int)code}: {ChannelHttp.Said(command.Message)}")
            : new SendResult.Refused($"{settings.Host} says {(int)code}: {ChannelHttp.Said(command.Message)}"),
        ServiceNotAuthenticatedException => new SendResult.Refused($"{settings.Host} wants a secure line or a login first: see Channels:email:Security, User and Password."),
        AuthenticationException => new SendResult.Refused($"{settings.Host} refuses the user or the password."),
        SslHandshakeException => new SendResult.Later($"{settings.Host} cannot be reached securely: its certificate is not trusted, or it speaks no TLS there."),
        NotSupportedException => new SendResult.Refused($"{settings.Host} does not offer what Channels:email:Security asks for."),
        _ when textBegun => new SendResult.Unknown($"{settings.Host} was sent the message and did not say whether it took it."),
        OperationCanceledException => new SendResult.Later($"{settings.Host} has not answered."),
        _ => new SendResult.Later($"{settings.Host} cannot be reached at port {settings.Port}, or broke the connection."),
    };
}
