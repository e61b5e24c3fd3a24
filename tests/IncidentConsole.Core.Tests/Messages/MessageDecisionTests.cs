using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Messages;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Tests.Incidents;

namespace MeetSolis.IncidentConsole.Tests.Messages;

public sealed class MessageDecisionTests
{
    private static readonly Dictionary<string, string> _rate = new() { ["rate"] = "0.4 %" };

    [Fact]
    public void Message_OnAChannelThatIsSetUp_IsWaitingInTheOutboxOfItsEntry()
    {
        var bench = Ready();
        var message = Send(bench);

        var outgoing = Assert.Single(bench.Outgoing);
        Assert.Equal(message, outgoing.Content.Message);
        Assert.Equal(("C1", "slack"), (outgoing.Routes.Single().Target, outgoing.Routes.Single().Via));
        Assert.Equal("INC-1001/1:" + bench.Entries[0].Hash[..12], outgoing.Content.Reference);
        Assert.Equal(ChannelStates.Waiting, bench.Incident.FindMessage(message)!.On("slack")!.State);
    }

    [Fact]
    public void Message_InADrillOnARealChannel_SaysThatItWasNotSentAndWhy()
    {
        var bench = new Bench { Channels = new((channel, _) => new(channel, ChannelStates.NotSentDrill, Because: "It is a drill.")) };
        var message = Send(bench);
        Assert.Empty(bench.Outgoing);
        Assert.Equal("It is a drill.", bench.Incident.FindMessage(message)!.On("slack")!.Because);
        Assert.EndsWith("slack not sent (drill)", Summary(bench), StringComparison.Ordinal);
    }

    [Fact]
    public void Delivery_ReportedTwice_IsOneEntry()
    {
        var bench = Ready();
        var message = Send(bench);
        bench.Do(new IncidentCommand.ReportDelivery(message, "slack", 1, 0, 0, "C1 17.5", null), Caller.Console);
        Assert.IsType<Decision.NothingToDo>(bench.Try(new IncidentCommand.ReportDelivery(message, "slack", 1, 0, 0, "C1 17.5", null), Caller.Console));

        var progress = bench.Incident.FindMessage(message)!.On("slack")!;
        Assert.Equal((ChannelStates.Sent, 1, "C1 17.5"), (progress.State, progress.Delivered, progress.Answer));
        Assert.EndsWith("reached slack", Summary(bench), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, 0, 0, ChannelStates.Sent)]
    [InlineData(0, 2, 0, ChannelStates.Failed)]
    [InlineData(0, 0, 1, ChannelStates.InDoubt)]
    [InlineData(0, 1, 1, ChannelStates.InDoubt)]
    [InlineData(2, 1, 0, ChannelStates.PartlySent)]
    [InlineData(2, 0, 1, ChannelStates.PartlySent)]
    public void Delivery_OfManyRecipients_IsWhatTheWorstOfThemSays(int sent, int failed, int doubt, string state)
    {
        var bench = Ready();
        var message = Send(bench);
        bench.Do(new IncidentCommand.ReportDelivery(message, "slack", sent, failed, doubt, null, "No."), Caller.Console);
        Assert.Equal(state, bench.Incident.FindMessage(message)!.On("slack")!.State);
    }

    [Fact]
    public void Failed_TriedAgain_WaitsAgainAndIsReportedAgain()
    {
        var bench = Failed(failed: 1, doubt: 0, out var message);
        bench.Do(new IncidentCommand.TryMessageAgain(message, "slack"));
        Assert.Equal(ChannelStates.Waiting, bench.Incident.FindMessage(message)!.On("slack")!.State);
        bench.Do(new IncidentCommand.ReportDelivery(message, "slack", 1, 0, 0, null, null), Caller.Console);
        Assert.True(bench.Incident.FindMessage(message)!.Arrived);
        Assert.Contains("Nothing of it has failed", bench.Refusal(new IncidentCommand.TryMessageAgain(message, "slack")), StringComparison.Ordinal);
    }

    [Fact]
    public void InDoubt_IsNotSentAgainUnlessAPersonAsksForExactlyThat()
    {
        var bench = Failed(failed: 0, doubt: 1, out var message);
        Assert.Contains("look there first", bench.Refusal(new IncidentCommand.TryMessageAgain(message, "slack")), StringComparison.Ordinal);
        bench.Do(new IncidentCommand.TryMessageAgain(message, "slack", Doubtful: true));
        Assert.Contains("also where it may have arrived", Summary(bench), StringComparison.Ordinal);
    }

    [Fact]
    public void Messages_OfAState_ComeBackFromItsTextAsTheyWere()
    {
        var bench = Failed(failed: 0, doubt: 1, out var message);
        bench.Do(new IncidentCommand.AcknowledgeMessage(message, "slack", ["Ana"]), Caller.Console);
        var text = IncidentJson.Write(bench.Incident);
        var back = IncidentJson.Read(text);
        Assert.Equal(text, IncidentJson.Write(back));
        Assert.Equal((ChannelStates.InDoubt, 1, "Ana"), back.FindMessage(message)!.On("slack") is { } p ? (p.State, p.InDoubt, p.AcknowledgedBy.Single()) : default);
    }

    [Theory]
    [InlineData(true, ChannelStates.Sent)]
    [InlineData(false, ChannelStates.Failed)]
    public void InDoubt_JudgedByAPerson_IsAsTheySay(bool arrived, string state)
    {
        var bench = Failed(failed: 0, doubt: 1, out var message);
        Assert.Equal(["reason"], Assert.IsType<Decision.Refused>(bench.Try(new IncidentCommand.JudgeMessage(message, "slack", arrived, " "))).Missing);
        bench.Do(new IncidentCommand.JudgeMessage(message, "slack", arrived, "looked in the channel"));
        Assert.Equal(state, bench.Incident.FindMessage(message)!.On("slack")!.State);
    }

    [Fact]
    public void Delivery_AfterTheEndOfTheIncident_IsStillRecorded()
    {
        var bench = Ready();
        var message = Send(bench);
        bench.Do(new IncidentCommand.Dismiss("a false alarm"));
        bench.Do(new IncidentCommand.ReportDelivery(message, "slack", 0, 1, 0, null, "gone"), Caller.Console);
        Assert.Equal(ChannelStates.Failed, bench.Incident.FindMessage(message)!.On("slack")!.State);
    }

    [Fact]
    public void Acknowledgements_ThatAreKnown_AreNotRecordedAgain()
    {
        var bench = Ready();
        var message = Send(bench);
        bench.Do(new IncidentCommand.AcknowledgeMessage(message, "slack", ["Ana"]), Caller.Console);
        Assert.IsType<Decision.NothingToDo>(bench.Try(new IncidentCommand.AcknowledgeMessage(message, "slack", ["Ana"]), Caller.Console));
        bench.Do(new IncidentCommand.AcknowledgeMessage(message, "slack", ["Ana", "Ben"]), Caller.Console);
        Assert.Equal(["Ana", "Ben"], bench.Incident.FindMessage(message)!.On("slack")!.AcknowledgedBy);
        Assert.EndsWith("was seen by Ben on slack", Summary(bench), StringComparison.Ordinal);
    }

    [Fact]
    public void MessageStep_OnAChannel_EndsWithWhatBecameOfTheMessage()
    {
        foreach (var (sent, failed, doubt, status) in new[] { (1, 0, 0, StepStatus.Succeeded), (0, 1, 0, StepStatus.Failed), (0, 0, 1, StepStatus.Unproven) })
        {
            var bench = KindsRunbook.Restoring("tell");
            bench.Channels = Slack;
            bench.Do(new IncidentCommand.CompleteStep("tell", Fields: new Dictionary<string, string> { ["why"] = "a bug" }));
            Assert.Equal(StepStatus.Running, bench.Step("tell").Status);
            Assert.Contains("on its way", bench.Refusal(new IncidentCommand.CompleteStep("tell")), StringComparison.Ordinal);

            var message = bench.Incident.Prepared[^1];
            foreach (var channel in message.Channels) bench.Do(new IncidentCommand.ReportDelivery(message.Id, channel.Channel, sent, failed, doubt, null, "because"), Caller.Console);
            Assert.Equal(status, bench.Step("tell").Status);
        }
    }

    [Fact]
    public void Message_ThatAStepAsksFor_IsThatStepsWhereverItIsWritten()
    {
        var wish = new IncidentCommand.PrepareMessage("told", new Dictionary<string, string> { ["what"] = "names", ["n"] = "3", ["why"] = "a bug" });
        var early = KindsRunbook.Restoring("consent");
        early.Channels = Slack;
        early.Do(wish);
        Assert.Null(early.Incident.Prepared[^1].Attempt);
        Assert.Empty(early.Step("tell").Attempts);

        var bench = KindsRunbook.Restoring("tell");
        bench.Channels = Slack;
        bench.Do(wish);
        Assert.Equal(StepStatus.Running, bench.Step("tell").Status);
        bench.Do(wish);
        Assert.Single(bench.Step("tell").Attempts);
        bench.Do(new IncidentCommand.ReportDelivery(bench.Incident.Prepared[0].Id, "slack", 1, 0, 0, null, null), Caller.Console);
        Assert.Equal(StepStatus.Succeeded, bench.Step("tell").Status);

        // One that did not arrive is sent once more as that step's, too.
        var failed = KindsRunbook.Restoring("tell");
        failed.Channels = Slack;
        failed.Do(wish);
        failed.Do(new IncidentCommand.ReportDelivery(failed.Incident.Prepared[0].Id, "slack", 0, 1, 0, null, "gone"), Caller.Console);
        Assert.Equal(StepStatus.Failed, failed.Step("tell").Status);
        failed.Do(wish);
        Assert.Equal((StepStatus.Running, 2), (failed.Step("tell").Status, failed.Step("tell").Attempts.Count));

        var nowhere = KindsRunbook.Restoring("tell");
        nowhere.Do(wish);
        Assert.Equal(StepStatus.Unproven, nowhere.Step("tell").Status);
    }

    [Fact]
    public void Message_SentBeforeItsStep_IsKnownWhenTheStepComes_AndCountsOnceAPersonSaysSo()
    {
        var bench = KindsRunbook.Restoring("consent");
        bench.Channels = Slack;
        PreparedMessage? Beside() => bench.Incident.SentBeside(bench.Step("tell"), "told");
        Assert.Null(Beside());
        bench.Do(new IncidentCommand.PrepareMessage("told", new Dictionary<string, string> { ["what"] = "names", ["n"] = "3", ["why"] = "a bug" }));
        Assert.False(Beside()!.Arrived);
        bench.Do(new IncidentCommand.ReportDelivery(bench.Incident.Prepared[^1].Id, "slack", 1, 0, 0, null, null), Caller.Console);
        Assert.True(Beside()!.Arrived);

        bench.Do(new IncidentCommand.ApproveStep("consent", "hash"), Bench.Ben);
        bench.Do(new IncidentCommand.ApproveStep("drop", "hash"), Bench.Ben);
        bench.Do(new IncidentCommand.StartStep("drop", "production"));
        bench.End(bench.Step("drop").Current!.Id);
        Assert.Equal(StepStatus.Ready, bench.View.Steps.Single(s => s.Step.Id == "tell").Status);
        bench.Outgoing.Clear();
        bench.Do(new IncidentCommand.CompleteStep("tell", Beside()!.Suffices));
        Assert.Empty(bench.Outgoing);
        Assert.True(bench.Step("tell") is { ByHand: true, Stands: true });
        Assert.Contains("The message that Ana sent on 2026-01-07 at 14:2", Summary(bench), StringComparison.Ordinal);
    }

    [Fact]
    public void Message_ThatAStepHasSentItself_OrThatNeverLeft_IsNoneBesideIt()
    {
        var bench = KindsRunbook.Restoring("tell");
        var wish = new IncidentCommand.PrepareMessage("told", new Dictionary<string, string> { ["what"] = "names", ["n"] = "3", ["why"] = "a bug" });
        bench.Do(wish);
        Assert.Null(bench.Incident.SentBeside(new RunStep("tell"), "told"));
        var sent = KindsRunbook.Restoring("tell");
        sent.Channels = Slack;
        sent.Do(wish);
        Assert.Null(sent.Incident.SentBeside(sent.Step("tell"), "told"));
        Assert.NotNull(sent.Incident.SentBeside(new RunStep("tell"), "told"));
    }

    [Fact]
    public void Message_ThatAStepAsksFor_DoesNotBeginWhatIsHeld()
    {
        var restoring = KindsRunbook.Runbook.Methods["restoring"];
        var bench = new Bench("production", runbook: KindsRunbook.Runbook with { Methods = OrderedMap.Of([restoring with { Steps = OrderedMap.Of([restoring.Steps["tell"]], s => s.Id) }], m => m.Id) }) { Channels = Slack, NotRehearsed = "It was never rehearsed." };
        var wish = new IncidentCommand.PrepareMessage("told", new Dictionary<string, string> { ["what"] = "names", ["n"] = "3", ["why"] = "a bug" });
        bench.Do(new IncidentCommand.ChooseMethod("restoring", "for the test"));

        bench.Do(wish);
        Assert.Equal((null, 0), (bench.Incident.Prepared[^1].Attempt, bench.Step("tell").Attempts.Count));
        bench.Do(new IncidentCommand.OverrideGuard(GuardView.Rehearsal, "Staging is away."));
        bench.Do(wish);
        Assert.Equal(StepStatus.Running, bench.Step("tell").Status);
    }

    [Fact]
    public void MessageStep_DoneByHand_IsNotSentAsWell()
    {
        var bench = KindsRunbook.Restoring("tell");
        bench.Channels = Slack;
        bench.Do(new IncidentCommand.CompleteStep("tell", "I wrote to them", new Dictionary<string, string> { ["why"] = "a bug" }));
        Assert.Empty(bench.Outgoing);
        Assert.True(bench.Step("tell") is { ByHand: true, Stands: true });
    }

    [Fact]
    public void Email_NeedsPeople_AndRefusesWhatIsNoAddress()
    {
        var bench = Ready();
        bench.Do(new IncidentCommand.ChooseMethod("method-b", "the database is damaged"));
        Assert.Contains("It is not known whether this message holds", bench.Refusal(new IncidentCommand.PrepareMessage("data-loss-email", new Dictionary<string, string>())), StringComparison.Ordinal);
        bench.Record("RESTORED_USERS", "1247");
        var fields = Bench.Runbook.Messages["data-loss-email"].Fields.Where(f => !f.Value.StartsWith("person.", StringComparison.Ordinal)).ToDictionary(f => f.Key, _ => "said");
        IncidentCommand.PrepareMessage To(params MessageRecipient[] people) => new("data-loss-email", fields) { Recipients = people };
        MessageRecipient Person(string address, string name = "Ann") => new(address, new Dictionary<string, string> { ["first-name"] = name });

        Assert.Equal(["first-name"], Assert.IsType<Decision.Refused>(bench.Try(To())).Missing);
        Assert.Equal(["first-name"], Assert.IsType<Decision.Refused>(bench.Try(To(Person("a@example.org"), Person("b@example.org", " ")))).Missing);
        Assert.Contains("no email address", bench.Refusal(To(Person("a@example.org\r\nBcc: x@example.org"))), StringComparison.Ordinal);
        Assert.Contains("twice", bench.Refusal(To(Person("a@example.org"), Person("A@example.org"))), StringComparison.Ordinal);
        Assert.Contains("commander", bench.Refusal(To(Person("a@example.org")), Bench.Rea), StringComparison.Ordinal);
        Assert.Contains("commander", bench.Refusal(To(Person("a@example.org")), Bench.Key), StringComparison.Ordinal);

        bench.Do(To(Person("a@example.org"), Person("b@example.org", "Ben")));
        Assert.Equal(2, Assert.Single(bench.Outgoing).Recipients.Count);
        Assert.Contains("email on its way to 2 people", Summary(bench), StringComparison.Ordinal);
    }

    [Fact]
    public void AutomaticMessage_AtItsMilestone_FollowsOnceAndOnlyWhereATriggerDeclares()
    {
        foreach (var trigger in new[] { "error-rate-spike", null })
        {
            var bench = new Bench(trigger: trigger);
            var context = new DecisionContext(Bench.Runbook, Caller.Console, bench.Now, new Dictionary<string, IncidentConsole.Signals.SignalReading>(), new TextKeeper()) { Url = "https://console.example/incidents/INC-1001" };
            var following = IncidentDecisions.Following(Incident.Empty(IncidentNumber.First), bench.Incident, context);
            Assert.Equal(trigger is null ? Array.Empty<string>() : ["page-on-call"], following.Cast<MessagePrepared>().Select(m => m.Template));
            Assert.Empty(IncidentDecisions.Following(bench.Incident, bench.Incident, context));
        }
    }

    [Fact]
    public void Page_ThatWentOut_IsAcknowledgedByWhoTakesCommandAndEndsWithTheIncident()
    {
        var bench = Ready();
        bench.Do(new IncidentCommand.PrepareMessage("page-on-call", new Dictionary<string, string> { ["url"] = "https://console.example" }));
        Assert.Equal([PagerActions.Acknowledge], Following(bench, new IncidentCommand.AssignCommander(new("ana", "Ana"), AccessRole.Commander)));
        Assert.Empty(Following(bench, new IncidentCommand.AddNote("a note")));
        Assert.Equal([PagerActions.Resolve], Following(bench, new IncidentCommand.Resolve("over")));
        Assert.Empty(Following(Ready(), new IncidentCommand.Resolve("over")));
    }

    private static List<string> Following(Bench bench, IncidentCommand command)
    {
        var before = bench.Incident;
        bench.Do(command);
        var context = new DecisionContext(Bench.Runbook, Bench.Ana, bench.Now, new Dictionary<string, IncidentConsole.Signals.SignalReading>(), new TextKeeper()) { Channels = Slack };
        var following = IncidentDecisions.Following(before, bench.Incident, context);
        Assert.Equal(following.Count, context.Outgoing.Count);
        return [.. context.Outgoing.Select(o => o.Content.PagerAction)];
    }

    private static ChannelBook Slack { get; } = new((channel, _) => channel == "email" ? new(channel, ChannelStates.Waiting, "email") : new(channel, ChannelStates.Waiting, "slack", "C1"));

    private static Bench Ready() => new() { Channels = Slack };

    private static Guid Send(Bench bench)
    {
        bench.Do(new IncidentCommand.PrepareMessage("features-disabled", _rate));
        return bench.Incident.Prepared[^1].Id;
    }

    private static Bench Failed(int failed, int doubt, out Guid message)
    {
        var bench = Ready();
        message = Send(bench);
        bench.Do(new IncidentCommand.ReportDelivery(message, "slack", 0, failed, doubt, null, "No."), Caller.Console);
        return bench;
    }

    private static string Summary(Bench bench) => new EntrySummary(Bench.Runbook, bench.Incident, _ => null).Of(bench.Entries[^1].Event);
}
