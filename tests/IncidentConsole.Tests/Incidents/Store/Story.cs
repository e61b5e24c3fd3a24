using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Tests.Incidents.Store;

/// <summary>Incidents for the store's tests: entries made and chained as the service makes them.</summary>
internal static class Story
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 14, 25, 58, 123, 456, TimeSpan.Zero);
    public static readonly Actor Ana = new(ActorKind.Person, "u-ana", "Ana");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static Append Next(this Incident before, params IncidentEvent[] events) => before.NextAt(Start.AddSeconds(before.Version), events);

    public static Append NextAt(this Incident before, DateTimeOffset at, params IncidentEvent[] events)
    {
        var entries = new List<Entry>();
        var state = before;
        foreach (var e in events)
        {
            entries.Add(EntryJson.Write(before.Number, state.Version + 1, at, Ana, e, state.HeadHash));
            state = state.Apply(entries[^1]);
        }
        return new(before, entries, state, IncidentPhase.Assess);
    }

    public static IncidentDeclared Declared(
        string title = "Error rate spike", string environment = "production", IncidentSeverity severity = IncidentSeverity.Sev2) =>
        new(title, environment, severity, new("meetsolis-rollback", "1.0", "abc123"), Drill: false, TimeScale: 1, Trigger: null);

    public static IncidentEvent Note() => new NoteAdded(new(Guid.Empty, "digest"));

    public static async Task<Incident> DeclareAsync(this IncidentStore store, params IncidentEvent[] events)
    {
        if (events.Length == 0) events = [Declared()];
        var result = await store.DeclareAsync(new(n => Incident.Empty(n).Next(events)), Ct);
        return Assert.IsType<DeclareResult.Declared>(result).Incident;
    }

    /// <summary>Appends as the service does: whoever is not first loads and tries again.</summary>
    public static async Task<IReadOnlyList<Entry>> AppendAgainstOthersAsync(this IncidentStore store, IncidentNumber number, IncidentEvent e, string? command = null)
    {
        while (true)
        {
            var state = await store.LoadAsync(number, Ct);
            if (await store.AppendAsync(state!.Next(e) with { CommandId = command }, Ct) is AppendResult.Appended done) return done.Entries;
        }
    }
}
