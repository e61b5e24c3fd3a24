namespace MeetSolis.IncidentConsole.Messages.Channels;

/// <summary>One send: a message to one recipient.</summary>
/// <param name="Id">Stays the same whenever the send is tried again: idempotency keys and Message-IDs are made of it.</param>
/// <param name="Address">The recipient: an email address, or the channel's own target.</param>
/// <param name="Person">The recipient's fields; null where the recipient is no person.</param>
/// <param name="Thread">What the channel called the message in whose thread this one stands; null where it begins one.</param>
/// <param name="Replaces">What the channel called the message that this one takes the place of; null where it is new.</param>
/// <param name="Tried">How often it was tried before: more than 0 also where the console ended while it was being sent.</param>
public sealed record Send(
    Guid Id, MessageContent Content, string Address, IReadOnlyDictionary<string, string>? Person, string? Thread, string? Replaces, int Tried);

/// <summary>What became of a send.</summary>
public abstract record SendResult
{
    private SendResult() { }

    /// <summary>The channel took it.</summary>
    /// <param name="Answer">What it calls it: wanted again for its thread and for edits.</param>
    public sealed record Sent(string? Answer = null) : SendResult;

    /// <summary>It certainly was not taken, and may be if it is tried again.</summary>
    /// <param name="After">How long the channel wants to be left alone, where it said so: then nothing else is sent on it meanwhile.</param>
    public sealed record Later(string Reason, TimeSpan? After = null) : SendResult;

    /// <summary>It was refused, and will be again.</summary>
    public sealed record Refused(string Reason) : SendResult;

    /// <summary>It may have been taken, or not.</summary>
    public sealed record Unknown(string Reason) : SendResult;
}

/// <summary>A way out of the console. It does one send at a time as it is told, and leaves patience, order and record to the outbox.</summary>
public interface IChannel
{
    /// <summary>As in the settings: <c>slack</c>, <c>email</c> …</summary>
    string Name { get; }

    /// <summary>Sending the same send again does no harm: the other side knows it by its key, or is asked first.</summary>
    bool Repeatable { get; }

    /// <summary>How many sends may be under way at once.</summary>
    int Parallel { get; }

    TimeSpan Pace { get; }

    /// <summary>Where what it is asked for goes, without secrets: for the settings' page and to tell loopback from the world.</summary>
    ChannelAddress Address { get; }

    /// <summary>Never throws but for <paramref name="ct"/>, and answers within a minute.</summary>
    Task<SendResult> SendAsync(Send send, CancellationToken ct);
}

/// <param name="Host">Name or address.</param>
/// <param name="Shown">For people: no path that is a secret.</param>
public sealed record ChannelAddress(string Host, string Shown)
{
    /// <summary>It does not leave this machine: a stand-in, which drills may use.</summary>
    public bool IsLoopback => Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || System.Net.IPAddress.TryParse(Host.Trim('[', ']'), out var address) && System.Net.IPAddress.IsLoopback(address);
}
