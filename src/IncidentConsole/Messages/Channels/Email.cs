using MailKit;
using MailKit.Security;
using MimeKit;

namespace MeetSolis.IncidentConsole.Messages.Channels;

/// <summary>How mail leaves: the settings of <c>Channels:email</c>.</summary>
/// <param name="Security">How the line is made secure.</param>
/// <param name="ReplyTo">Where answers go; null: to the sender.</param>
public sealed record EmailSettings(string Host, int Port, SecureSocketOptions Security, MailboxAddress From, string? User, string? Password, MailboxAddress? ReplyTo)
{
    // The password must not reach a log by way of the record's text.
    public override string ToString() => $"{Host}:{Port}";
}

/// <summary>
/// Email by SMTP, one message for each recipient. The Message-ID is made of the send's id, which is stored before anything is sent. A server that took the
/// text and did not answer leaves the send in doubt; any error before that is none.
/// </summary>
public sealed class Email(EmailSettings settings, TimeProvider time) : IChannel, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    private readonly SmtpConnections _connections = new(settings);

    public string Name => "email";
    public bool Repeatable => false;
    public int Parallel => 4;
    public TimeSpan Pace => TimeSpan.Zero;
    public ChannelAddress Address { get; } = new(settings.Host, $"{settings.Host}:{settings.Port}");

    public async Task<SendResult> SendAsync(Send send, CancellationToken ct)
    {
        if (!EmailAddress.IsPlausible(send.Address)) return new SendResult.Refused("It is no email address.");
        using var message = EmailMessage.Of(send, settings, time.GetUtcNow());
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        var progress = new SendProgress();
        SmtpLine? line = null;
        try
        {
            line = await _connections.TakeAsync(either.Token);
            await line.SendAsync(message, progress, either.Token);
            _connections.GiveBack(line);
            line = null;
            return new SendResult.Sent(message.MessageId);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            return SmtpWords.Judge(e, settings, progress.TextBegun);
        }
        finally
        {
            if (line is not null) SmtpConnections.Drop(line);
        }
    }

    public void Dispose() => _connections.Dispose();
}

/// <summary>How far a send has come: once the text is on its way, silence is no "no".</summary>
public sealed class SendProgress : ITransferProgress
{
    public bool TextBegun { get; private set; }

    public void Report(long bytesTransferred, long totalSize) => TextBegun = true;
    public void Report(long bytesTransferred) => TextBegun = true;
}
