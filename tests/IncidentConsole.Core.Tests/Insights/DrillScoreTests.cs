using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Insights;
using MeetSolis.IncidentConsole.Tests.Incidents;

namespace MeetSolis.IncidentConsole.Tests.Insights;

/// <summary>Where a drill's minutes went, from its entries and the facts of the drills before.</summary>
public sealed class DrillScoreTests
{
    [Fact]
    public void Score_NamesEachTry_AndComparesWithWhatSucceededInTheLastFive()
    {
        var bench = new Bench(trigger: "error-rate-spike").AtMethodA();
        bench.End(bench.Start("disable-flags"), StepStatus.Failed, "no network");
        bench.Do(new IncidentCommand.RetryStep("disable-flags"));
        bench.Now += TimeSpan.FromSeconds(89);
        bench.End(bench.Step("disable-flags").Current!.Id);

        var score = DrillScore.Of(bench.View, [Made(1002, 9_000), .. Enumerable.Range(0, 5).Select(i => Made(1000 - i, 10 * (i + 1))), Made(995, 7_000)]);

        // Neither a later drill nor the sixth before counts.
        Assert.Equal("1000 999 998 997 996", string.Join(" ", score.Before.Select(n => n.Value)));
        Assert.Equal(
            [("Disable flags (failed)", TimeSpan.FromSeconds(1)), ("Disable flags, attempt 2", TimeSpan.FromSeconds(90))],
            score.Steps.Select(s => (s.Title, s.Took)));
        Assert.All(score.Steps, s => Assert.Equal((TimeSpan.FromMinutes(1), false, TimeSpan.FromSeconds(30)), (s.Allowed!.Counts, s.Allowed.IsScaled, s.Usual!.Value)));
        Assert.Equal(TimeSpan.FromSeconds(60), score.Phases.Single(p => p.Id == Phases.Decide).Usual);
        Assert.Null(score.Phases.Single(p => p.Id == Phases.Begin).Usual);
    }

    [Fact]
    public void Allowed_AreTheWindowsAsTheyCountInADrill_AndTheEtaOfEveryMethodThatRan()
    {
        var bench = new Bench(trigger: "error-rate-spike").AtMethodA();
        bench.RunAll();
        foreach (var criterion in bench.View.Criteria.ToList())
            if (criterion.Criterion.When is not null) bench.Do(new IncidentCommand.JudgeCriterion(1, criterion.Criterion.Id, CriterionResult.Met, TimeSpan.FromSeconds(4), []), Caller.Console);
            else bench.Do(new IncidentCommand.AnswerQuestion(criterion.Criterion.Id, "yes"));
        var one = DrillScore.Of(bench.View, []);
        // Two minutes are four seconds at this scale, and no window is shorter than five.
        var verify = one.Phases.Single(p => p.Id == Phases.Verify).Allowed!;
        Assert.Equal((TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(2), true), (verify.Counts, verify.Written, verify.IsScaled));
        Assert.Equal(Bench.Runbook.Methods["method-a"].Eta, Rollback(one));
        Assert.Null(one.Phases.Single(p => p.Id == Phases.Begin).Allowed);

        bench.Reading("database_errors", 7);
        bench.Do(new IncidentCommand.ChooseMethod("method-b", "the database is damaged"));
        Assert.Equal(Bench.Runbook.Methods["method-a"].Eta, Rollback(DrillScore.Of(bench.View, [])));
        bench.TickAll();
        bench.Do(new IncidentCommand.StartStep("stop-writes", Choice: "maintenance-mode"));
        Assert.Equal(Bench.Runbook.Methods["method-a"].Eta + Bench.Runbook.Methods["method-b"].Eta, Rollback(DrillScore.Of(bench.View, [])));
    }

    private static TimeSpan? Rollback(DrillScore score) => score.Phases.Single(p => p.Id == Phases.Rollback).Allowed?.Counts;

    /// <summary>One in which the flags took so long once they could be disabled, the decision twice as long.</summary>
    private static IncidentFacts Made(int number, double seconds) => new()
    {
        Number = new(number), DeclaredAt = new(2026, 1, 3, 0, 0, 0, TimeSpan.Zero), Environment = "drill", Runbook = "r", Drill = true, Phases = [new(Phases.Decide, 2 * seconds)],
        Steps = [new("method-a", "disable-flags", 600, 60, false), new("method-a", "disable-flags", seconds, 60, true), new("method-a", "redeploy", 700, 60, true), new("method-b", "disable-flags", 800, 60, true)],
    };
}
