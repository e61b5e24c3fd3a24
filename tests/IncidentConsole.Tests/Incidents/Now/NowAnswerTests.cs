using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Incidents.Now;
using MeetSolis.IncidentConsole.Rehearsals;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Signals;
using MeetSolis.IncidentConsole.Signals.Silences;
using MeetSolis.IncidentConsole.Tests.Incidents.Deck;
using MeetSolis.IncidentConsole.Tests.Incidents.Store;

namespace MeetSolis.IncidentConsole.Tests.Incidents.Now;

public sealed class NowAnswerTests
{
    private static readonly Runbook _runbook = DeckStory.Runbook;

    [Fact]
    public void Wrong_WithAnIncidentInProduction_NamesTheGravestAndWhoCommands()
    {
        var answer = NowAnswer.Wrong([Row("production", IncidentSeverity.Sev2), Row("staging", IncidentSeverity.Sev1)], [Place("production", 1)]);
        Assert.Equal(("Yes", "bad"), (answer.Word, answer.Tone));
        Assert.Contains("gravest is INC-1001 in staging, SEV1; nobody is in command", answer.Say, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_WithNothingMeasured_DoesNotSayThatAllIsWell()
    {
        var answer = NowAnswer.Wrong([], [Place("production", 0), Place("drill", 1, DeckStory.ErrorRate(0.2))]);
        Assert.Equal("Not known", answer.Word);
        Assert.Contains("nothing measures production", answer.Say, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.4, "No")]
    [InlineData(8.3, "Perhaps")]
    public void Wrong_WithASignal_JudgesItByItsThreshold(double rate, string word) =>
        Assert.Equal(word, NowAnswer.Wrong([], [Place("production", 1, DeckStory.ErrorRate(rate))]).Word);

    [Fact]
    public void Wrong_WithOnlyADrill_SaysThatItIsOne()
    {
        var answer = NowAnswer.Wrong([Row("drill", IncidentSeverity.Sev1) with { Drill = true, Kind = IncidentKind.Drill }], [Place("production", 1, DeckStory.ErrorRate(0.4))]);
        Assert.Equal("No", answer.Word);
        Assert.EndsWith("A drill is under way.", answer.Say, StringComparison.Ordinal);
        // What is damaged in staging on purpose is not wrong either.
        var rehearsed = NowAnswer.Wrong([Row("staging", IncidentSeverity.Sev4) with { Kind = IncidentKind.Rehearsal }], [Place("production", 1, DeckStory.ErrorRate(0.4))]);
        Assert.Equal(("No", null), (rehearsed.Word, rehearsed.Incident));
        Assert.EndsWith("A rehearsal is under way.", rehearsed.Say, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, TriggerPhase.Quiet, "No")]
    [InlineData(1, TriggerPhase.Stale, "No")]
    [InlineData(1, TriggerPhase.Quiet, "Yes")]
    public void Known_ByItsSourcesAndTriggers_SaysWhetherOneWouldBeTold(int sources, TriggerPhase phase, string word) =>
        Assert.Equal(word, NowAnswer.Known([Watched(sources, _ => phase)]).Word);

    [Fact]
    public void Known_WithSomeTriggersBlind_NamesThem()
    {
        var answer = NowAnswer.Known([Watched(1, t => t.Id == "error-rate-spike" ? TriggerPhase.Pending : TriggerPhase.Insufficient)]);
        Assert.Equal("In part", answer.Word);
        Assert.Contains(_runbook.Triggers.Values.Where(t => t.When is not null).ElementAt(1).Title, answer.More[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Silenced_IsSaidWhereverOneAsks()
    {
        var place = Watched(1, t => TriggerPhase.Quiet);
        var triggers = place.Board.Triggers.ToDictionary(t => t.Key, t => t.Key == "error-rate-spike"
            ? t.Value with { State = t.Value.State with { Phase = TriggerPhase.Firing, FiringSince = Story.Start }, Silenced = Silence() } : t.Value);
        place = place with { Board = place.Board with { Triggers = triggers } };

        Assert.Contains("fires in production and is silenced", NowAnswer.Wrong([], [place]).Say, StringComparison.Ordinal);
        var known = NowAnswer.Known([place]);
        Assert.Equal("In part", known.Word);
        Assert.Contains("one of them declares nothing for now", known.Say, StringComparison.Ordinal);
        Assert.Contains("Ana: The load test", known.More[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Ready_OfTheShippedRunbook_SaysEveryGap()
    {
        var methods = _runbook.Methods.Values.Select(m => new MethodReadiness(_runbook, m, null, null)).ToList();
        var answer = NowAnswer.Ready([_runbook], [], [Place("production", 0) with { Missing = ["DATABASE_URL", "VERCEL_TOKEN"] }], methods, approvers: 1);
        var said = string.Join(' ', answer.More.Prepend(answer.Say));
        Assert.Equal("Not quite", answer.Word);
        Assert.All(["phone of whoever is on call", "No method was ever rehearsed", "2 settings and secrets, DATABASE_URL among them", "Only one person may command"],
            gap => Assert.Contains(gap, said, StringComparison.Ordinal));
    }

    [Fact]
    public void Ready_WithProgramsThatAreNotInstalled_SaysWhichMethodsCannotRun()
    {
        var answer = NowAnswer.Ready([_runbook], [], [Place("production", 1) with { NotInstalled = [new("psql", false, ["method-b", "method-c"]), new("vercel", false, ["method-a", "method-b"])] }], [], approvers: 2);
        Assert.Contains("production: psql and vercel are not installed on this machine; steps of Method B, Method C and Method A cannot run.", answer.More.Prepend(answer.Say));
    }

    [Fact]
    public void Ready_WithAMethodSlowerThanItsEta_SaysWhich()
    {
        var methods = _runbook.Methods.Values.Select(m => new MethodReadiness(_runbook, m, Rehearsed(m, m.Id == "method-a" ? m.Eta * 2 : TimeSpan.FromSeconds(1)), null)).ToList();
        var answer = NowAnswer.Ready([_runbook], [], [], [.. methods.Where(m => m.Method.Eta > TimeSpan.FromSeconds(1))], approvers: 2);
        Assert.Contains("Took longer than its ETA when last rehearsed: Method A.", answer.More, StringComparer.Ordinal);
    }

    [Fact]
    public void Ready_WithoutARunbook_IsNotReady() => Assert.Equal(("No", "bad"), (NowAnswer.Ready([], [], [], [], 2).Word, NowAnswer.Ready([], [], [], [], 2).Tone));

    private static RehearsalRecord Rehearsed(Method method, TimeSpan took) => new(
        IncidentNumber.First, new(_runbook.Id, _runbook.Version, _runbook.Hash), "staging", method.Id, method.Title, method.Eta, IncidentStatus.Resolved, Story.Start, Story.Start + took, null,
        new() { Method = method.Id, Steps = [], Why = null, Data = StagedData.Production, Rollback = took }, null, []);

    private static IncidentRow Row(string environment, IncidentSeverity severity) =>
        IncidentRow.From(Incident.Empty(IncidentNumber.First).Next(Story.Declared(environment: environment, severity: severity)).After, IncidentPhase.Assess);

    private static NowPlace Place(string environment, int sources, params SignalReading[] readings) => new(
        _runbook, _runbook.Environments[environment], BoardSnapshot.Empty(environment) with { Readings = readings.ToDictionary(r => r.Signal) }, sources, []);

    private static Silence Silence() => new()
    {
        Id = Guid.Empty, Environment = "production", From = Story.Start, Until = Story.Start.AddHours(1), Reason = "The load test", ById = "ana", ByName = "Ana", MadeAt = Story.Start,
    };

    private static NowPlace Watched(int sources, Func<Trigger, TriggerPhase> phase)
    {
        var place = Place("production", sources);
        var triggers = _runbook.Triggers.Values.Where(t => t.When is not null).ToDictionary(t => t.Id, t => new BoardTrigger(t, new() { Phase = phase(t), Since = Story.Start, At = Story.Start }, t.For));
        return place with { Board = place.Board with { Triggers = triggers } };
    }
}
