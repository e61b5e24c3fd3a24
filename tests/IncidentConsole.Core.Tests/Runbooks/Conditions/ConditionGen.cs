using CsCheck;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runbooks.Conditions;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Tests.Runbooks.Conditions;

/// <summary>Generators of conditions and of facts to judge them on.</summary>
internal static class ConditionGen
{
    private static readonly string[] SignalNames = ["error_rate", "login_failures", "ai_cost"];
    private static readonly string[] MethodNames = ["method-a", "method-b", "disable-pgvector"];
    private static readonly string[] FindingNames = ["AFFECTED_COUNT", "EPIC1_AFFECTED"];
    private static readonly string[] Words = ["yes", "no", "12", "-0.5", "beyond-repair"];

    public static Gen<Truth> AnyTruth { get; } = OneOf(Truth.False, Truth.Undetermined, Truth.True);

    private static readonly Gen<Comparison> Op = Gen.Enum<Comparison>();

    private static readonly Gen<Condition> Leaf = Gen.OneOf<Condition>(
        Gen.Select(OneOf(SignalNames), Op, Gen.Double[-1e9, 1e9], (s, o, v) => (Condition)new Condition.SignalIs(s, o, v)),
        Gen.Select(OneOf(SignalNames), Gen.Bool, (s, f) => (Condition)new Condition.SignalMoves(s, f)),
        OneOf(MethodNames).List[1, 3].Select(m => (Condition)new Condition.MethodIn(m)),
        Gen.Select(OneOf(FindingNames), Op, OneOf(Words), (f, o, w) => (Condition)new Condition.FindingIs(f, o, w)),
        OneOf([.. Milestones.All]).Select(m => (Condition)new Condition.Reached(m)));

    public static Gen<Condition> Any { get; } = Of(4);

    private static Gen<Condition> Of(int depth) => depth == 0 ? Leaf : Gen.Frequency(
        (2, Leaf),
        (1, Of(depth - 1).Select(c => (Condition)new Condition.Not(c))),
        (2, Gen.Select(Of(depth - 1), Of(depth - 1), (a, b) => (Condition)new Condition.And(a, b))),
        (2, Gen.Select(Of(depth - 1), Of(depth - 1), (a, b) => (Condition)new Condition.Or(a, b))));

    public static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    public static SignalReading Reading(string signal, double? value, ReadingState state = ReadingState.Fresh, SignalTrend trend = SignalTrend.Unknown) =>
        new(signal, "production", value, "percent", DateTimeOffset.UnixEpoch, state, null, 100, trend, TimeSpan.FromMinutes(1));

    /// <summary>Facts in which each signal is fresh, or one of the three ways not to be.</summary>
    public static Gen<ConditionFacts> Facts { get; } =
        from states in Gen.Enum<ReadingState>().Array[SignalNames.Length]
        from values in Gen.Double[-10, 10].Array[SignalNames.Length]
        from trends in Gen.Enum<SignalTrend>().Array[SignalNames.Length]
        from method in OneOf<string?>([null, .. MethodNames])
        from findings in OneOf<string?>([null, "", .. Words]).Array[FindingNames.Length]
        from milestones in Gen.Bool.Array[Milestones.All.Count]
        select new ConditionFacts(
            SignalNames.Select((s, i) => Reading(s, states[i] == ReadingState.Missing ? null : values[i], states[i], trends[i])).ToDictionary(r => r.Signal),
            method,
            FindingNames.Select((f, i) => (Name: f, Value: findings[i])).Where(f => f.Value is not null).ToDictionary(f => f.Name, f => f.Value!),
            Milestones.All.Where((_, i) => milestones[i]).ToHashSet());
}
