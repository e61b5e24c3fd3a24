using System.Collections.Immutable;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>The roles of an incident, in the order in which they are filled.</summary>
public static class IncidentRoles
{
    public const string Commander = "commander";

    public static readonly IReadOnlyList<string> All = [Commander, "operations", "communications", "scribe"];

    /// <summary>What the store must say somebody may do before they can hold it.</summary>
    public static AccessRole Needs(string role) => role == Commander ? AccessRole.Commander : AccessRole.Responder;
}

public sealed record RoleOffer(string Role, PersonRef To, Actor By, DateTimeOffset At);

/// <summary>A call for somebody, until one of those who were called says that they know.</summary>
/// <param name="Level">How often it was passed on.</param>
/// <param name="CallAt">When the next is called, unless it is acknowledged; null where nobody is left.</param>
public sealed record Page(int Number, int Level, ImmutableList<PageTarget> Called, DateTimeOffset At, DateTimeOffset? CallAt)
{
    public Stamp? Acknowledged { get; init; }
    public PageTarget Last => Called[^1];
    public bool IsOpen => Acknowledged is null;
    public bool Calls(string person) => IsOpen && Called.Exists(t => t.Person?.Id == person);
}

/// <summary>Somebody was named in a note.</summary>
public sealed record Mention(PersonRef Person, Actor By, DateTimeOffset At, long Version);

public sealed partial record Incident
{
    /// <summary>Who takes part, in the order in which they came.</summary>
    public ImmutableList<PersonRef> Responders { get; init; } = [];
    /// <summary>Role → who holds it; the commander's stands in <see cref="Commander"/>.</summary>
    public ImmutableSortedDictionary<string, PersonRef> Roles { get; init; } = ImmutableSortedDictionary<string, PersonRef>.Empty;
    /// <summary>Role → to whom it is offered.</summary>
    public ImmutableSortedDictionary<string, RoleOffer> Offers { get; init; } = ImmutableSortedDictionary<string, RoleOffer>.Empty;
    /// <summary>The newest call; null where nobody was called.</summary>
    public Page? Page { get; init; }
    /// <summary>The newest of them; older ones are in the timeline.</summary>
    public ImmutableList<Mention> Mentions { get; init; } = [];

    private const int MostMentions = 100;

    public PersonRef? HolderOf(string role) => role == IncidentRoles.Commander ? Commander : Roles.GetValueOrDefault(role);

    public IEnumerable<string> RolesOf(string person) => IncidentRoles.All.Where(r => HolderOf(r)?.Id == person);

    private Incident ChangePeople(IncidentEvent e, Stamp stamp, long version) => e switch
    {
        CommanderAssigned c => Hold(IncidentRoles.Commander, c.Commander),
        ResponderJoined j => With(j.Person),
        ResponderLeft l => this with { Responders = Responders.RemoveAll(p => p.Id == l.Person.Id), Offers = Offers.RemoveRange(Offers.Where(o => o.Value.To.Id == l.Person.Id).Select(o => o.Key)) },
        RoleOffered o => this with { Offers = Offers.SetItem(o.Role, new(o.Role, o.To, stamp.By, stamp.At)) },
        RoleDeclined d => this with { Offers = Offers.Remove(d.Role) },
        RoleTaken t => Hold(t.Role, t.Person),
        RoleReleased r => this with { Roles = Roles.Remove(r.Role) },
        Paged p => this with { Page = new(p.Page, 0, [p.To], stamp.At, stamp.At + p.AcknowledgeWithin) },
        PageEscalated x when Page is { } page => this with { Page = page with { Level = x.Level, Called = page.Called.Add(x.To), CallAt = stamp.At + x.AcknowledgeWithin } },
        PageAcknowledged when Page is { } page => this with { Page = page with { Acknowledged = stamp, CallAt = null } },
        NoteAdded { Mentions: { Count: > 0 } named } => this with { Mentions = [.. Mentions.Concat(named.Select(p => new Mention(p, stamp.By, stamp.At, version))).TakeLast(MostMentions)] },
        _ => ChangeActionItems(e, stamp),
    };

    private Incident Hold(string role, PersonRef person) =>
        (role == IncidentRoles.Commander ? this with { Commander = person } : this with { Roles = Roles.SetItem(role, person) }).With(person) with { Offers = Offers.Remove(role) };

    private Incident With(PersonRef person) => Responders.Exists(p => p.Id == person.Id) ? this : this with { Responders = Responders.Add(person) };
}
