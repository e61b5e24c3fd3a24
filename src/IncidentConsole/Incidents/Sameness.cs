using MeetSolis.IncidentConsole.Runbooks.Conditions;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>Whether two views of one incident say the same in a part of a screen: a note or a second that passes changes most parts of none.</summary>
internal static class Sameness
{
    /// <summary>The answers, steps, checklists and guards.</summary>
    public static bool OfWay(IncidentView a, IncidentView b) =>
        ReferenceEquals(a, b)
        || Settled(a) == Settled(b) && a.Phase == b.Phase && a.Guards.SequenceEqual(b.Guards)
        && a.Checklists.SelectMany(c => c.Items).SequenceEqual(b.Checklists.SelectMany(c => c.Items))
        && a.Checklists.Select(c => c.IsLate).SequenceEqual(b.Checklists.Select(c => c.IsLate)) && a.Clocks.SequenceEqual(b.Clocks)
        && a.Steps.Count == b.Steps.Count && a.Steps.Zip(b.Steps).All(pair => OfStep(pair.First, pair.Second))
        && Evidence(a, Conditions(a)).SequenceEqual(Evidence(b, Conditions(b)));

    public static bool OfSuccess(IncidentView a, IncidentView b) =>
        ReferenceEquals(a, b)
        || Settled(a) == Settled(b) && a.Next == b.Next && a.Criteria.SequenceEqual(b.Criteria)
        && Evidence(a, a.Criteria.Select(c => c.Criterion.When)).SequenceEqual(Evidence(b, b.Criteria.Select(c => c.Criterion.When)));

    /// <summary>Whether signals and triggers say the same, apart from the time at which they were read.</summary>
    public static bool SaysTheSame(this BoardSnapshot a, BoardSnapshot b) =>
        ReferenceEquals(a, b)
        || a.Environment == b.Environment && a.Readings.Count == b.Readings.Count && a.Triggers.Count == b.Triggers.Count
        && a.Readings.All(r => b.Readings.TryGetValue(r.Key, out var other) && r.Value with { At = default } == other with { At = default })
        && a.Triggers.All(t => b.Triggers.TryGetValue(t.Key, out var other) && other.State.Phase == t.Value.State.Phase && other.State.IsFiring == t.Value.State.IsFiring)
        && a.Silences.Select(s => (s, s.At(a.At), s.Next(a.At))).SequenceEqual(b.Silences.Select(s => (s, s.At(b.At), s.Next(b.At))))
        && a.History.All(h => b.History.TryGetValue(h.Key, out var other) && h.Value.Select(p => p.Value).SequenceEqual(other.Select(p => p.Value)));

    // What the fold did not touch is the same object before and after: comparing is cheap, and a note compares as nothing.
    private static Incident Settled(IncidentView view) => view.Incident with { Version = 0, HeadHash = "", UpdatedAt = default };

    private static bool OfStep(PlannedStep a, PlannedStep b) =>
        a.Step.Id == b.Step.Id && a.Status == b.Status && a.Applies == b.Applies && a.Stuck == b.Stuck && a.HeldBy.SequenceEqual(b.HeldBy);

    private static IEnumerable<Condition?> Conditions(IncidentView view) => view.Checklists.SelectMany(c => c.Items).Select(i => i.Item.When);

    private static IEnumerable<string> Evidence(IncidentView view, IEnumerable<Condition?> conditions) =>
        conditions.OfType<Condition>().Select(c => EvidenceText.Of(c, view.Facts.Readings, view.Now));
}
