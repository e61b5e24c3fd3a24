using MeetSolis.IncidentConsole.Controls;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Incidents.Timelines;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runs;

namespace MeetSolis.IncidentConsole.Replays;

/// <summary>An incident as it stood at one moment, with everything a deck shows of it.</summary>
/// <param name="Says">What had just happened, as the timeline says it.</param>
public sealed record ReplayMoment(WatchedIncident At, string Says)
{
    public long Version => At.Incident.Version;
    public DateTimeOffset Time => At.View.Now;
}

/// <summary>One reader's replay of one incident: any moment of it, from the store. Belongs to one screen; calls come one after the other.</summary>
public sealed class ReplayTape
{
    private const int Lines = 60;
    private const int OutputLines = OutputView.MostWrapped;

    private readonly IncidentStore _store;
    private readonly KeptTexts _texts;
    private readonly OutputStore _outputs;
    private readonly Runbook _runbook;
    private readonly ReplaySignals _signals;
    private readonly DateTimeOffset _opened;

    internal ReplayTape(Incident newest, Runbook runbook, IReadOnlyList<ReplayMark> marks, ReplaySignals signals, DateTimeOffset opened, IncidentStore store, KeptTexts texts, OutputStore outputs)
    {
        (Newest, Marks, _runbook, _signals, _opened, _store, _texts, _outputs) = (newest, marks, runbook, signals, opened, store, texts, outputs);
    }

    /// <summary>As it stood when the replay was opened: the end of it.</summary>
    public Incident Newest { get; }

    /// <summary>In the order of their versions.</summary>
    public IReadOnlyList<ReplayMark> Marks { get; }

    /// <summary>The incident after an entry, at the moment it was made.</summary>
    public Task<ReplayMoment> SeekAsync(long version, CancellationToken ct) => SeekAsync(Math.Clamp(version, 1, Newest.Version), null, ct);

    /// <summary>The incident at an instant: clocks and signals stand as they did then.</summary>
    public async Task<ReplayMoment> SeekAsync(DateTimeOffset time, CancellationToken ct)
    {
        // Nobody looks into the future.
        var at = Instants.Cut(time < Newest.DeclaredAt ? Newest.DeclaredAt : time > _opened ? _opened : time);
        return await SeekAsync(Math.Clamp(await _store.VersionAtAsync(Newest.Number, at, ct), 1, Newest.Version), at, ct);
    }

    /// <summary>When the entry after this version was made; null at the end.</summary>
    public async Task<DateTimeOffset?> NextAsync(long version, CancellationToken ct) =>
        version >= Newest.Version ? null : (await _store.EntryAsync(Newest.Number, version + 1, ct))?.At;

    private async Task<ReplayMoment> SeekAsync(long version, DateTimeOffset? time, CancellationToken ct)
    {
        var incident = await _store.HistoryAsync(Newest.Number, version, ct) ?? throw new InvalidOperationException($"{Newest.Number} has no entry {version}.");
        var entries = await _store.NewestAsync(Newest.Number, version, Lines, ct);
        var now = time ?? entries[^1].At;
        var texts = await _texts.ReadAsync(Newest.Number, [.. incident.TextIds().Concat(entries.SelectMany(e => TimelineLine.TextsOf(e, incident))).Distinct()], ct);
        var readings = await _signals.ReadingsAsync(now, ct);
        var view = IncidentView.Of(incident, _runbook, readings, now) with { Written = texts };
        var timeline = TimelineWindow.Of(view, entries, texts);
        var attempt = WatchedIncident.AttemptAtHand(view);
        var newest = timeline.Lines[^1];
        return new(new(view, timeline, await _signals.BoardAsync(view, readings, ct), attempt, attempt is { } id ? await OutputAsync(id, now, ct) : []),
            ShownText.Of(newest.Name is null ? newest.Text : $"{newest.Name} {newest.Text}"));
    }

    /// <summary>What an attempt had printed by then: its newest lines.</summary>
    public async Task<IReadOnlyList<Controls.OutputLine>> OutputAsync(AttemptId attempt, DateTimeOffset by, CancellationToken ct)
    {
        var last = await LastLineAsync(attempt, by, ct);
        if (last == 0) return [];
        var from = Math.Max(0, last - OutputLines);
        return [.. (await _outputs.ReadAsync(attempt, from, (int)(last - from), ct)).Select(Controls.OutputLine.Of)];
    }

    /// <summary>Earlier lines of an attempt; nothing that came after.</summary>
    public OutputSource SourceOf(AttemptId attempt, DateTimeOffset by) => new(
        async (after, most, ct) => [.. (await _outputs.ReadAsync(attempt, after, most, ct)).Select(Controls.OutputLine.Of)],
        async (text, ct) =>
        {
            var last = await LastLineAsync(attempt, by, ct);
            var found = await _outputs.FindAsync(attempt, text, ct);
            return new([.. found.Sequences.Where(s => s <= last)], found.More && found.Sequences[^1] <= last);
        }, null);

    /// <summary>Lines come in the order of their times, so few of them are looked at.</summary>
    private async Task<long> LastLineAsync(AttemptId attempt, DateTimeOffset by, CancellationToken ct)
    {
        var (low, high) = (0L, (await _outputs.PositionAsync(attempt, ct))?.LastSequence ?? 0);
        async Task<bool> KnownAsync(long sequence) => await _outputs.ReadAsync(attempt, sequence - 1, 1, ct) is not [{ } line] || line.At <= by;
        if (high == 0 || await KnownAsync(high)) return high;
        while (low < high)
        {
            var middle = low + (high - low + 1) / 2;
            if (await KnownAsync(middle)) low = middle;
            else high = middle - 1;
        }
        return low;
    }
}
