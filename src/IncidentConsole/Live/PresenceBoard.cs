using System.Collections.Concurrent;
using System.Collections.Immutable;
using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Live;

/// <summary>Somebody who has an incident on a screen of this node.</summary>
public sealed record Presence(Guid Circuit, string PersonId, string Name, bool Acting);

/// <summary>
/// Who looks at which incident now, by circuit, in memory: nobody is there after a restart until they come back. That somebody came or went is told at
/// once, and then at most every <see cref="Apart"/>, or rarer where there are hundreds: a thousand who open a page in the same minute do not each redraw
/// a thousand screens.
/// </summary>
public sealed class PresenceBoard(TimeProvider time)
{
    public static readonly TimeSpan Apart = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<IncidentNumber, Room> _rooms = new();

    public event Action<IncidentNumber>? Changed;

    private static TimeSpan Pause(Room room) => Apart * Math.Clamp(room.Circuits.Count / 100, 1, 10);

    public IReadOnlyList<Presence> Of(IncidentNumber number) => _rooms.TryGetValue(number, out var room) ? room.Present : [];

    /// <summary>How many people that are; one of them may have several screens.</summary>
    public int PeopleAt(IncidentNumber number) => _rooms.TryGetValue(number, out var room) ? room.People : 0;

    /// <summary>Is there until disposed.</summary>
    public IDisposable Join(IncidentNumber number, Presence presence)
    {
        var room = _rooms.GetOrAdd(number, static _ => new Room());
        Change(number, room, there => there.SetItem(presence.Circuit, presence));
        return new Leaving(() => Change(number, room, there => there.Remove(presence.Circuit)));
    }

    private void Change(IncidentNumber number, Room room, Func<ImmutableDictionary<Guid, Presence>, ImmutableDictionary<Guid, Presence>> change)
    {
        bool now;
        lock (room)
        {
            room.Set(change(room.Circuits));
            now = room.Telling is null;
            // While it runs, what else changes is told when it is over.
            if (now) room.Telling = time.CreateTimer(_ => TellAgain(number, room), null, Pause(room), Timeout.InfiniteTimeSpan);
            else room.Untold = true;
        }
        if (now) Changed?.Invoke(number);
    }

    private void TellAgain(IncidentNumber number, Room room)
    {
        lock (room)
        {
            if (!room.Untold)
            {
                room.Telling?.Dispose();
                room.Telling = null;
                return;
            }
            room.Untold = false;
            room.Telling?.Change(Pause(room), Timeout.InfiniteTimeSpan);
        }
        Changed?.Invoke(number);
    }

    /// <summary>Kept for as long as the process runs: a few words for each incident that was ever looked at.</summary>
    private sealed class Room
    {
        private Presence[]? _present = [];

        public ImmutableDictionary<Guid, Presence> Circuits { get; private set; } = ImmutableDictionary<Guid, Presence>.Empty;
        public IReadOnlyList<Presence> Present
        {
            get { lock (this) return _present ??= [.. Circuits.Values]; }
        }
        public int People
        {
            get { lock (this) return _people ??= Circuits.Values.Select(p => p.PersonId).Distinct().Count(); }
        }
        public ITimer? Telling { get; set; }
        public bool Untold { get; set; }

        private int? _people = 0;

        public void Set(ImmutableDictionary<Guid, Presence> circuits) => (Circuits, _present, _people) = (circuits, null, null);
    }

    private sealed class Leaving(Action leave) : IDisposable
    {
        private Action? _leave = leave;
        public void Dispose() => Interlocked.Exchange(ref _leave, null)?.Invoke();
    }
}
