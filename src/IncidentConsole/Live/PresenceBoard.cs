using System.Collections.Concurrent;
using System.Collections.Immutable;
using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Live;

/// <summary>Somebody who has an incident on a screen of this node.</summary>
public sealed record Presence(Guid Circuit, string PersonId, string Name, bool Acting);

/// <summary>
/// Who looks at which incident now, by circuit, in memory: nobody is there after a restart until they come back. That somebody came or went is told at
/// once, and then at most every <see cref="Apart"/>, or rarer where there are hundreds: a thousand who open a page in the same minute do not each redraw
/// a thousand screens. Who looks on other nodes is told by <see cref="PresenceShare"/>, and counts until that node has
/// been silent for <see cref="Silence"/>.
/// </summary>
public sealed class PresenceBoard(TimeProvider time)
{
    public static readonly TimeSpan Apart = TimeSpan.FromSeconds(1);

    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<IncidentNumber, Room> _rooms = new();

    public event Action<IncidentNumber>? Changed;

    /// <summary>Somebody came or went on this node: at most every <see cref="Apart"/> as well.</summary>
    public event Action<IncidentNumber>? ChangedHere;

    private static TimeSpan Pause(Room room) => Apart * Math.Clamp(room.Circuits.Count / 100, 1, 10);

    public IReadOnlyList<Presence> Of(IncidentNumber number) => _rooms.TryGetValue(number, out var room) ? room.Present : [];

    /// <summary>How many people that are; one of them may have several screens.</summary>
    public int PeopleAt(IncidentNumber number) => _rooms.TryGetValue(number, out var room) ? room.People : 0;

    /// <summary>Those on this node alone.</summary>
    public IReadOnlyList<Presence> Here(IncidentNumber number) => _rooms.TryGetValue(number, out var room) ? [.. room.Circuits.Values] : [];

    /// <summary>The incidents that somebody looks at on this node.</summary>
    public IEnumerable<IncidentNumber> RoomsHere() => _rooms.Where(r => !r.Value.Circuits.IsEmpty).Select(r => r.Key);

    /// <summary>Who looks on another node, in place of whoever it named before.</summary>
    /// <param name="people">How many people that are; not all of them need be named.</param>
    public void SetElsewhere(string node, IncidentNumber number, IReadOnlyList<Presence> present, int people)
    {
        var room = _rooms.GetOrAdd(number, static _ => new Room());
        var now = time.GetUtcNow();
        var before = room.Elsewhere.GetValueOrDefault(node);
        var same = before is null ? present.Count == 0 : before.People == people && before.Present.SequenceEqual(present);
        Elsewhere Said() => new(present, people, now);
        if (same) room.Heard(node, before is null ? null : Said());
        else Change(number, room, r => r.Heard(node, present.Count == 0 ? null : Said()));
    }

    /// <summary>Nobody is on a node that says nothing any more.</summary>
    public void ForgetSilent()
    {
        var since = time.GetUtcNow() - Silence;
        foreach (var (number, room) in _rooms)
            foreach (var node in room.Elsewhere.Where(e => e.Value.At < since).Select(e => e.Key).ToList())
                Change(number, room, r => r.Heard(node, null));
    }

    /// <summary>Is there until disposed.</summary>
    public IDisposable Join(IncidentNumber number, Presence presence)
    {
        var room = _rooms.GetOrAdd(number, static _ => new Room());
        Change(number, room, r => r.Set(r.Circuits.SetItem(presence.Circuit, presence)));
        return new Leaving(() => Change(number, room, r => r.Set(r.Circuits.Remove(presence.Circuit))));
    }

    private void Change(IncidentNumber number, Room room, Action<Room> change)
    {
        bool now;
        lock (room)
        {
            var before = room.Circuits;
            change(room);
            room.UntoldHere |= !ReferenceEquals(before, room.Circuits);
            now = room.Telling is null;
            // While it runs, what else changes is told when it is over.
            if (now) room.Telling = time.CreateTimer(_ => TellAgain(number, room), null, Pause(room), Timeout.InfiniteTimeSpan);
            else room.Untold = true;
        }
        if (now) Tell(number, room);
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
        Tell(number, room);
    }

    private void Tell(IncidentNumber number, Room room)
    {
        bool here;
        lock (room) (here, room.UntoldHere) = (room.UntoldHere, false);
        if (here) ChangedHere?.Invoke(number);
        Changed?.Invoke(number);
    }

    /// <summary>Kept for as long as the process runs: a few words for each incident that was ever looked at.</summary>
    private sealed class Room
    {
        private Presence[]? _present = [];

        public ImmutableDictionary<Guid, Presence> Circuits { get; private set; } = ImmutableDictionary<Guid, Presence>.Empty;
        public IReadOnlyList<Presence> Present
        {
            get { lock (this) return _present ??= [.. Circuits.Values, .. Elsewhere.Values.SelectMany(e => e.Present)]; }
        }
        public int People
        {
            get
            {
                // Who is not named cannot be compared, and is taken for somebody else.
                lock (this) return _people ??= Circuits.Values.Concat(Elsewhere.Values.SelectMany(e => e.Present)).Select(p => p.PersonId).Distinct().Count()
                    + Elsewhere.Values.Sum(e => Math.Max(0, e.People - e.Present.Count));
            }
        }
        /// <summary>Node → who looks there.</summary>
        public ImmutableDictionary<string, Elsewhere> Elsewhere { get; private set; } = ImmutableDictionary<string, Elsewhere>.Empty;
        public bool UntoldHere { get; set; }
        public ITimer? Telling { get; set; }
        public bool Untold { get; set; }

        private int? _people = 0;

        public void Set(ImmutableDictionary<Guid, Presence> circuits) => (Circuits, _present, _people) = (circuits, null, null);

        public void Heard(string node, Elsewhere? said)
        {
            lock (this) (Elsewhere, _present, _people) = (said is null ? Elsewhere.Remove(node) : Elsewhere.SetItem(node, said), null, null);
        }
    }

    private sealed record Elsewhere(IReadOnlyList<Presence> Present, int People, DateTimeOffset At);

    private sealed class Leaving(Action leave) : IDisposable
    {
        private Action? _leave = leave;
        public void Dispose() => Interlocked.Exchange(ref _leave, null)?.Invoke();
    }
}
