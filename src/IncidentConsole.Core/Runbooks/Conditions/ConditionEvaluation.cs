using System.Diagnostics;
using System.Globalization;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Runbooks.Conditions;

/// <summary>Judges conditions by Kleene's three-valued logic: what cannot be known makes undetermined only what depends on it.</summary>
public static class ConditionEvaluation
{
    /// <summary>
    /// A signal that is missing, stale or below its minimum, a trend not yet known, and a finding nobody gave are undetermined;
    /// the method and the milestones are always known.
    /// </summary>
    public static Truth Evaluate(this Condition condition, ConditionFacts facts) => condition switch
    {
        Condition.SignalIs s => Judged(facts, s.Signal) is { Value: { } value } ? Of(Holds(value.CompareTo(s.Value), s.Op)) : Truth.Undetermined,
        Condition.SignalMoves s => Judged(facts, s.Signal) is { Trend: not SignalTrend.Unknown } reading
            ? Of(reading.Trend == (s.Falling ? SignalTrend.Falling : SignalTrend.Rising))
            : Truth.Undetermined,
        Condition.MethodIn m => Of(facts.Method is { } method && m.Methods.Contains(method)),
        Condition.FindingIs f => facts.Findings.TryGetValue(f.Finding, out var found) && !string.IsNullOrWhiteSpace(found) ? Compare(found, f) : Truth.Undetermined,
        Condition.Reached r => Of(facts.Milestones.Contains(r.Milestone)),
        Condition.Not n => Not(n.Inner.Evaluate(facts)),
        Condition.And a => And(a.Left.Evaluate(facts), a.Right.Evaluate(facts)),
        Condition.Or o => Or(o.Left.Evaluate(facts), o.Right.Evaluate(facts)),
        _ => throw new UnreachableException(condition.GetType().Name),
    };

    public static Truth Not(Truth a) => Truth.True - (int)a;
    public static Truth And(Truth a, Truth b) => a < b ? a : b;
    public static Truth Or(Truth a, Truth b) => a > b ? a : b;

    private static Truth Of(bool holds) => holds ? Truth.True : Truth.False;

    private static SignalReading? Judged(ConditionFacts facts, string signal) =>
        facts.Readings.TryGetValue(signal, out var reading) && reading.CanBeJudged && !double.IsNaN(reading.Value!.Value) ? reading : null;

    private static Truth Compare(string found, Condition.FindingIs f)
    {
        if (Number(found) is { } a && Number(f.Value) is { } b)
            return Of(Holds(a.CompareTo(b), f.Op));
        return f.Op switch
        {
            Comparison.Equal => Of(string.Equals(found.Trim(), f.Value, StringComparison.OrdinalIgnoreCase)),
            Comparison.NotEqual => Of(!string.Equals(found.Trim(), f.Value, StringComparison.OrdinalIgnoreCase)),
            // Words have no order that a person would mean.
            _ => Truth.Undetermined,
        };
    }

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    private static bool Holds(int order, Comparison op) => op switch
    {
        Comparison.Less => order < 0,
        Comparison.LessOrEqual => order <= 0,
        Comparison.Equal => order == 0,
        Comparison.NotEqual => order != 0,
        Comparison.GreaterOrEqual => order >= 0,
        Comparison.Greater => order > 0,
        _ => throw new UnreachableException(op.ToString()),
    };
}
