namespace MeetSolis.IncidentConsole.Incidents.Timelines;

/// <summary>
/// The part of a timeline that one reader has on the screen: at most <see cref="Most"/> lines, which slide over the shared window and, past it, over
/// the store. What comes is put in at the top, unless the reader has scrolled away: then it is counted, and nothing moves.
/// </summary>
public sealed class TimelineScroll(TimelineReader reader)
{
    public const int FirstLines = 40;
    public const int Page = 100;
    public const int Most = 300;

    private List<TimelineLine> _lines = [];
    private TimelineWindow? _live;
    private IncidentView? _view;
    private long _weighed;
    private int _turn;
    private bool _reading;

    /// <summary>Newest first.</summary>
    public IReadOnlyList<TimelineLine> Lines => _lines;
    public TimelineFilter Filter { get; private set; } = TimelineFilter.None;
    /// <summary>There may be older lines than those shown.</summary>
    public bool Older { get; private set; }
    /// <summary>How far back was looked: older ones have a lower version.</summary>
    public long OlderFrom { get; private set; }
    /// <summary>There are newer lines than those shown.</summary>
    public bool Newer { get; private set; }
    /// <summary>How many of the newer ones came since the reader looked away.</summary>
    public int Unseen { get; private set; }
    /// <summary>The reader has scrolled away from the newest.</summary>
    public bool Away { get; private set; }
    /// <summary>The version a link led to.</summary>
    public long? Marked { get; private set; }
    /// <summary>Lines with a higher version came while somebody looked.</summary>
    public long FreshAfter { get; private set; }
    /// <summary>Why something asked for is not there; a sentence.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Takes in how the incident stands now. False: nothing of it shows here.</summary>
    public bool Take(IncidentView view, TimelineWindow live)
    {
        var first = _live is null;
        (_view, _live) = (view, live);
        if (first)
        {
            FreshAfter = live.Last;
            ShowNewest();
            return true;
        }
        if (live.Last < _weighed)
        {
            // Only a replay goes back: what came after is not known then.
            ShowNewest();
            return true;
        }
        if (live.Last == _weighed) return false;
        foreach (var change in Between(_weighed, long.MaxValue).Select(l => l.Change).OfType<LineChange>().ToList()) Lay(change);
        var gap = live.First > _weighed + 1;
        var news = Between(_weighed, long.MaxValue).Where(Filter.Matches).ToList();
        if (Newer || Away)
        {
            Unseen += news.Count + (gap && Filter.IsNone ? (int)(live.First - _weighed - 1) : 0);
            Newer |= news.Count > 0 || gap;
        }
        else if (gap)
        {
            ShowNewest();
        }
        else
        {
            news.Reverse();
            _lines = [.. news, .. _lines];
            CutOlder();
        }
        _weighed = live.Last;
        return true;
    }

    /// <summary>The newest of those the filter lets through, as far as they are at hand; <see cref="ShowOlderAsync"/> brings what is missing.</summary>
    public void ShowNewest()
    {
        var live = _live!;
        _turn++;
        _lines = [.. live.Lines.Reverse().Where(Filter.Matches).Take(FirstLines)];
        OlderFrom = _lines.Count == FirstLines ? _lines[^1].Version : live.First;
        (Older, Newer, Unseen, Away, Marked, Refusal) = (OlderFrom > 1, false, 0, false, null, null);
        _weighed = live.Last;
    }

    public async Task FilterAsync(TimelineFilter filter, CancellationToken ct)
    {
        Filter = filter;
        ShowNewest();
        if (_lines.Count < FirstLines) await ShowOlderAsync(ct);
    }

    /// <summary>The reader's own scrolling: away from the newest, or there again.</summary>
    public void Look(bool away)
    {
        Away = away;
        if (!away && !Newer) FreshAfter = _weighed;
    }

    public Task ShowOlderAsync(CancellationToken ct) => Older ? OnceAsync(async () =>
    {
        var turn = _turn;
        // What the window holds costs nothing.
        var page = OlderFrom > _live!.First && _live.Lines.Length > 0
            ? OlderOfWindow(OlderFrom)
            : await reader.OlderAsync(_view!, Filter, OlderFrom, Page, ct);
        if (turn != _turn) return;
        _lines = [.. _lines, .. page.Lines];
        (OlderFrom, Older) = (page.Reached, page.More);
        if (_lines.Count <= Most) return;
        _lines.RemoveRange(0, _lines.Count - Most);
        Newer = true;
    }) : Task.CompletedTask;

    public Task ShowNewerAsync(CancellationToken ct) => Newer ? OnceAsync(async () =>
    {
        var turn = _turn;
        var from = _lines.Count > 0 ? _lines[0].Version : 0;
        var page = from + 1 >= _live!.First ? NewerOfWindow(from) : await reader.NewerAsync(_view!, Filter, from, Page, ct);
        if (turn != _turn) return;
        _lines = [.. page.Lines, .. _lines];
        CutOlder();
        // The window may have moved on while the store was read.
        Newer = page.More || _live.First > page.Reached + 1 || Between(page.Reached, long.MaxValue).Any(Filter.Matches);
        if (!Newer) (Unseen, _weighed, FreshAfter) = (0, _live.Last, _live.Last);
    }) : Task.CompletedTask;

    /// <summary>Opens the timeline around an entry and marks it; no filter hides it.</summary>
    public async Task ShowAsync(long version, CancellationToken ct)
    {
        if (version < 1 || version > _live!.Last)
        {
            Refusal = $"There is no entry {version}: the newest is {_live!.Last}.";
            return;
        }
        var turn = ++_turn;
        var shown = Filter.IsNone && _lines.Exists(l => l.Version == version);
        (Filter, Refusal) = (TimelineFilter.None, null);
        if (!shown)
        {
            var newer = await reader.NewerAsync(_view!, Filter, version - 1, Page / 2, ct);
            var older = await reader.OlderAsync(_view!, Filter, version, Page / 2, ct);
            if (turn != _turn) return;
            _lines = [.. newer.Lines, .. older.Lines];
            (OlderFrom, Older) = (_lines[^1].Version, _lines[^1].Version > 1);
            Newer = _lines[0].Version < _live.Last;
            FreshAfter = _weighed = _live.Last;
        }
        (Marked, Away) = (version, true);
    }

    /// <summary>What newer lines lay over those shown; one that now passes the filter, or no longer does, comes or goes.</summary>
    private void Lay(LineChange change)
    {
        if (!change.LayOver(_lines) && Filter.Kind == TimelineKind.Pinned && change.Entry >= OlderFrom && change.Entry <= _weighed && _live!.Lines.FirstOrDefault(l => l.Version == change.Entry) is { } line && Filter.Matches(line))
            _lines.Insert(_lines.FindLastIndex(l => l.Version > line.Version) + 1, line);
        if (Filter.Kind == TimelineKind.Pinned) _lines.RemoveAll(l => !Filter.Matches(l));
    }

    private IEnumerable<TimelineLine> Between(long after, long before) => _live!.Lines.Where(l => l.Version > after && l.Version < before);

    private TimelinePage NewerOfWindow(long after)
    {
        var found = Between(after, long.MaxValue).Where(Filter.Matches).Take(Page).ToList();
        var reached = found.Count == Page ? found[^1].Version : _live!.Last;
        found.Reverse();
        return new(found, reached, false);
    }

    private TimelinePage OlderOfWindow(long before)
    {
        var found = Between(0, before).Reverse().Where(Filter.Matches).Take(Page).ToList();
        var reached = found.Count == Page ? found[^1].Version : _live!.First;
        return new(found, reached, reached > 1);
    }

    private void CutOlder()
    {
        if (_lines.Count <= Most) return;
        _lines.RemoveRange(Most, _lines.Count - Most);
        (OlderFrom, Older) = (_lines[^1].Version, true);
    }

    // Scrolling says so many times over; the first is enough.
    private async Task OnceAsync(Func<Task> read)
    {
        if (_reading) return;
        _reading = true;
        try
        {
            await read();
        }
        finally
        {
            _reading = false;
        }
    }
}
