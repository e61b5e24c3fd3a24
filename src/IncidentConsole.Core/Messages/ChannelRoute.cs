using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Messages;

/// <summary>What becomes of a message on one of its channels: these words stand in entries and in the API.</summary>
public static class ChannelStates
{
    /// <summary>Nothing leaves: nobody has set the channel up.</summary>
    public const string NotConfigured = "not-configured";
    /// <summary>Nothing leaves: it is a drill, and the channel is a real one.</summary>
    public const string NotSentDrill = "not-sent-drill";
    /// <summary>Nothing leaves: a person says that it was sent another way.</summary>
    public const string ByHand = "by-hand";
    /// <summary>In the outbox: it will be sent, and tried again until it is or cannot be.</summary>
    public const string Waiting = "waiting";
    /// <summary>The channel took it for every recipient.</summary>
    public const string Sent = "sent";
    /// <summary>Some recipients have it, others not.</summary>
    public const string PartlySent = "partly-sent";
    /// <summary>Given up. A person may have it tried again.</summary>
    public const string Failed = "failed";
    /// <summary>It may have arrived, or not: sending it again might send it twice, so a person decides.</summary>
    public const string InDoubt = "in-doubt";

    /// <summary>The same in words.</summary>
    public static string Words(string state) => state switch
    {
        NotSentDrill => "not sent (drill)",
        Waiting => "on its way",
        _ => state.Replace('-', ' '),
    };
}

/// <summary>Where a message would go on a channel of the runbook.</summary>
/// <param name="Channel">As the runbook calls it: <c>slack</c>, <c>pager</c> …</param>
/// <param name="State">One of <see cref="ChannelStates"/>; only <c>waiting</c> leaves.</param>
/// <param name="Via">The channel of the settings it goes through, e.g. <c>slack-webhook</c>.</param>
/// <param name="Target">Whom or where it reaches there; null where each recipient is one.</param>
/// <param name="Because">Why it does not leave, or what the channel cannot do: a sentence.</param>
public sealed record ChannelRoute(string Channel, string State, string? Via = null, string? Target = null, string? Because = null)
{
    public bool Leaves => State == ChannelStates.Waiting;
}

/// <summary>Where the messages of one incident go as the console is set up now.</summary>
/// <param name="find">From a runbook's channel and its <c>to</c> to the route.</param>
public sealed class ChannelBook(Func<string, string?, ChannelRoute> find)
{
    /// <summary>Nothing is set up.</summary>
    public static readonly ChannelBook None = new((channel, _) => new(channel, ChannelStates.NotConfigured, Because: $"The channel {channel} is not set up on this console."));

    public ChannelRoute Find(string channel, string? to) => find(channel, to);

    public IReadOnlyList<ChannelRoute> For(MessageTemplate template) => [.. template.Channels.Select(c => Find(c, template.To))];
}
