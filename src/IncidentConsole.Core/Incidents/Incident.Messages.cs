using MeetSolis.IncidentConsole.Messages;

namespace MeetSolis.IncidentConsole.Incidents;

public sealed partial record Incident
{
    public PreparedMessage? FindMessage(Guid id) => Prepared.Find(m => m.Id == id);

    /// <summary>
    /// The newest message of a template that has left, or is leaving, and belongs to no try of the step; null where there is none. Whether it does for
    /// the step is for a person to say: what was found, and who is affected, may have changed since.
    /// </summary>
    public PreparedMessage? SentBeside(RunStep step, string template) => Prepared.FindLast(m =>
        m.Template == template && m.Does is null && m.Channels.Exists(c => c.State == ChannelStates.Waiting || c.Delivered > 0) && (m.Attempt is not { } attempt || step.FindAttempt(attempt) is null));

    /// <summary>What was proposed and not sent; what a newer proposal has overtaken is left out.</summary>
    public IEnumerable<ProposedMessage> OpenProposals() =>
        Status is not (IncidentStatus.Open or IncidentStatus.Resolved) ? [] : Proposals.GroupBy(p => p.Fact.Template).Select(of => of.Last()).Where(p => p.SentAs is null);

    private static PreparedMessage PreparedOf(MessagePrepared m, Stamp stamp) => new(m.Body.Id, m.Template, m.Body, stamp)
    {
        Subject = m.Subject, Attempt = m.Attempt, Replaces = m.Replaces, Does = m.Does,
        Channels = [.. m.Channels.Select(c => new ChannelProgress(c.Channel, c.State) { Via = c.Via, Because = c.Because })],
    };

    private Incident WithMessage(IncidentEvent e, DateTimeOffset at) => e switch
    {
        MessageDelivered d => WithChannel(d.Message, d.Channel, c => (c with { Delivered = c.Delivered + d.Recipients, Answer = d.Answer ?? c.Answer, At = at }).Settled()),
        MessageFailed f => WithChannel(f.Message, f.Channel, c => (c with { Failed = c.Failed + f.Failed, InDoubt = c.InDoubt + f.InDoubt, Because = f.Reason, At = at }).Settled()),
        MessageTriedAgain t => WithChannel(t.Message, t.Channel, c => c with { State = ChannelStates.Waiting, Failed = 0, InDoubt = t.Doubtful ? 0 : c.InDoubt, Because = null, At = at }),
        MessageJudged j => WithChannel(j.Message, j.Channel, c =>
            (c with { Delivered = c.Delivered + (j.Arrived ? c.InDoubt : 0), Failed = c.Failed + (j.Arrived ? 0 : c.InDoubt), InDoubt = 0, At = at }).Settled()),
        MessageStopped s => WithChannel(s.Message, s.Channel, c => c with { Stopped = true, At = at }),
        MessageResumed r => WithChannel(r.Message, r.Channel, c => c with { Stopped = false, At = at }),
        MessageAcknowledged a => WithChannel(a.Message, a.Channel, c => c with { AcknowledgedBy = [.. c.AcknowledgedBy.Union(a.By)] }),
        _ => this,
    };

    private Incident WithChannel(Guid message, string channel, Func<ChannelProgress, ChannelProgress> change) =>
        this with { Prepared = [.. Prepared.Select(m => m.Id == message ? m.With(channel, change) : m)] };
}
