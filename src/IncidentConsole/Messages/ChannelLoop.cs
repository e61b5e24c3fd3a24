using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Messages.Channels;
using MeetSolis.IncidentConsole.Messages.Store;

namespace MeetSolis.IncidentConsole.Messages;

/// <summary>
/// Sends what is due on one channel, at its pace. Channels know nothing of one another: one that hangs holds up itself alone. A send's end is written until
/// the store takes it.
/// </summary>
internal sealed partial class ChannelLoop(IChannel channel, OutboxStore outbox, OutboxBell bell, NodeDuty duty, string life, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    // A send that is under way when the console stops may end.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(8);

    private long _notBefore;

    /// <summary>Until when the channel wants to be left alone.</summary>
    public DateTimeOffset NotBefore => new(Interlocked.Read(ref _notBefore), TimeSpan.Zero);

    public Task RunAsync(Action settled, CancellationToken stopping) =>
        Task.WhenAll(Enumerable.Range(0, channel.Parallel).Select(_ => RunOneAsync(settled, stopping)));

    private async Task RunOneAsync(Action settled, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            // Before looking: what comes while it looks rings this one.
            var rung = bell.Next;
            var sent = false;
            try
            {
                if (duty.IsOurs && time.GetUtcNow() >= NotBefore && await outbox.ClaimAsync(channel.Name, life, time.GetUtcNow(), stopping) is { } claimed)
                {
                    sent = true;
                    await SendAsync(claimed, stopping);
                    settled();
                    if (channel.Pace > TimeSpan.Zero) await Task.Delay(channel.Pace, time, stopping);
                }
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // The store is away, or holds what this build cannot read. Other channels go on.
                LogStore(channel.Name, e);
            }
            if (!sent) await WaitAsync(rung, stopping);
        }
    }

    private async Task SendAsync(ClaimedSend claimed, CancellationToken stopping)
    {
        using var grace = new CancellationTokenSource();
        using var stop = stopping.Register(() => grace.CancelAfter(Grace));
        SendResult result;
        try
        {
            result = await channel.SendAsync(claimed.Send, grace.Token);
        }
        catch (Exception) when (grace.IsCancellationRequested)
        {
            // It stays as it is in the store: sending. The next life decides.
            return;
        }
        catch (Exception e)
        {
            LogBroken(channel.Name, e);
            result = new SendResult.Unknown("The console made a mistake while it was being sent; its log says more.");
        }
        var now = time.GetUtcNow();
        var tries = claimed.Recipient.Tries;
        (SendState State, string? Error, DateTimeOffset? Due, bool Counted) end = result switch
        {
            SendResult.Sent => (SendState.Sent, null, null, true),
            SendResult.Refused r => (SendState.Failed, r.Reason, null, true),
            SendResult.Unknown u => (SendState.InDoubt, u.Reason, null, true),
            SendResult.Later { After: { } after } l => (SendState.Waiting, l.Reason, now + Backoff.Asked(after), false),
            SendResult.Later l when tries >= Backoff.MostTries => (SendState.Failed, l.Reason, null, true),
            SendResult.Later l => (SendState.Waiting, l.Reason, now + Backoff.After(tries, Random.Shared.NextDouble()), true),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        if (result is SendResult.Later { After: not null }) Interlocked.Exchange(ref _notBefore, end.Due!.Value.UtcTicks);
        if (end.Error is { } error) LogSend(channel.Name, claimed.Row.Incident.ToString(), claimed.Row.Template, end.State, error);
        await SettleAsync(claimed, end.State, end.Error, (result as SendResult.Sent)?.Answer, now, end.Due, end.Counted, stopping);
    }

    private async Task SettleAsync(ClaimedSend claimed, SendState state, string? error, string? answer, DateTimeOffset now, DateTimeOffset? due, bool counted, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                if (!await outbox.SettleAsync(claimed, state, error, answer, now, due, counted, CancellationToken.None)) LogLost(channel.Name, claimed.Recipient.Id);
                return;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogStore(channel.Name, e);
                if (stopping.IsCancellationRequested) return;
                await Task.Delay(Look, time, stopping);
            }
        }
    }

    private async Task WaitAsync(Task rung, CancellationToken stopping)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        await Task.WhenAny(rung, Task.Delay(Look, time, either.Token));
        await either.CancelAsync();
    }

    [LoggerMessage(LogLevel.Warning, "{Channel}: message {Template} of {Incident} is {State}: {Reason}")]
    partial void LogSend(string channel, string incident, string template, SendState state, string reason);

    [LoggerMessage(LogLevel.Error, "{Channel}: a send failed in a way that nobody foresaw")]
    partial void LogBroken(string channel, Exception e);

    [LoggerMessage(LogLevel.Error, "{Channel}: the send {Send} was taken over while it was under way")]
    partial void LogLost(string channel, Guid send);

    [LoggerMessage(LogLevel.Warning, "{Channel}: the outbox cannot be read or written; trying again")]
    partial void LogStore(string channel, Exception e);
}
