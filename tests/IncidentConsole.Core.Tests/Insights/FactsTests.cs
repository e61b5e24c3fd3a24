using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Insights;
using MeetSolis.IncidentConsole.Tests.Incidents;

namespace MeetSolis.IncidentConsole.Tests.Insights;

/// <summary>What is counted of incidents, from their entries.</summary>
public sealed class FactsTests
{
    [Fact]
    public void Facts_OfARollback_AreThoseOfItsEntries()
    {
        var bench = RolledBack();
        var facts = Facts(bench)!;
        var declared = bench.Incident.DeclaredAt;
        Assert.Equal(("error-rate-spike", false, false), (facts.Trigger, facts.Missed, facts.Dismissed));
        Assert.Equal((bench.Incident.Milestones["method-chosen"] - declared).TotalSeconds, facts.Decide);
        Assert.Equal((bench.Incident.EndedAt!.Value - declared).TotalSeconds, facts.Resolve);
        Assert.Equal(new TriggerFact("error-rate-spike", Rollback: true, Dismissed: false), Assert.Single(facts.Triggers));
        Assert.Equal(bench.Incident.CurrentRun!.Steps.Select(s => s.Id), facts.Steps.Select(s => s.Step));
        Assert.All(facts.Steps, s => Assert.Equal((true, 1d), (s.Succeeded, s.Seconds)));
        Assert.Equal([Phases.Decide, Phases.Begin, Phases.Rollback, Phases.End], facts.Phases.Select(p => p.Id));
        // Nothing is left out between its phases, and nothing counted twice.
        Assert.Equal(facts.Resolve!.Value, facts.Phases.Sum(p => p.Seconds), 6);
        Assert.Equal(facts.Write(), IncidentFacts.Read(facts.Write()).Write());
    }

    [Fact]
    public void Facts_OfAnOpenIncident_AreNone() => Assert.Null(Facts(new Bench()));

    [Fact]
    public void Facts_WhereATimeWasMarked_CountFromIt()
    {
        var bench = RolledBack();
        var before = Facts(bench)!.Resolve!.Value;
        bench.Do(new IncidentCommand.MarkTime("detected", bench.Incident.DeclaredAt.AddMinutes(-4), "the first complaint"));
        Assert.Equal(before + 240, Facts(bench)!.Resolve!.Value, 6);
    }

    [Fact]
    public void Facts_OfWhatAPersonDeclaredWhileAllWasQuiet_AreAMissedOne()
    {
        var bench = new Bench();
        bench.Do(new IncidentCommand.SkipItem(Bench.Runbook.Checklists["pre-rollback"].Items.Keys.First(), "no time"));
        bench.Do(new IncidentCommand.Resolve("over"));
        var facts = Facts(bench)!;
        Assert.Equal((true, null, 1), (facts.Missed, facts.Acknowledge, facts.SkippedItems.Count));
        Assert.Equal(facts.SkippedItems, facts.SettledItems);

        var dismissed = new Bench();
        dismissed.Do(new IncidentCommand.Dismiss("a mistake"));
        Assert.Equal((false, true, null), (Facts(dismissed)!.Missed, Facts(dismissed)!.Dismissed, Facts(dismissed)!.Resolve));
    }

    [Fact]
    public void Report_OfAKnownSet_CountsEachOnceAndNamesWhatIsBehind()
    {
        var report = InsightsReport.Of([
            Made(1001, 60, "rls", rollback: true, steps: [(20, 30, true), (50, 30, false)]),
            Made(1002, 120, "rls", dismissed: true),
            Made(1003, 600, "rls", rollback: true, steps: [(40, 30, true)]),
            Made(1004, 30, null, steps: [(10, 60, true)]),
        ]);
        Assert.Equal(4, report.Incidents);
        // What steps take a rehearsal shows as well; it was no incident.
        var rehearsed = InsightsReport.Of([Made(1001, 60, null, steps: [(20, 30, true)]) with { Rehearsal = true }]);
        Assert.Equal((1, 0, null), (rehearsed.Steps.Count, rehearsed.Missed.Count, rehearsed.Measures[3].Spread));
        var resolve = report.Measures.Single(m => m.Id == "resolve");
        Assert.Equal((4, 90d, 600d), (resolve.Spread!.Count, resolve.Spread.Median, resolve.Spread.P90));
        Assert.Equal([new IncidentNumber(1003)], resolve.Slowest.Numbers);
        Assert.Equal([1, 2], resolve.Months.Select(m => m.Month.Month));
        var trigger = Assert.Single(report.Triggers);
        Assert.Equal((3, 2, 1, 0), (trigger.Fired.Count, trigger.Rollback.Count, trigger.Dismissed.Count, trigger.Other.Count));
        Assert.Equal(2 / 3d, trigger.Precision);
        Assert.Equal([new IncidentNumber(1004)], report.Missed.Numbers);
        var step = Assert.Single(report.Steps);
        // The failed try counts as one that took longer, and not into what a step takes.
        Assert.Equal((4, 3, 20d, 60d), (step.Tries, step.Spread!.Count, step.Spread.Median, step.Budget!.Value.TotalSeconds));
        Assert.Equal([1003, 1001], step.Over.Numbers.Select(n => n.Value));
        Assert.Equal([1001], step.Failed.Numbers.Select(n => n.Value));
        Assert.Equal(TimeSpan.FromSeconds(40), step.Proposed);
    }

    [Fact]
    public void Skipped_Items_AreSoManyOfSoMany()
    {
        var report = InsightsReport.Of([
            Made(1001, 60, null) with { SettledItems = ["told", "posted"] },
            Made(1002, 60, null) with { SkippedItems = ["told"], SettledItems = ["told"] },
            Made(1003, 60, null),
            Made(1004, 60, null) with { SkippedItems = ["told"], SettledItems = ["told"], Rehearsal = true },
        ]);
        var item = Assert.Single(report.SkippedItems);
        Assert.Equal(("told", 1, 2), (item.Id, item.Skipped.Count, item.Settled.Count));
        var bench = RolledBack();
        Assert.Equal(bench.Incident.Items.Keys.Order(StringComparer.Ordinal), Facts(bench)!.SettledItems);
    }

    private static IncidentFacts Made(int number, double resolve, string? trigger, bool rollback = false, bool dismissed = false, (double, double, bool)[]? steps = null) => new()
    {
        Number = new(number), DeclaredAt = new(2026, number <= 1002 ? 1 : 2, 3, 0, 0, 0, TimeSpan.Zero), Environment = "production", Runbook = "r", Trigger = trigger, Resolve = resolve, Missed = trigger is null,
        Triggers = trigger is null ? [] : [new(trigger, rollback, dismissed)],
        Steps = [.. (steps ?? []).Select(s => new StepFact("method-a", "flags", s.Item1, s.Item2, s.Item3))],
    };

    private static Bench RolledBack()
    {
        var bench = new Bench(trigger: "error-rate-spike").AtMethodA();
        bench.RunAll();
        bench.Do(new IncidentCommand.Resolve("flags off"));
        return bench;
    }

    private static IncidentFacts? Facts(Bench bench)
    {
        var gatherer = new FactGatherer(bench.Incident.Number);
        foreach (var entry in bench.Entries) gatherer.Take(entry);
        return gatherer.Facts();
    }
}
