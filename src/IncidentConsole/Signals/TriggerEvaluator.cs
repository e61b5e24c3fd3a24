using System.Threading.Channels;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Signals;

/// <summary>
/// Reads the signals of every active runbook in each of its environments every second, and soon after something was counted; judges the
/// triggers, puts it all on the board, and tells the sink which triggers fire and which have gone quiet, until it was heard.
/// </summary>
public sealed partial class TriggerEvaluator(
    RunbookCatalog runbooks, SignalStore signals, SignalBoard board, MethodsInForce methods, TriggerFirings firings, ITriggerSink sink,
    NodeDuty duty, TimeProvider time, ILogger<TriggerEvaluator> log) : BackgroundService
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    // Many batches in one moment are judged once; a lone one is judged at once.
    private static readonly TimeSpan LeastApart = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan MostApart = TimeSpan.FromMilliseconds(500);
    // Judging then takes a tenth of a core at most, however much comes in.
    private const int RestsFor = 9;

    /// <summary>What was kept and whether the sink heard it. <paramref name="Since"/> is our own beginning: another node's may stand in the row.</summary>
    private readonly record struct Told(TriggerFiringRow Row, DateTimeOffset Since, bool Heard);

    private readonly record struct Key(string Environment, string Runbook, string Trigger);

    /// <summary>A runbook in one of its environments. Made anew when the runbook's content changes.</summary>
    private sealed record Watched(Runbook Runbook, RunbookEnvironment Environment, SignalWindows Windows, SignalHistory History, Dictionary<string, TriggerWatch> Triggers);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Runbook, string Environment), Watched> _watched = [];
    private readonly SemaphoreSlim _telling = new(1, 1);
    private readonly Dictionary<Key, Told> _told = [];
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Channel<bool> _toTell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private bool _failing;
    private bool _onDuty = true;

    /// <summary>Reads what was told before the console stopped. Before anything is judged.</summary>
    public async Task TakeUpAsync(CancellationToken ct)
    {
        await signals.Loaded.WaitAsync(ct);
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

    /// <summary>Tells the sink what it has not heard yet. What fails is told again the next time.</summary>
    public async Task TellAsync(CancellationToken ct)
    {
        await _telling.WaitAsync(ct);
        try
        {
            List<(Key Key, Trigger Trigger, DateTimeOffset? Since)> all;
            Dictionary<Key, Told> told;
            lock (_gate)
            {
                all = [.. _watched.Values.SelectMany(w => w.Triggers.Values.Where(t => !t.Trigger.Judgement)
                    .Select(t => (new Key(w.Environment.Id, w.Runbook.Id, t.Trigger.Id), t.Trigger, t.Since)))];
                told = new(_told);
            }
            foreach (var (key, trigger, since) in all)
            {
                var before = told.TryGetValue(key, out var t) ? t : default(Told?);
                if (before is { } quieted && quieted.Since != since)
                {
                    await QuietAsync(key, trigger, quieted.Row, ct);
                    before = null;
                }
                if (since is { } began && before is not { Heard: true })
                    await FireAsync(key, trigger, began, ct);
            }
            await ForgetGoneAsync(all.Select(a => a.Key).ToHashSet(), told, ct);
            _failing = false;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The store may be away for long: once is enough to say.
            if (!_failing)
                LogNotTold(e);
            _failing = true;
        }
        finally
        {
            _telling.Release();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await UntilDoneAsync(TakeUpAsync, stoppingToken);
        void Wake() => _wake.Writer.TryWrite(true);
        signals.Changed += Wake;
        runbooks.Changed += Wake;
        try
        {
            await Task.WhenAll(EvaluateAlwaysAsync(stoppingToken), TellAlwaysAsync(stoppingToken));
        }
        finally
        {
            signals.Changed -= Wake;
            runbooks.Changed -= Wake;
        }
    }

    private BoardSnapshot Evaluate(string environment, IReadOnlyList<Runbook> active, DateTimeOffset now)
    {
        var readings = new Dictionary<string, SignalReading>();
        var history = new Dictionary<string, IReadOnlyList<SignalPoint>>();
        var triggers = new Dictionary<string, BoardTrigger>();
        var inForce = methods.Of(environment);
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
                triggers.TryAdd(id, new BoardTrigger(watch.Trigger, watch.State, watch.Hold));
            }
        }
        return new BoardSnapshot(environment, now, readings, history, triggers);
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

    private async Task FireAsync(Key key, Trigger trigger, DateTimeOffset since, CancellationToken ct)
    {
        // Kept before it is told: if we die in between it is told again with the same beginning, which makes no second incident.
        var row = await firings.KeepAsync(new TriggerFiringRow(key.Environment, key.Runbook, key.Trigger, since), ct);
        lock (_gate)
            _told[key] = new Told(row, since, false);
        await sink.FiredAsync(key.Environment, trigger, Readings(key.Environment, trigger), row.Since, ct);
        lock (_gate)
            _told[key] = new Told(row, since, true);
        LogFired(trigger.Id, key.Environment, row.Since);
    }

    private async Task QuietAsync(Key key, Trigger trigger, TriggerFiringRow row, CancellationToken ct)
    {
        await sink.QuietedAsync(key.Environment, trigger, Readings(key.Environment, trigger), ct);
        await firings.ForgetAsync(row, ct);
        lock (_gate)
            _told.Remove(key);
        LogQuieted(trigger.Id, key.Environment);
    }

    // A trigger that its runbook no longer has neither fires nor quiets. A runbook that is not there may come back.
    private async Task ForgetGoneAsync(HashSet<Key> watched, Dictionary<Key, Told> told, CancellationToken ct)
    {
        foreach (var (key, (row, _, _)) in told.Where(t => !watched.Contains(t.Key) && watched.Any(w => w.Runbook == t.Key.Runbook)))
        {
            await firings.ForgetAsync(row, ct);
            lock (_gate)
                _told.Remove(key);
        }
    }

    private SignalReading[] Readings(string environment, Trigger trigger)
    {
        var readings = board.Readings(environment);
        return [.. trigger.When!.Signals().Where(readings.ContainsKey).Select(s => readings[s])];
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

    private async Task TellAlwaysAsync(CancellationToken ct)
    {
        while (await _toTell.Reader.WaitToReadAsync(ct))
        {
            _toTell.Reader.TryRead(out _);
            // One node tells; the others judge too, for their own screens.
            if (!duty.IsOurs) _onDuty = false;
            else
            {
                if (!_onDuty) await UntilDoneAsync(TakeOverAsync, ct);
                _onDuty = true;
                await TellAsync(ct);
            }
        }
    }

    /// <summary>What the node before us told: a trigger that fires here too goes on, whoever saw it begin.</summary>
    private async Task TakeOverAsync(CancellationToken ct)
    {
        var rows = await firings.ReadAsync(ct);
        lock (_gate)
        {
            _told.Clear();
            foreach (var row in rows)
            {
                var here = _watched.GetValueOrDefault((row.Runbook, row.Environment))?.Triggers.GetValueOrDefault(row.Trigger)?.Since;
                _told[new Key(row.Environment, row.Runbook, row.Trigger)] = new Told(row, here ?? row.Since, false);
            }
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

    [LoggerMessage(LogLevel.Warning, "Trigger {Trigger} fires in {Environment}; its condition holds since {Since}")]
    partial void LogFired(string trigger, string environment, DateTimeOffset since);

    [LoggerMessage(LogLevel.Information, "Trigger {Trigger} has gone quiet in {Environment}")]
    partial void LogQuieted(string trigger, string environment);

    [LoggerMessage(LogLevel.Error, "What triggers do could not be told; trying again every second")]
    partial void LogNotTold(Exception e);

    [LoggerMessage(LogLevel.Error, "Signals could not be judged")]
    partial void LogNotEvaluated(Exception e);
}
