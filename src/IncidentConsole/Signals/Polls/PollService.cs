using System.Collections.Concurrent;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Signals.Polls;

/// <summary>
/// Asks the sources that do not post by themselves, each at its own interval, and has what they say counted. One node asks; the others hear the
/// counts. A source that fails is asked ever more seldom, holds up no other, and is never taken for a healthy one.
/// </summary>
public sealed partial class PollService(
    SourceRegistry sources, IEnumerable<ISourcePoller> pollers, SignalStore signals, RunbookCatalog runbooks, NodeDuty duty, TimeProvider time, ILogger<PollService> log)
    : BackgroundService
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    /// <summary>One source, on this node. Only the loop starts its polls, and one at a time.</summary>
    private sealed class Asked
    {
        public DateTimeOffset Next { get; set; } = DateTimeOffset.MinValue;
        public DateTimeOffset? LastAnswered { get; set; }
        public int Failures { get; set; }
        public Task Poll { get; set; } = Task.CompletedTask;
    }

    private readonly Dictionary<string, ISourcePoller> _pollers = pollers.ToDictionary(p => p.Kind);
    private readonly ConcurrentDictionary<string, Asked> _asked = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Starts whatever is due and waits for all that is under way.</summary>
    public Task PollDueAsync(CancellationToken ct) => Task.WhenAll(StartDue(ct));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Spending is told from what was counted already.
        await signals.Loaded.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Beat, time);
        do
        {
            try
            {
                StartDue(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogNotStarted(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private Task[] StartDue(CancellationToken ct)
    {
        if (!duty.IsOurs)
        {
            // Should it become ours again, all of it is due at once.
            _asked.Clear();
            return [];
        }
        var polled = sources.Status().Select(s => s.Source).Where(s => _pollers.ContainsKey(s.Kind)).ToArray();
        foreach (var gone in _asked.Keys.Except(polled.Select(s => s.Name), StringComparer.OrdinalIgnoreCase))
            _asked.TryRemove(gone, out _);
        return [.. polled.Select(source => Start(source, _asked.GetOrAdd(source.Name, static _ => new()), ct))];
    }

    private Task Start(Source source, Asked asked, CancellationToken ct)
    {
        if (!asked.Poll.IsCompleted || time.GetUtcNow() < asked.Next) return asked.Poll;
        // The first part of it would hold up the others.
        return asked.Poll = Task.Run(() => PollAsync(source, asked, _pollers[source.Kind], ct), ct);
    }

    private async Task PollAsync(Source source, Asked asked, ISourcePoller poller, CancellationToken ct)
    {
        var began = time.GetUtcNow();
        var interval = source.Poll.Every ?? poller.Interval;
        var (taken, polled) = await TryAsync(new PollOrder(source, PollPace.Slot(began, interval), interval), poller, ct);
        var now = time.GetUtcNow();
        string? problem;
        if (polled is Polled.Failed failed)
        {
            asked.Failures++;
            asked.Next = PollPace.AfterFailure(now, interval, asked.Failures, failed.After);
            problem = Without(source, failed.Why);
            if (asked.Failures == 1) LogFailed(source.Name, problem);
        }
        else
        {
            if (asked.Failures > 0) LogAnswered(source.Name, asked.Failures);
            asked.Failures = 0;
            asked.LastAnswered = now;
            asked.Next = PollPace.AfterAnswer(began, interval);
            problem = (polled as Polled.Answered)?.Caution is { } caution ? Without(source, caution) : null;
        }
        sources.NotePoll(source, new PollStatus(began, asked.LastAnswered, asked.Next, asked.Failures), taken, problem);
    }

    private async Task<(int Taken, Polled Polled)> TryAsync(PollOrder order, ISourcePoller poller, CancellationToken ct)
    {
        if ((poller.Missing(order.Source) ?? UnknownEvent(poller.EventsOf(order.Source))) is { } missing)
            return (0, new Polled.Failed(missing));
        try
        {
            var polled = await poller.PollAsync(order, ct);
            if (polled is not Polled.Answered { Events: { Count: > 0 } events }) return (0, polled);
            // If we die before it is stored it is asked for again, and if we die after it, its ids are known.
            var keeping = await signals.TakeAsync(order.Source.Environment, order.Source.Name, new EventBatch([.. events], new Rejections()) { ForGood = true });
            return keeping.Why is { } why ? (0, new Polled.Failed(why)) : (events.Count, polled);
        }
        catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            // A bug of ours must not end the asking of all the others.
            LogBroken(e, order.Source.Name);
            return (0, new Polled.Failed("Asking it failed in a way that was not foreseen; the log says more."));
        }
    }

    private string? UnknownEvent(IEnumerable<string> events) =>
        events.FirstOrDefault(e => !runbooks.Active.Any(r => r.Events.Contains(e))) is { } unknown ? $"The event `{unknown}` is in no runbook's `events`." : null;

    private static string Without(Source source, string text) =>
        source.Secrets.Where(s => s.Length >= 4).Aggregate(text, (t, secret) => t.Replace(secret, "…", StringComparison.Ordinal));

    [LoggerMessage(LogLevel.Warning, "Source {Source} could not be asked: {Reason} It is tried again, ever more seldom")]
    partial void LogFailed(string source, string reason);

    [LoggerMessage(LogLevel.Information, "Source {Source} answers again, after {Failures} failures")]
    partial void LogAnswered(string source, int failures);

    [LoggerMessage(LogLevel.Error, "Asking source {Source} failed")]
    partial void LogBroken(Exception e, string source);

    [LoggerMessage(LogLevel.Error, "Sources could not be asked")]
    partial void LogNotStarted(Exception e);
}
