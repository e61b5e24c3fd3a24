using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>What a clock that says <em>not before</em> wants besides the time.</summary>
/// <param name="Id">As the runbook names it.</param>
/// <param name="Holds">Null: the console cannot tell, and a person's word decides.</param>
/// <param name="Says">How it stands, in words.</param>
public sealed record ClockRequirement(string Id, bool? Holds, string Says)
{
    public const string ActionItemsDone = "action-items-done";
    public const string Rehearsed = "rehearsed-on-production-clone";

    /// <param name="rehearsed">When a rehearsal on a clone of production's data was last proven; null: never.</param>
    /// <param name="since">Only what was rehearsed since then counts: before it, the rehearsal did not know what went wrong.</param>
    public static IReadOnlyList<ClockRequirement> Of(ClockDefinition clock, Incident incident, DateTimeOffset since, DateTimeOffset? rehearsed) =>
        [.. clock.Requires.Select(id => id switch
        {
            ActionItemsDone => OfActionItems(incident),
            Rehearsed => rehearsed > since
                ? new(id, true, "rehearsed on a clone of production since then")
                : new(id, false, rehearsed is null ? "no rehearsal on a clone of production is proven" : "the last rehearsal on a clone of production was before it"),
            _ => new ClockRequirement(id, null, id.Replace('-', ' ')),
        })];

    private static ClockRequirement OfActionItems(Incident incident)
    {
        var all = incident.ActionItems.Count;
        var open = incident.ActionItems.Count(a => a.IsOpen);
        return all == 0 ? new(ActionItemsDone, null, "no action item is recorded: whether there are others, and done, a person must say")
            : open > 0 ? new(ActionItemsDone, false, $"{open} of {all} action item{(all == 1 ? " is" : "s are")} open")
            : new(ActionItemsDone, true, all == 1 ? "its action item is settled" : $"all {all} action items are settled");
    }
}
