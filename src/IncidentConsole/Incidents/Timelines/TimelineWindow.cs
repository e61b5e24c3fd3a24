using System.Collections.Immutable;

namespace MeetSolis.IncidentConsole.Incidents.Timelines;

/// <summary>The newest lines of an incident's timeline, made once for everybody who watches it; older ones are in the store.</summary>
public sealed class TimelineWindow
{
    /// <summary>Lines a window holds, however long the incident becomes.</summary>
    public const int Most = 500;

    private TimelineWindow(ImmutableArray<TimelineLine> lines) => Lines = lines;

    /// <summary>In the order of their versions, without a gap.</summary>
    public ImmutableArray<TimelineLine> Lines { get; }

    /// <summary>The version of the oldest line; 1 where nothing is older. Of an empty window 1, too.</summary>
    public long First => Lines.IsEmpty ? 1 : Lines[0].Version;
    /// <summary>The version of the newest line; 0 where there is none.</summary>
    public long Last => Lines.IsEmpty ? 0 : Lines[^1].Version;

    /// <param name="view">At or after the entries.</param>
    public static TimelineWindow Of(IncidentView view, IEnumerable<Entry> entries, IReadOnlyDictionary<Guid, string?> texts) =>
        new([.. Make(view, entries, texts).TakeLast(Most)]);

    /// <summary>With the entries that follow its last.</summary>
    public TimelineWindow Add(IncidentView view, IReadOnlyCollection<Entry> entries, IReadOnlyDictionary<Guid, string?> texts)
    {
        if (entries.Count == 0) return this;
        var lines = Lines.Concat(Make(view, entries, texts)).TakeLast(Most).ToArray();
        // What came with them was made with what lies over it already; laying it on again changes nothing.
        foreach (var change in lines.Select(l => l.Change).OfType<LineChange>().Where(c => c.By > Last)) change.LayOver(lines);
        return new([.. lines]);
    }

    internal static IEnumerable<TimelineLine> Make(IncidentView view, IEnumerable<Entry> entries, IReadOnlyDictionary<Guid, string?> texts)
    {
        string? Text(Guid id) => texts.GetValueOrDefault(id);
        var summary = new EntrySummary(view.Runbook, view.Incident, Text);
        return entries.Select(e => TimelineLine.Of(e, summary, view.Incident, view.Runbook, Text));
    }
}
