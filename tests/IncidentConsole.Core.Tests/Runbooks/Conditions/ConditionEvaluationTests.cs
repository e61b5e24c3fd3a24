using CsCheck;
using MeetSolis.IncidentConsole.Runbooks.Conditions;
using MeetSolis.IncidentConsole.Signals;
using static MeetSolis.IncidentConsole.Runbooks.Conditions.ConditionEvaluation;

namespace MeetSolis.IncidentConsole.Tests.Runbooks.Conditions;

public sealed class ConditionEvaluationTests
{
    [Fact]
    public void Logic_OfThreeValues_KeepsKleenesLaws() =>
        Gen.Select(ConditionGen.AnyTruth, ConditionGen.AnyTruth, ConditionGen.AnyTruth).Sample((a, b, c) =>
        {
            Assert.Equal(a, Not(Not(a)));
            Assert.Equal(Not(And(a, b)), Or(Not(a), Not(b)));
            Assert.Equal(And(a, b), And(b, a));
            Assert.Equal(Or(a, Or(b, c)), Or(Or(a, b), c));
            Assert.Equal(And(a, Or(b, c)), Or(And(a, b), And(a, c)));
            Assert.Equal(Truth.False, And(a, Truth.False));
            Assert.Equal(Truth.True, Or(a, Truth.True));
            Assert.Equal(a, And(a, Truth.True));
            Assert.Equal(Truth.Undetermined, Not(Truth.Undetermined));
        });

    [Fact]
    public void Evaluate_OfComposites_FollowsTheirParts() =>
        Gen.Select(ConditionGen.Any, ConditionGen.Any, ConditionGen.Facts).Sample((a, b, facts) =>
        {
            Assert.Equal(And(a.Evaluate(facts), b.Evaluate(facts)), new Condition.And(a, b).Evaluate(facts));
            Assert.Equal(Or(a.Evaluate(facts), b.Evaluate(facts)), new Condition.Or(a, b).Evaluate(facts));
            Assert.Equal(Not(a.Evaluate(facts)), new Condition.Not(a).Evaluate(facts));
        });

    [Fact]
    public void Evaluate_WhenMoreBecomesKnown_NeverChangesAJudgement() =>
        Gen.Select(ConditionGen.Any, ConditionGen.Facts, Gen.Int[0, 2]).Sample((condition, facts, lost) =>
        {
            var fewer = facts with
            {
                Readings = facts.Readings.ToDictionary(r => r.Key, r => r.Key == facts.Readings.Keys.ElementAt(lost) ? r.Value with { State = ReadingState.Stale } : r.Value),
            };
            if (condition.Evaluate(fewer) is var judged and not Truth.Undetermined)
                Assert.Equal(judged, condition.Evaluate(facts));
        });

    [Theory]
    [InlineData(ReadingState.Stale)]
    [InlineData(ReadingState.Missing)]
    [InlineData(ReadingState.Insufficient)]
    public void Evaluate_OfASignalThatCannotBeJudged_IsUndeterminedEitherWay(ReadingState state)
    {
        var facts = Facts(ConditionGen.Reading("error_rate", 9, state, SignalTrend.Falling));
        Assert.Equal(Truth.Undetermined, Judge("error_rate > 5", facts));
        Assert.Equal(Truth.Undetermined, Judge("not error_rate > 5", facts));
        Assert.Equal(Truth.Undetermined, Judge("error_rate falling", facts));
        Assert.Equal(Truth.Undetermined, Judge("login_failures > 10", facts));
    }

    [Theory]
    [InlineData("error_rate > 5", 5, Truth.False)]
    [InlineData("error_rate >= 5", 5, Truth.True)]
    [InlineData("error_rate < 5", 5, Truth.False)]
    [InlineData("error_rate <= 5", 5, Truth.True)]
    [InlineData("error_rate = 5", 5, Truth.True)]
    [InlineData("error_rate != 5", 5, Truth.False)]
    [InlineData("error_rate > 5", 5.01, Truth.True)]
    public void Evaluate_AtTheThreshold_IsExact(string text, double value, Truth expected) =>
        Assert.Equal(expected, Judge(text, Facts(ConditionGen.Reading("error_rate", value))));

    [Theory]
    [InlineData(SignalTrend.Falling, Truth.True)]
    [InlineData(SignalTrend.Rising, Truth.False)]
    [InlineData(SignalTrend.Steady, Truth.False)]
    [InlineData(SignalTrend.Unknown, Truth.Undetermined)]
    public void Evaluate_OfFalling_TakesTheReadingsTrend(SignalTrend trend, Truth expected) =>
        Assert.Equal(expected, Judge("error_rate < 5 and error_rate falling", Facts(ConditionGen.Reading("error_rate", 3.1, trend: trend))));

    [Theory]
    [InlineData("finding EPIC1_AFFECTED is yes", "Yes", Truth.True)]
    [InlineData("finding EPIC1_AFFECTED is yes", "no", Truth.False)]
    [InlineData("finding EPIC1_AFFECTED is yes", null, Truth.Undetermined)]
    [InlineData("finding EPIC1_AFFECTED is yes", "", Truth.Undetermined)]
    [InlineData("finding EPIC1_AFFECTED > 9", "47", Truth.True)]
    [InlineData("finding EPIC1_AFFECTED > 9", "many", Truth.Undetermined)]
    [InlineData("finding EPIC1_AFFECTED = 12", "12.0", Truth.True)]
    public void Evaluate_OfAFinding_IsUndeterminedUntilItIsGiven(string text, string? found, Truth expected) =>
        Assert.Equal(expected, Judge(text, Facts() with { Findings = found is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["EPIC1_AFFECTED"] = found } }));

    [Fact]
    public void Evaluate_OfMethodAndMilestone_IsAlwaysKnown()
    {
        Assert.Equal(Truth.False, Judge("method is method-a", Facts()));
        Assert.Equal(Truth.True, Judge("method in method-b, method-a", Facts() with { Method = "method-a" }));
        Assert.Equal(Truth.False, Judge("milestone resolved", Facts()));
        Assert.Equal(Truth.True, Judge("milestone resolved", Facts() with { Milestones = new HashSet<string> { "resolved" } }));
    }

    private static ConditionFacts Facts(params SignalReading[] readings) => ConditionFacts.OfSignals(readings.ToDictionary(r => r.Signal));

    private static Truth Judge(string text, ConditionFacts facts) => ConditionParser.Parse(text).Condition!.Evaluate(facts);
}
