using MeetSolis.IncidentConsole.Runbooks.Conditions;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>Deadlines: kept by a person's word, near, past, and what the console ticks by itself.</summary>
public static partial class IncidentDecisions
{
    private static Decision MeetClock(IncidentView view, IncidentCommand.MeetClock c, DecisionContext context)
    {
        if (!view.Runbook.Clocks.TryGetValue(c.Clock, out var definition)) return Decision.Unknown("clock", c.Clock);
        if (view.Clocks.FirstOrDefault(x => x.Clock.Id == c.Clock) is not { } clock) return Decision.Refuse($"“{definition.Name}” does not count here yet.");
        if (clock.State == ClockState.Met) return Decision.Nothing;
        if (definition.NotBefore is not null && clock.Due > view.Now)
            return Decision.Refuse($"“{definition.Name}” is held until {Minute(clock.Due)}.");
        if (clock.Missing.ToList() is { Count: > 0 } missing) return Decision.Refuse($"“{definition.Name}” is held: {string.Join("; ", missing.Select(r => r.Says))}. A commander can go on against it, with a reason.");
        return Lacks(c.Note)
            ? Decision.Lacks(definition.Requires.Count > 0 ? $"Say how you know that all of it is so: {string.Join(", ", definition.Requires.Select(r => r.Replace('-', ' ')))}." : "Say what was done, and how you know.", "note")
            : Decision.Record(new ClockMet(c.Clock, definition.Due is not null && clock.Due < view.Now, null, context.Texts.Keep(c.Note.Trim())));
    }

    private static Decision OverrideClock(IncidentView view, IncidentCommand.OverrideClock c)
    {
        if (!view.Runbook.Clocks.TryGetValue(c.Clock, out var definition)) return Decision.Unknown("clock", c.Clock);
        if (definition.NotBefore is null) return Decision.Refuse($"“{definition.Name}” is a time by which, and holds nothing: there is nothing to go on against.");
        if (view.Clocks.FirstOrDefault(x => x.Clock.Id == c.Clock) is not { } clock) return Decision.Refuse($"“{definition.Name}” does not count here yet.");
        if (clock.IsOver) return Decision.Nothing;
        if (Lacks(c.Reason)) return Decision.Lacks("Say why you go on before it.", "reason");
        var early = clock.IsOpened ? [] : new[] { $"its time is {Minute(clock.Due)}" };
        return Decision.Record(new ClockOverridden(c.Clock, c.Reason.Trim(), [.. early, .. clock.Requirements.Where(r => r.Holds != true).Select(r => r.Says)]));
    }

    private static Decision KeepTime(IncidentView view)
    {
        List<IncidentEvent> events = [.. view.Clocks.Select(Passed).OfType<IncidentEvent>(), .. Freed(view), .. Missed(view), .. Ticked(view)];
        return events.Count == 0 ? Decision.Nothing : Decision.Record(events);
    }

    /// <summary>Whether there is anything for the console to record now.</summary>
    public static bool HasSomethingToKeep(IncidentView view) => KeepTime(view) is Decision.Recorded;

    // Each once: what was recorded stands in the state, and the version that was read is the lock.
    private static IncidentEvent? Passed(ClockView clock) => clock.State switch
    {
        ClockState.Breached when clock.Mark?.BreachedAt is null => new ClockBreached(clock.Clock.Id, clock.Due),
        ClockState.Warning when clock.Mark?.WarnedAt is null => new ClockWarned(clock.Clock.Id, clock.Due),
        ClockState.Held or ClockState.Free when clock is { IsOpened: true, Mark: null or { OpenedAt: null } } => new ClockOpened(clock.Clock.Id),
        _ => null,
    };

    /// <summary>What was held, and now all that it requires is so.</summary>
    private static IEnumerable<ClockMet> Freed(IncidentView view) => view.Clocks
        .Where(c => c is { State: ClockState.Free, Requirements.Count: > 0 })
        .Select(c => new ClockMet(c.Clock.Id, false, string.Join("; ", c.Requirements.Select(r => r.Says)), null));

    private static string Minute(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", System.Globalization.CultureInfo.InvariantCulture);

    private static IEnumerable<UpdateMissed> Missed(IncidentView view) => NextUpdate.All(view.Incident, view.Runbook)
        .Where(u => u.Due < view.Now && view.Incident.MissedUpdates.GetValueOrDefault(u.Template.Id) != u.Due)
        .Select(u => new UpdateMissed(u.Template.Id, u.Due));

    private static IEnumerable<ChecklistItemDone> Ticked(IncidentView view) => view.Checklists.Where(l => l.HasBegun).SelectMany(l => l.Items)
        .Where(i => i is { Status: ItemStatus.Open, Applies: Truth.True, Item: { Automatic: true, When: not null } } && i.Item.When.Evaluate(view.Facts) == Truth.True)
        .Select(i => new ChecklistItemDone(i.Item.Id, null, Readings: ReadingsFor(view, i.Item), Because: ItemTies.Signals));
}
