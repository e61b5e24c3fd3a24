using MeetSolis.IncidentConsole.Access;

namespace MeetSolis.IncidentConsole.Incidents.Deck;

/// <summary>What a person who works on checklists has at hand.</summary>
/// <param name="People">Who is there and could take an item.</param>
/// <param name="Check">Runs an item's check; gives the sentence where that is refused, once it is recorded or refused.</param>
/// <param name="Text">A text that stands beside its entry; null where it was erased or cannot be read.</param>
public sealed record ItemDesk(Caller Caller, IReadOnlyList<PersonRef> People, Func<string, Task<string?>>? Check = null, Func<Guid, Task<string?>>? Text = null)
{
    public PersonRef Me => new(Caller.Actor.Id, Caller.Actor.Name);
}
