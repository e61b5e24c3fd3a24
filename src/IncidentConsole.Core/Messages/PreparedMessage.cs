using System.Collections.Immutable;
using System.Globalization;
using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Messages;

/// <summary>A message of an incident and how far it has come on each channel: a fold of its entries. Its id is that of its kept text.</summary>
public sealed record PreparedMessage(Guid Id, string Template, KeptText Body, Stamp Prepared)
{
    public KeptText? Subject { get; init; }
    public ImmutableList<ChannelProgress> Channels { get; init; } = [];
    /// <summary>The attempt of the step it belongs to, which ends when it has arrived.</summary>
    public AttemptId? Attempt { get; init; }
    /// <summary>What it does to a page; null where it is a message of its own.</summary>
    public string? Does { get; init; }
    /// <summary>The message it takes the place of.</summary>
    public Guid? Replaces { get; init; }

    public ChannelProgress? On(string channel) => Channels.Find(c => c.Channel == channel);

    /// <summary>Nothing of it is on its way any more.</summary>
    public bool IsSettled => Channels.TrueForAll(c => c.State != ChannelStates.Waiting);

    /// <summary>It reached everybody it was meant for.</summary>
    public bool Arrived => Channels.TrueForAll(c => c.State == ChannelStates.Sent);

    /// <summary>Every channel gave up on it: nobody has it.</summary>
    public bool HasFailed => !Channels.IsEmpty && Channels.TrueForAll(c => c.State == ChannelStates.Failed);

    /// <summary>In a person's words, why no other has to be sent.</summary>
    public string Suffices => $"The message that {Prepared.By.Name} sent on {Prepared.At.UtcDateTime.ToString("yyyy-MM-dd 'at' HH:mm:ss", CultureInfo.InvariantCulture)} UTC does for it.";

    internal PreparedMessage With(string channel, Func<ChannelProgress, ChannelProgress> change) =>
        this with { Channels = [.. Channels.Select(c => c.Channel == channel ? change(c) : c)] };
}

/// <param name="State">One of <see cref="ChannelStates"/>.</param>
public sealed record ChannelProgress(string Channel, string State)
{
    public string? Via { get; init; }
    public string? Because { get; init; }
    /// <summary>Recipients it has reached, not reached, and of whom that is unknown.</summary>
    public int Delivered { get; init; }
    public int Failed { get; init; }
    public int InDoubt { get; init; }
    /// <summary>What the channel calls it: a thread's timestamp, an incident of the status page, the key of a page.</summary>
    public string? Answer { get; init; }
    public DateTimeOffset? At { get; init; }
    /// <summary>A person holds back what has not left yet.</summary>
    public bool Stopped { get; init; }
    /// <summary>Who marked it as seen there, by the name they had then.</summary>
    public ImmutableList<string> AcknowledgedBy { get; init; } = [];

    internal ChannelProgress Settled() => this with
    {
        Stopped = false,
        State = Failed + InDoubt == 0 ? ChannelStates.Sent : Delivered > 0 ? ChannelStates.PartlySent : InDoubt > 0 ? ChannelStates.InDoubt : ChannelStates.Failed,
    };
}
