using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Incidents.Charts;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Signals;
using MeetSolis.IncidentConsole.Signals.History;
using MeetSolis.IncidentConsole.Signals.Silences;

namespace MeetSolis.IncidentConsole.Replays;

/// <summary>
/// The signals of one replay as they stood at a moment, by the counts that are kept: those of the last day in memory, older ones in the store, of
/// which one replay holds a quarter of an hour and what its windows reach back to. What came late counts by the time it speaks of.
/// </summary>
internal sealed class ReplaySignals(Runbook runbook, RunbookEnvironment environment, SignalStore signals, SignalTable table, MethodsInForce methods, SilenceBook silences, TimeProvider time)
{
    private const int Points = 60;
    private const int Windows = 6;
    private const long Together = 900;
    private const int MostTraces = 4;

    private SignalBuckets? _held;
    private long _from = long.MaxValue;

    public async Task<IReadOnlyDictionary<string, SignalReading>> ReadingsAsync(DateTimeOffset at, CancellationToken ct) =>
        (await WindowsAsync(at, ct)).ReadAll(at, methods.Of(environment.Id));

    /// <summary>With the traces of what the view is about, and what was silenced.</summary>
    public async Task<BoardSnapshot> BoardAsync(IncidentView view, IReadOnlyDictionary<string, SignalReading> readings, CancellationToken ct)
    {
        var windows = await WindowsAsync(view.Now, ct);
        var traces = ShownSignals.Of(view).Take(MostTraces).ToDictionary(s => s.Id, s => Trace(windows, s, view.Now));
        return BoardSnapshot.Empty(environment.Id) with { At = view.Now, Readings = readings, History = traces, Silences = await silences.AsOfAsync(environment.Id, view.Now, ct) };
    }

    private IReadOnlyList<SignalPoint> Trace(SignalWindows windows, SignalDefinition signal, DateTimeOffset at)
    {
        var step = (long)Math.Clamp(environment.Scale(signal.Window).TotalSeconds / 12, 1, 60);
        var due = at.ToUnixTimeSeconds() / step;
        SignalPoint Point(DateTimeOffset moment) => new(moment, windows.ReadAlone(signal, moment, methods.Of(environment.Id)).Value);
        return [.. Enumerable.Range(0, Points).Select(i => Point(DateTimeOffset.FromUnixTimeSeconds((due - Points + i) * step))), Point(at)];
    }

    private async Task<SignalWindows> WindowsAsync(DateTimeOffset at, CancellationToken ct)
    {
        var second = at.ToUnixTimeSeconds();
        if (second - runbook.Signals.Values.Select(Reach).DefaultIfEmpty().Max() >= (time.GetUtcNow() - SignalBuckets.Span).ToUnixTimeSeconds())
        {
            await signals.Loaded.WaitAsync(ct);
            return new(runbook, environment, signals.Buckets(environment.Id));
        }
        if (_held is null || second < _from || second >= _from + Together) await HoldAsync(second / Together * Together, ct);
        return new(runbook, environment, _held!);
    }

    private async Task HoldAsync(long from, CancellationToken ct)
    {
        // An event that several signals look at is read once, as far back as the longest of them looks.
        var reaches = runbook.Signals.Values.SelectMany(s => SignalPasts.Heard(s).Select(e => (Event: e, Reach: Reach(s)))).GroupBy(e => e.Event).Select(g => (Event: g.Key, Reach: g.Max(e => e.Reach)));
        var held = new SignalBuckets();
        foreach (var alike in reaches.GroupBy(e => e.Reach))
            held.Apply(await table.AddUpAsync(environment.Id, [.. alike.Select(e => e.Event)], from - alike.Key, from + Together, 1, ct));
        (_held, _from) = (held, from);
    }

    /// <summary>In seconds; never further than the windows of a live screen can look.</summary>
    private long Reach(SignalDefinition signal)
    {
        var windows = new SignalWindows(runbook, environment, _nothing);
        return (long)Math.Ceiling(Math.Min(Windows * environment.Scale(signal.Window).TotalSeconds + windows.StaleAfter(signal).TotalSeconds + Points, SignalBuckets.Span.TotalSeconds));
    }

    private static readonly SignalBuckets _nothing = new();
}
