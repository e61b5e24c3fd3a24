using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Insights;

/// <param name="NotCounted">Ended incidents of any kind that are not counted yet.</param>
/// <param name="Missed">Declared by a person while every trigger was quiet.</param>
public sealed record InsightsShape(
    int Incidents, int NotCounted, IReadOnlyList<MeasureShape> Measures, IReadOnlyList<StepTimesShape> Steps, IReadOnlyList<TriggerRecordShape> Triggers, IReadOnlyList<string> Missed,
    IReadOnlyList<ClockRecordShape> Clocks, IReadOnlyList<CountedShape> LateUpdates, IReadOnlyList<SkippedShape> SkippedItems)
{
    public static InsightsShape Of(InsightsReport report, int notCounted) => new(
        report.Incidents, notCounted,
        [.. report.Measures.Select(m => new MeasureShape(m.Id, SpreadShape.Of(m.Spread), [.. m.Months.Select(x => new MonthShape(x.Month, SpreadShape.Of(x.Spread)!))], Of(m.Behind), Of(m.Slowest)))],
        [.. report.Steps.Select(s => new StepTimesShape(s.Method, s.Step, s.Tries, SpreadShape.Of(s.Spread), s.Budget?.TotalSeconds, s.Proposed?.TotalSeconds, Of(s.Over), Of(s.Failed)))],
        [.. report.Triggers.Select(t => new TriggerRecordShape(t.Id, t.Precision, Of(t.Fired), Of(t.Rollback), Of(t.Dismissed)))],
        Of(report.Missed),
        [.. report.Clocks.Select(c => new ClockRecordShape(c.Id, Of(c.Kept), Of(c.Missed)))],
        [.. report.LateUpdates.Select(CountedShape.Of)], [.. report.SkippedItems.Select(SkippedShape.Of)]);

    internal static IReadOnlyList<string> Of(Behind behind) => [.. behind.Numbers.Select((IncidentNumber n) => n.ToString())];
}

public sealed record SpreadShape(int Count, double MedianSeconds, double P90Seconds, double MostSeconds)
{
    public static SpreadShape? Of(Spread? spread) => spread is null ? null : new(spread.Count, spread.Median, spread.P90, spread.Most);
}

public sealed record MeasureShape(string Id, SpreadShape? Spread, IReadOnlyList<MonthShape> Months, IReadOnlyList<string> Incidents, IReadOnlyList<string> Slowest);
public sealed record MonthShape(DateOnly Month, SpreadShape Spread);
public sealed record StepTimesShape(string Method, string Step, int Tries, SpreadShape? Spread, double? BudgetSeconds, double? ProposedSeconds, IReadOnlyList<string> Over, IReadOnlyList<string> Failed);
public sealed record TriggerRecordShape(string Id, double Precision, IReadOnlyList<string> Fired, IReadOnlyList<string> Rollback, IReadOnlyList<string> Dismissed);
public sealed record ClockRecordShape(string Id, IReadOnlyList<string> Kept, IReadOnlyList<string> Missed);
public sealed record CountedShape(string Id, int Times, IReadOnlyList<string> Incidents)
{
    internal static CountedShape Of(CountedInsight counted) => new(counted.Id, counted.Times, InsightsShape.Of(counted.Behind));
}

/// <param name="Settled">The incidents in which it was ticked or skipped at all: skipped in so many of so many.</param>
public sealed record SkippedShape(string Id, int Times, IReadOnlyList<string> Incidents, IReadOnlyList<string> Settled)
{
    internal static SkippedShape Of(ItemInsight item) => new(item.Id, item.Skipped.Count, InsightsShape.Of(item.Skipped), InsightsShape.Of(item.Settled));
}
