using System.Threading.Channels;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Signals.Silences;

namespace MeetSolis.IncidentConsole.Signals;

/// <summary>
/// Reads the signals of every active runbook in each of its environments every second, and soon after something was counted; judges the
/// triggers, puts it all on the board, and tells the sink which triggers fire and which have gone quiet, until it was heard.
/// </summary>
public sealed partial class TriggerEvaluator(
    RunbookCatalog runbooks, SignalStore signals, SignalBoard board, MethodsInForce methods, TriggerFirings firings, SilenceBook silences, ITriggerSink sink,
    NodeDuty duty, TimeProvider time, ILogger<TriggerEvaluator> log) : BackgroundService
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    // Many batches in one moment are judged once; a lone one is judged at once.
    private static readonly TimeSpan LeastApart = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan MostApart = TimeSpan.FromMilliseconds(500);
    // Judging then takes a tenth of a core at most, however much comes in.
    private const int RestsFor = 9;

    private readonly record struct Key(string Environment, string Runbook, string Trigger);

    /// <summary>A runbook in one of its environments. Made anew when the runbook's content changes.</summary>
    private sealed record Watched(Runbook Runbook, RunbookEnvironment Environment, SignalWindows Windows, SignalHistory History, Dictionary<string, TriggerWatch> Triggers);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Runbook, string Environment), Watched> _watched = [];
    private readonly Dictionary<Key, Told> _told = [];
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Channel<bool> _toTell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Reads what was told before the console stopped. Before anything is judged.</summary>
    public async Task TakeUpAsync(CancellationToken ct)
    {
        await signals.Loaded.WaitAsync(ct);
        await silences.ReloadAsync(ct);
        var rows = await firings.ReadAsync(ct);
        lock (_gate)
            foreach (var row in rows)
                // Whether the sink had heard of it before the end nobody knows.
                _told[new Key(row.Environment, row.Runbook, row.Trigger)] = new Told(row, row.Since, false);
    }

    /// <summary>Judges everything as of now and puts it on the board.</summary>
    public void Evaluate()
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var active = runbooks.Active;
            foreach (var gone in _watched.Keys.Where(k => !active.Any(r => r.Id == k.Runbook && r.Environments.ContainsKey(k.Environment))).ToArray())
                _watched.Remove(gone);
            foreach (var environment in active.SelectMany(r => r.Environments.Keys).Distinct())
                board.Publish(Evaluate(environment, active, now));
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await UntilDoneAsync(TakeUpAsync, stoppingToken);
        void Wake() => _wake.Writer.TryWrite(true);
        signals.Changed += Wake;
        runbooks.Changed += Wake;
        silences.Changed += Wake;
        try
        {
            await Task.WhenAll(EvaluateAlwaysAsync(stoppingToken), TellAlwaysAsync(stoppingToken));
        }
        finally
        {
            signals.Changed -= Wake;
            runbooks.Changed -= Wake;
            silences.Changed -= Wake;
        }
    }

    private BoardSnapshot Evaluate(string environment, IReadOnlyList<Runbook> active, DateTimeOffset now)
    {
        var readings = new Dictionary<string, SignalReading>();
        var history = new Dictionary<string, IReadOnlyList<SignalPoint>>();
        var triggers = new Dictionary<string, BoardTrigger>();
        var inForce = methods.Of(environment);
        var silenced = silences.Of(environment, now);
        // Where two runbooks of one environment use a name, the first one's is shown; each is judged by its own.
        foreach (var runbook in active.Where(r => r.Environments.ContainsKey(environment)))
        {
            var watched = Watch(runbook, runbook.Environments[environment], now, inForce);
            var own = watched.Windows.ReadAll(now, inForce);
            foreach (var (id, reading) in own)
                if (readings.TryAdd(id, reading))
                    history.Add(id, watched.History.Next(reading, inForce));
            foreach (var (id, watch) in watched.Triggers)
            {
                watch.Advance(own, now);
                triggers.TryAdd(id, new BoardTrigger(watch.Trigger, watch.State, watch.Pace.Hold) { Silenced = silenced.Silencing(environment, watch.Trigger, now) });
            }
        }
        return new BoardSnapshot(environment, now, readings, history, triggers) { Silences = silenced };
    }

    private Watched Watch(Runbook runbook, RunbookEnvironment environment, DateTimeOffset now, MethodPeriods inForce)
    {
        if (_watched.TryGetValue((runbook.Id, environment.Id), out var watched) && watched.Runbook.Hash == runbook.Hash)
            return watched;
        var windows = new SignalWindows(runbook, environment, signals.Buckets(environment.Id));
        // What only a person reports has no condition to judge.
        var triggers = runbook.Triggers.Values.Where(t => t.When is not null).ToDictionary(t => t.Id, t => TriggerWatch.TakeUp(
            runbook, t, environment, windows, now, inForce,
            _told.TryGetValue(new Key(environment.Id, runbook.Id, t.Id), out var told) ? told.Row.Since : null));
        return _watched[(runbook.Id, environment.Id)] = new Watched(runbook, environment, windows, new SignalHistory(runbook, environment, windows), triggers);
    }

    private async Task EvaluateAlwaysAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Beat, time);
        var tick = timer.WaitForNextTickAsync(ct).AsTask();
        var woken = _wake.Reader.WaitToReadAsync(ct).AsTask();
        while (true)
        {
            var began = time.GetTimestamp();
            try
            {
                Evaluate();
            }
            catch (Exception e)
            {
                // One runbook's trouble must not end the watch; the next second tries again.
                LogNotEvaluated(e);
            }
            _toTell.Writer.TryWrite(true);
            var rest = time.GetElapsedTime(began) * RestsFor;
            await Task.Delay(rest < LeastApart ? LeastApart : rest > MostApart ? MostApart : rest, time, ct);
            await Task.WhenAny(tick, woken);
            if (tick.IsCompleted)
            {
                await tick;
                tick = timer.WaitForNextTickAsync(ct).AsTask();
            }
            if (woken.IsCompleted)
            {
                await woken;
                _wake.Reader.TryRead(out _);
                woken = _wake.Reader.WaitToReadAsync(ct).AsTask();
            }
            ct.ThrowIfCancellationRequested();
        }
    }

    private async Task UntilDoneAsync(Func<CancellationToken, Task> work, CancellationToken ct)
    {
        while (true)
            try
            {
                await work(ct);
                return;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogNotEvaluated(e);
                await Task.Delay(Beat, time, ct);
            }
    }

    [LoggerMessage(LogLevel.Error, "Signals could not be judged")]
    partial void LogNotEvaluated(Exception e);
}
