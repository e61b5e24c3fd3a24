using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Replays;
using MeetSolis.IncidentConsole.Signals;
using MeetSolis.IncidentConsole.Tests.Incidents;

namespace MeetSolis.IncidentConsole.Tests.Replays;

public sealed class MomentChangesTests
{
    [Fact]
    public void Between_TwoMoments_SaysInWordsWhatIsOtherwise_AndNothingElse()
    {
        var bench = new Bench(trigger: "error-rate-spike");
        bench.Reading("error_rate", 8.3);
        // As the signals were then: the bench goes on to write into what it has given.
        var early = bench.View with { Facts = bench.View.Facts with { Readings = new Dictionary<string, SignalReading>(bench.View.Facts.Readings) } };
        bench.AtMethodA();
        bench.Reading("error_rate", 0.4);
        bench.Do(new IncidentCommand.StartStep("disable-flags"));

        var changes = MomentChanges.Between(early, bench.View);

        Assert.Contains(new("Incident", "phase: assess → roll back"), changes);
        Assert.Contains(new("Incident", "commander: nobody → Ana"), changes);
        Assert.Contains(new("Incident", "chosen: Method A: Disable feature flags"), changes);
        Assert.Contains(new("Answers", "Is the error rate above 5 %? yes"), changes);
        Assert.Contains(new("Steps", "1 Disable flags: waiting → running"), changes);
        Assert.Contains(changes, c => c.Kind == "Checklists" && c.Says.EndsWith(": open → done", StringComparison.Ordinal));
        Assert.Equal([new("Signals", "Error rate: 8.3 % → 0.4 %")], changes.Where(c => c.Kind == "Signals"));
        Assert.DoesNotContain(changes, c => c.Says.Contains("severity", StringComparison.Ordinal));
        Assert.Empty(MomentChanges.Between(bench.View, bench.View));
    }

    [Fact]
    public void Between_WhereAnAnswerWasRevised_SaysBoth()
    {
        var bench = new Bench().AtMethodA();
        var early = bench.View;
        bench.Do(new IncidentCommand.AnswerQuestion("error-rate", "no", "the chart was of yesterday"));

        Assert.Equal([new("Answers", "Is the error rate above 5 %? yes → no")], MomentChanges.Between(early, bench.View).Where(c => c.Kind == "Answers"));
    }

    [Fact]
    public void Marks_AreWhatWasDecidedAndWhatWentWrong_NotEveryEntry()
    {
        var bench = new Bench().AtMethodA();
        bench.Do(new IncidentCommand.StartStep("disable-flags"));
        var attempt = bench.Step("disable-flags").Current!.Id;
        bench.Do(new IncidentCommand.EndStep(attempt, StepStatus.Failed, 1, "It is still there.", [], new Dictionary<string, string>()), new(Actor.Console, AccessRole.Administrator));
        bench.Do(new IncidentCommand.AddNote("looks bad"));

        ReplayMarkKind? KindOf(Entry e) => ReplayMark.KindOf(EntryJson.TypeName(e.Event), ReplayMark.Judged.Contains(EntryJson.TypeName(e.Event)) ? e.Json : null);
        Assert.Equal(ReplayMarkKind.Failure, KindOf(bench.Entries.Single(e => e.Event is StepEnded)));
        Assert.Equal(ReplayMarkKind.Decision, KindOf(bench.Entries.Single(e => e.Event is MethodChosen)));
        Assert.Null(KindOf(bench.Entries.Single(e => e.Event is NoteAdded)));
        Assert.Null(KindOf(bench.Entries.Single(e => e.Event is StepStarted)));
    }

    [Theory]
    [InlineData(ReplayMarkKind.Decision, "action-ended action-started checklist-overridden commander-assigned glass-broken guard-overridden incident-closed incident-declared incident-dismissed incident-mitigated incident-reopened incident-resolved method-chosen question-answered severity-changed step-skipped")]
    [InlineData(ReplayMarkKind.Message, "message-delivered message-prepared")]
    [InlineData(ReplayMarkKind.Clock, "clock-breached clock-met clock-opened clock-warned update-missed")]
    [InlineData(ReplayMarkKind.Failure, "message-failed step-judged-failed")]
    [InlineData(null, "checklist-item-checked criterion-judged step-ended")]
    public void Marks_OfEachKind_AreThese(ReplayMarkKind? kind, string types) =>
        Assert.Equal(types, string.Join(' ', ReplayMark.Types.Where(t => ReplayMark.KindOf(t, null) == kind).Order(StringComparer.Ordinal)));
}
