namespace MeetSolis.IncidentConsole.Signals;

/// <summary>How much came in the last minute, by sixty slots of a second each. Safe for several threads.</summary>
internal sealed class RecentRate
{
    private const int Seconds = 60;

    private readonly Lock _gate = new();
    private readonly (long Second, long Count)[] _slots = new (long, long)[Seconds];

    public void Add(long second, long count)
    {
        lock (_gate)
        {
            ref var slot = ref _slots[(int)(second % Seconds)];
            slot = (second, slot.Second == second ? slot.Count + count : count);
        }
    }

    public long LastMinute(long now)
    {
        lock (_gate)
            return _slots.Where(s => s.Second > now - Seconds && s.Second <= now).Sum(s => s.Count);
    }
}
