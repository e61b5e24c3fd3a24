namespace MeetSolis.IncidentConsole.Incidents.Timelines;

/// <summary>Who can be looked for in a timeline: everybody whom the incident's state or its newest lines name, by name.</summary>
public static class TimelinePeople
{
    public static IReadOnlyList<PersonRef> Of(WatchedIncident at)
    {
        var incident = at.Incident;
        var steps = incident.Runs.SelectMany(r => r.Steps);
        IEnumerable<Actor?> actors =
        [
            incident.DeclaredBy, .. incident.Answers.Select(a => a.By), .. incident.Items.Values.Select(i => i.By), .. incident.Runs.Select(r => r.By),
            .. steps.SelectMany(s => s.Attempts).Select(a => a.Started.By), .. steps.Select(s => s.Approval?.By), .. at.Timeline.Lines.Select(l => l.By),
        ];
        return
        [
            .. actors.OfType<Actor>().Where(a => a.Kind != ActorKind.Console).Select(a => new PersonRef(a.Id, a.Name))
                .Concat(incident.Commander is { } commander ? [commander] : []).DistinctBy(p => p.Id).OrderBy(p => p.Name, StringComparer.CurrentCultureIgnoreCase),
        ];
    }
}
