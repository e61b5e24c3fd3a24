using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Insights;

/// <summary>What many incidents say together. Every figure names the incidents behind it, the newest first.</summary>
public sealed record InsightsReport(
    int Incidents, IReadOnlyList<Measure> Measures, IReadOnlyList<StepInsight> Steps, IReadOnlyList<TriggerInsight> Triggers, Behind Missed,
    IReadOnlyList<CountedInsight> LateUpdates, IReadOnlyList<ClockInsight> Clocks, IReadOnlyList<ItemInsight> SkippedItems)
{
    public static readonly IReadOnlyList<(string Id, string Words, Func<IncidentFacts, double?> Of)> AllMeasures =
    [
        ("acknowledge", "Time to acknowledge", f => f.Acknowledge), ("decide", "Time to decide", f => f.Decide),
        ("mitigate", "Time to mitigate", f => f.Mitigate), ("resolve", "Time to resolve", f => f.Resolve),
    ];

    public static InsightsReport Of(IReadOnlyCollection<IncidentFacts> all)
    {
        var counted = all.OrderByDescending(f => f.Number).ToList();
        var facts = counted.Where(f => !f.Rehearsal).ToList();
        return new(
            counted.Count,
            [.. AllMeasures.Select(m => Measure.Of(m.Id, m.Words, facts, m.Of))],
            [.. counted.SelectMany(f => f.Steps.Select(s => (Facts: f, Step: s))).GroupBy(x => (x.Step.Method, x.Step.Step))
                .Select(g => StepInsight.Of(g.Key.Method, g.Key.Step, [.. g])).OrderBy(s => s.Method, StringComparer.Ordinal).ThenByDescending(s => s.Over.Count).ThenBy(s => s.Step, StringComparer.Ordinal)],
            [.. facts.SelectMany(f => f.Triggers.Select(t => (Facts: f, Trigger: t))).GroupBy(x => x.Trigger.Id)
                .Select(g => TriggerInsight.Of(g.Key, [.. g])).OrderByDescending(t => t.Fired.Count).ThenBy(t => t.Id, StringComparer.Ordinal)],
            Behind.Of(facts.Where(f => f.Missed)),
            Counted(facts, f => f.LateUpdates),
            [.. facts.SelectMany(f => f.Clocks.Select(c => (Facts: f, Clock: c))).GroupBy(x => x.Clock.Id)
                .Select(g => new ClockInsight(g.Key, Behind.Of(g.Where(x => !x.Clock.Missed).Select(x => x.Facts)), Behind.Of(g.Where(x => x.Clock.Missed).Select(x => x.Facts))))
                .OrderByDescending(c => c.Missed.Count).ThenBy(c => c.Id, StringComparer.Ordinal)],
            Skipped(facts));
    }

    // Of incidents in which an item was nobody's matter nothing can be said.
    private static List<ItemInsight> Skipped(IReadOnlyList<IncidentFacts> facts)
    {
        var settled = facts.SelectMany(f => f.SettledItems.Select(id => (Id: id, Facts: f))).ToLookup(x => x.Id, x => x.Facts);
        return [.. Counted(facts, f => f.SkippedItems).Select(c => new ItemInsight(c.Id, c.Behind, Behind.Of(settled[c.Id])))];
    }

    private static List<CountedInsight> Counted(IEnumerable<IncidentFacts> facts, Func<IncidentFacts, IReadOnlyList<string>> of) =>
        [.. facts.SelectMany(f => of(f).Select(id => (Id: id, Facts: f))).GroupBy(x => x.Id)
            .Select(g => new CountedInsight(g.Key, g.Count(), Behind.Of(g.Select(x => x.Facts)))).OrderByDescending(c => c.Times).ThenBy(c => c.Id, StringComparer.Ordinal)];
}

/// <summary>The incidents behind a figure, each once.</summary>
public sealed record Behind(IReadOnlyList<IncidentNumber> Numbers)
{
    public int Count => Numbers.Count;

    public static Behind Of(IEnumerable<IncidentFacts> facts) => new([.. facts.Select(f => f.Number).Distinct().OrderDescending()]);
}

/// <param name="Months">Each month that has any, the oldest first.</param>
/// <param name="Slowest">The incidents of the slowest tenth.</param>
public sealed record Measure(string Id, string Words, Spread? Spread, IReadOnlyList<MonthSpread> Months, Behind Behind, Behind Slowest)
{
    public static Measure Of(string id, string words, IReadOnlyList<IncidentFacts> facts, Func<IncidentFacts, double?> of)
    {
        var with = facts.Where(f => of(f) is not null).ToList();
        var spread = Insights.Spread.Of(with.Select(f => of(f)!.Value));
        return new(id, words, spread,
            [.. with.GroupBy(f => new DateOnly(f.DeclaredAt.UtcDateTime.Year, f.DeclaredAt.UtcDateTime.Month, 1)).OrderBy(g => g.Key)
                .Select(g => new MonthSpread(g.Key, Insights.Spread.Of(g.Select(f => of(f)!.Value))!, Behind.Of(g)))],
            Behind.Of(with), Behind.Of(with.Where(f => of(f) >= spread!.P90)));
    }
}

public sealed record MonthSpread(DateOnly Month, Spread Spread, Behind Behind);

/// <param name="Spread">Of the tries that succeeded; null where none did.</param>
/// <param name="Budget">As it was at the newest try; null: none.</param>
/// <param name="Over">Where a try took longer than its budget then.</param>
/// <param name="Failed">Where a try did not succeed.</param>
/// <param name="Proposed">Null of too few.</param>
public sealed record StepInsight(string Method, string Step, int Tries, Spread? Spread, TimeSpan? Budget, Behind All, Behind Over, Behind Failed, TimeSpan? Proposed)
{
    public static StepInsight Of(string method, string step, IReadOnlyList<(IncidentFacts Facts, StepFact Step)> tries)
    {
        var spread = Insights.Spread.Of(tries.Where(t => t.Step.Succeeded).Select(t => t.Step.Seconds));
        return new(method, step, tries.Count, spread, tries[0].Step.Budget is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            Behind.Of(tries.Select(t => t.Facts)), Behind.Of(tries.Where(t => t.Step.Seconds > t.Step.Budget).Select(t => t.Facts)),
            Behind.Of(tries.Where(t => !t.Step.Succeeded).Select(t => t.Facts)), BudgetProposal.Of(spread));
    }
}

/// <summary>How often a trigger was right.</summary>
/// <param name="Other">Neither: it was settled without a rollback.</param>
public sealed record TriggerInsight(string Id, Behind Fired, Behind Rollback, Behind Dismissed, Behind Other)
{
    /// <summary>The part of its incidents that led to a rollback.</summary>
    public double Precision => (double)Rollback.Count / Fired.Count;

    public static TriggerInsight Of(string id, IReadOnlyList<(IncidentFacts Facts, TriggerFact Trigger)> fired) => new(
        id, Behind.Of(fired.Select(f => f.Facts)), Behind.Of(fired.Where(f => f.Trigger.Rollback).Select(f => f.Facts)),
        Behind.Of(fired.Where(f => f.Trigger is { Rollback: false, Dismissed: true }).Select(f => f.Facts)),
        Behind.Of(fired.Where(f => f.Trigger is { Rollback: false, Dismissed: false }).Select(f => f.Facts)));
}

public sealed record ClockInsight(string Id, Behind Kept, Behind Missed);

/// <param name="Times">More than the incidents, where one has it several times.</param>
public sealed record CountedInsight(string Id, int Times, Behind Behind);

/// <summary>A checklist item that was skipped, or that somebody went on without.</summary>
/// <param name="Settled">Where it was ticked or skipped at all.</param>
public sealed record ItemInsight(string Id, Behind Skipped, Behind Settled);
