using System.Collections.Concurrent;
using System.Collections.Immutable;
using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Live;

/// <summary>Somebody who has an incident on a screen of this node.</summary>
public sealed record Presence(Guid Circuit, string PersonId, string Name, bool Acting);

/// <summary>Who looks at which incident now, by circuit, in memory: nobody is there after a restart until they come back.</summary>
public sealed class PresenceBoard
{
    private readonly ConcurrentDictionary<IncidentNumber, ImmutableList<Presence>> _present = new();

    public event Action<IncidentNumber>? Changed;

    public IReadOnlyList<Presence> Of(IncidentNumber number) => _present.GetValueOrDefault(number, []);

    /// <summary>Is there until disposed.</summary>
    public IDisposable Join(IncidentNumber number, Presence presence)
    {
        _present.AddOrUpdate(number, [presence], (_, there) => there.Add(presence));
        Changed?.Invoke(number);
        return new Leaving(() => Leave(number, presence));
    }

    private void Leave(IncidentNumber number, Presence presence)
    {
        var left = _present.AddOrUpdate(number, [], (_, there) => there.RemoveAll(p => p.Circuit == presence.Circuit));
        if (left.IsEmpty) _present.TryRemove(KeyValuePair.Create(number, left));
        Changed?.Invoke(number);
    }

    private sealed class Leaving(Action leave) : IDisposable
    {
        private Action? _leave = leave;
        public void Dispose() => Interlocked.Exchange(ref _leave, null)?.Invoke();
    }
}
