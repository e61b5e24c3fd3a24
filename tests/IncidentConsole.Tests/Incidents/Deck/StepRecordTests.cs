using Bunit;
using MeetSolis.IncidentConsole.Controls;
using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Messages;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Tests.Incidents.Deck;

/// <summary>What a finished step printed and proved can be read later, attempt by attempt.</summary>
public sealed class StepRecordTests
{
    [Fact]
    public void Record_OfAStepTriedTwice_ShowsEachAttemptWithItsOutputChecksAndTime()
    {
        var scene = new Scene().AtMethodA().Started("disable-flags").Later(TimeSpan.FromSeconds(90))
            .Ended("disable-flags", StepStatus.Failed, "It ended with 1.", new CheckResult("ends with exit code 0", "1", false, false))
            .Do(new IncidentCommand.RetryStep("disable-flags")).Later(TimeSpan.FromSeconds(20)).Ended("disable-flags");
        var attempts = scene.Incident.CurrentRun!.Find("disable-flags")!.Attempts;
        using var screen = new DeckScreen(scene);
        screen.Outputs[attempts[0].Id] = [new OutputLine(1, scene.Now, true, "token refused")];
        screen.Outputs[attempts[1].Id] = [new OutputLine(1, scene.Now, false, "removed: ENABLE_PGVECTOR")];

        screen.Find("record-1-disable-flags").Click();

        Assert.Contains("removed: ENABLE_PGVECTOR", Text(screen), StringComparison.Ordinal);
        Assert.Contains("of 1 min", Text(screen), StringComparison.Ordinal);
        screen.Find("attempt-1").Click();
        Assert.Contains("token refused", Text(screen), StringComparison.Ordinal);
        Assert.Contains("Expected: ends with exit code 0", Text(screen), StringComparison.Ordinal);
        Assert.Contains("31 s over", Text(screen), StringComparison.Ordinal);
        Assert.Contains("vercel env add", screen.Deck.Find("#step-record .undo").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Record_OfAMethodThatWasLeft_CanStillBeOpened()
    {
        var scene = new Scene().AtMethodA().Started("disable-flags").Ended("disable-flags").Chosen("method-b", "the database is corrupt");
        using var screen = new DeckScreen(scene);
        screen.Find("record-1-disable-flags").Click();
        Assert.Contains("Method A, run 1, step 1", Text(screen), StringComparison.Ordinal);
    }

    [Fact]
    public void MessageStep_ToAListOfPeople_LeadsToWhereItIsWrittenOrIsSaidToBeDone()
    {
        using var screen = new DeckScreen(Mailing(approval: false));
        Assert.Equal("[data-test=to-composer]", screen.Primary.GetAttribute("data-go"));
        Assert.StartsWith("Write the message of step 1", screen.Primary.TextContent, StringComparison.Ordinal);
        // Its fields are filled in there, and nowhere else.
        Assert.Empty(screen.All("message-name"));
        screen.Find("to-composer").Click();
        Assert.Equal("mail", screen.Find("message-template").GetAttribute("value"));
        screen.Find("by-hand-reason").Input("told by phone");
        screen.Find("by-hand-go").Click();
        Assert.Equal(new IncidentCommand.CompleteStep("tell", "told by phone"), Assert.Single(screen.Commands));
    }

    [Fact]
    public void MessageStep_WhoseMessageLeftBefore_OffersToCountItOnceItHasArrived()
    {
        var scene = Mailing(approval: false, chosen: false).Do(new IncidentCommand.PrepareMessage("mail", new Dictionary<string, string>())
        {
            Recipients = [new("jo@x.test", new Dictionary<string, string> { ["name"] = "Jo" })],
        });
        scene.Chosen("method-a", "to tell them");
        using (var early = new DeckScreen(scene))
        {
            Assert.Contains("Ana has sent one already", early.Text("sent-beside"), StringComparison.Ordinal);
            Assert.Empty(early.All("sent-beside-counts"));
        }
        scene.Do(new IncidentCommand.ReportDelivery(scene.Incident.Prepared[^1].Id, "email", 1, 0, 0, null, null), Caller.Console);
        using (var watching = new DeckScreen(scene.SeenBy(Scene.Oto))) Assert.Empty(watching.All("sent-beside-counts"));
        using var screen = new DeckScreen(scene.SeenBy(Scene.Ana));
        screen.Find("sent-beside-counts").Click();
        var counted = Assert.IsType<IncidentCommand.CompleteStep>(Assert.Single(screen.Commands));
        Assert.Equal("tell", counted.Step);
        Assert.IsType<Decision.Recorded>(scene.Try(counted));
    }

    [Fact]
    public void MessageStep_ThatWasProposed_LeadsEachReaderToWhatIsTheirsToDo()
    {
        var scene = Mailing(approval: true).Do(new IncidentCommand.ProposeMessage(new(
            "mail", new Dictionary<string, string>(), null, null, [new("jo@x.test", new Dictionary<string, string> { ["name"] = "Jo" })], null)), Scene.Rea);
        using (var hers = new DeckScreen(scene.SeenBy(Scene.Rea)))
        {
            Assert.StartsWith("Approval needed for the message of step 1", hers.Primary.TextContent, StringComparison.Ordinal);
            Assert.Equal("A commander other than who proposed it reads and approves it.", hers.Text("because"));
        }
        using (var his = new DeckScreen(scene.SeenBy(Scene.Ben)))
        {
            Assert.StartsWith("Read and approve the message of step 1", his.Primary.TextContent, StringComparison.Ordinal);
            Assert.Equal("[data-test=proposal-open]", his.Primary.GetAttribute("data-go"));
            his.Find("proposal-open").Click();
            Assert.Equal("mail", his.Find("message-template").GetAttribute("value"));
            Assert.NotEmpty(his.All("proposal-read"));
        }
        var proposal = scene.Incident.Proposals[0];
        scene.Do(new IncidentCommand.ApproveMessage(proposal.Id, proposal.Fact.Seal), Scene.Ben);
        using (var again = new DeckScreen(scene.SeenBy(Scene.Rea))) Assert.StartsWith("Send the message of step 1", again.Primary.TextContent, StringComparison.Ordinal);
        using var watching = new DeckScreen(scene.SeenBy(Scene.Oto));
        Assert.Empty(watching.All("proposal-waits"));
        Assert.Empty(watching.All("to-composer"));
    }

    [Fact]
    public void Record_WhileTheStoreIsAway_SaysSo()
    {
        var scene = new Scene().AtMethodA().Started("disable-flags").Ended("disable-flags");
        using var screen = new DeckScreen(scene);
        screen.Outputs[scene.Incident.CurrentRun!.Find("disable-flags")!.Current!.Id] = null;
        screen.Find("record-1-disable-flags").Click();
        Assert.Contains("cannot be read now", Text(screen), StringComparison.Ordinal);
    }

    [Fact]
    public void Message_WithAnEmptyField_IsNotRecorded()
    {
        using var screen = new DeckScreen(new Scene().AtMethodA());
        screen.Find("message-template").Change("features-disabled");
        Assert.Contains("production", screen.Text("message-text"), StringComparison.Ordinal);
        Assert.False(screen.Find("message-go").HasAttribute("disabled"));
        screen.Find("message-template").Change("customer-success-plan");
        Assert.True(screen.Find("message-go").HasAttribute("disabled"));
        screen.Find("message-plan").Input("By email, today.");
        screen.Find("message-go").Click();
        Assert.IsType<Decision.Recorded>(screen.Scene.Try(Assert.Single(screen.Commands)));
    }

    [Fact]
    public void Message_ThatIsInDoubt_AsksAPersonWhoLooked()
    {
        var scene = new Scene { Channels = new((channel, _) => new(channel, MeetSolis.IncidentConsole.Messages.ChannelStates.Waiting, "slack", "C1")) }.AtMethodA();
        scene.Do(new IncidentCommand.PrepareMessage("features-disabled", new Dictionary<string, string>()));
        var message = scene.Incident.Prepared[^1].Id;
        scene.Do(new IncidentCommand.ReportDelivery(message, "slack", 0, 0, 1, null, "slack.com has not answered for 15 seconds."), Caller.Console);
        using var screen = new DeckScreen(scene);
        Assert.Contains("slack: in doubt: slack.com has not answered", screen.Text("messages"), StringComparison.Ordinal);

        screen.Find("arrived").Click();
        Assert.Equal(new IncidentCommand.JudgeMessage(message, "slack", true, "looked on the channel"), Assert.Single(screen.Commands));
    }

    private static string Text(DeckScreen screen) => screen.Deck.Find("#step-record").TextContent;

    /// <summary>Before a step that tells a list of people by email.</summary>
    private static Scene Mailing(bool approval, bool chosen = true)
    {
        var read = RunbookReader.Read("mailing.yaml", """
            id: mailing
            title: Mailing
            version: "1.0"
            changes: [{version: "1.0", date: 2026-01-07, note: First}]
            environments: {production: {variables: {A: b}}}
            events: [requests.all, requests.failed]
            signals: {error_rate: {title: Error rate, kind: ratio, window: 1m, unit: percent, numerator: requests.failed, denominator: requests.all}}
            triggers: {spike: {title: Spike, when: "error_rate > 5", severity: sev2, recommend: method-a}}
            actions: {monitor: {say: Monitor, timer: 30m, then: ask-again}}
            tree: {start: many, questions: {many: {ask: "Many errors?", yes: {do: method-a}, no: {do: monitor}}}}
            methods: {method-a: {title: Tell, risk: low, eta: 1m, steps: {tell: {title: Tell them, message: mail}}}}
            messages: {mail: {title: Mail, channels: [email], subject: Hello, fields: {name: person.name}, audience: {csv: finding.LIST}, body: "Hi {name}"}}
            checklists: {list: {after: declared, within: 1h, items: {the-list: {say: The list, finding: LIST}}}}
            """.Replace("subject:", approval ? "approval: {by: commander}, subject:" : "subject:", StringComparison.Ordinal));
        Assert.Empty(read.Errors);
        var scene = new Scene(trigger: null, runbook: read.Runbook!) { Channels = new((channel, _) => new(channel, ChannelStates.Waiting, channel)) }.Commanded();
        return chosen ? scene.Chosen("method-a", "to tell them") : scene;
    }
}
