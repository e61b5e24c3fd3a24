namespace MeetSolis.IncidentConsole.Signals;

/// <summary>
/// Remembers ids for at least a given time, and no more than twice a given number of them. What came since <see cref="Begin"/> can be
/// forgotten again. Not for use by several threads at once.
/// </summary>
public sealed class RecentIds(TimeSpan remembers, int most)
{
    private readonly List<ulong> _undo = [];
    private HashSet<ulong> _recent = [];
    private HashSet<ulong> _older = [];
    private long _turned = long.MinValue;

    /// <param name="elapsed">Milliseconds of a clock that never goes back.</param>
    public void Begin(long elapsed)
    {
        _undo.Clear();
        if (_turned == long.MinValue)
            _turned = elapsed;
        if (elapsed - _turned < remembers.TotalMilliseconds && _recent.Count < most)
            return;
        (_older, _recent) = (_recent, _older);
        _recent.Clear();
        _turned = elapsed;
    }

    /// <summary>False where the id was seen before.</summary>
    public bool Take(ulong id)
    {
        if (_older.Contains(id) || !_recent.Add(id))
            return false;
        _undo.Add(id);
        return true;
    }

    public void Undo()
    {
        foreach (var id in _undo)
            _recent.Remove(id);
        _undo.Clear();
    }
}
