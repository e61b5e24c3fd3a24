using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Signals.Silences;

namespace MeetSolis.IncidentConsole.Signals;

// What fires and has gone quiet, told to the sink by one node.
public sealed partial class TriggerEvaluator
{
    /// <summary>What was kept and whether the sink heard it. <paramref name="Since"/> is our own beginning: another node's may stand in the row.</summary>
    private readonly record struct Told(TriggerFiringRow Row, DateTimeOffset Since, bool Heard)
    {
        /// <summary>The end of the silence after which it was told.</summary>
        public DateTimeOffset? LetGo { get; init; }

        /// <summary>The return after which it was told.</summary>
        public DateTimeOffset? Returned { get; init; }
    }

    private readonly SemaphoreSlim _telling = new(1, 1);
    private bool _failing;
    private bool _onDuty = true;

    /// <summary>Tells the sink what it has not heard yet. What fails is told again the next time.</summary>
    public async Task TellAsync(CancellationToken ct)
    {
        await _telling.WaitAsync(ct);
        try
        {
            List<(Key Key, Trigger Trigger, DateTimeOffset? Since, TriggerState State)> all;
            Dictionary<Key, Told> told;
            lock (_gate)
            {
                all = [.. _watched.Values.SelectMany(w => w.Triggers.Values.Where(t => !t.Trigger.Judgement)
                    .Select(t => (new Key(w.Environment.Id, w.Runbook.Id, t.Trigger.Id), t.Trigger, t.Since, t.State)))];
                told = new(_told);
            }
            var silenced = await SilencedAsync([.. all.Select(a => a.Since).OfType<DateTimeOffset>()], ct);
            var now = time.GetUtcNow();
            foreach (var (key, trigger, since, state) in all)
            {
                var before = told.TryGetValue(key, out var t) ? t : default(Told?);
                if (before is { } quieted && quieted.Since != since)
                {
                    await QuietAsync(key, trigger, quieted.Row, ct);
                    before = null;
                }
                // What is silenced keeps firing untold, and is told when it is let go.
                if (since is not { } began || silenced.Silencing(key.Environment, trigger, now) is not null) continue;
                var letGo = silenced.LetGo(key.Environment, trigger, began, now);
                DateTimeOffset? returned = state.ReturnedSince is { } at ? Instants.Cut(at) : null;
                if (before is not { Heard: true } heard || letGo is not null && letGo != heard.LetGo || returned is not null && returned != heard.Returned)
                    await FireAsync(key, new TriggerFiring(key.Environment, trigger, Readings(key.Environment, trigger), began) { SilencedUntil = letGo, ReturnedSince = returned, Flaps = state.Flaps }, ct);
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

    // Asked of the store at the moment of telling: a silence made on another node counts from its commit on.
    private async Task<IReadOnlyList<Silence>> SilencedAsync(IReadOnlyList<DateTimeOffset> firingSince, CancellationToken ct) =>
        firingSince.Count == 0 ? [] : await silences.EndingAfterAsync(firingSince.Min(), ct);

    private async Task FireAsync(Key key, TriggerFiring firing, CancellationToken ct)
    {
        // Kept before it is told: if we die in between it is told again with the same beginning, which makes no second incident.
        var row = await firings.KeepAsync(new TriggerFiringRow(key.Environment, key.Runbook, key.Trigger, firing.Since), ct);
        lock (_gate)
            _told[key] = new Told(row, firing.Since, false);
        if (!await sink.FiredAsync(firing with { Since = row.Since }, ct)) return;
        lock (_gate)
            _told[key] = new Told(row, firing.Since, true) { LetGo = firing.SilencedUntil, Returned = firing.ReturnedSince };
        LogFired(key.Trigger, key.Environment, row.Since);
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

    [LoggerMessage(LogLevel.Warning, "Trigger {Trigger} fires in {Environment}; its condition holds since {Since}")]
    partial void LogFired(string trigger, string environment, DateTimeOffset since);

    [LoggerMessage(LogLevel.Information, "Trigger {Trigger} has gone quiet in {Environment}")]
    partial void LogQuieted(string trigger, string environment);

    [LoggerMessage(LogLevel.Error, "What triggers do could not be told; trying again every second")]
    partial void LogNotTold(Exception e);
}
