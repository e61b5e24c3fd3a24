using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Messages;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Tests.Incidents;

namespace MeetSolis.IncidentConsole.Tests.Messages;

/// <summary>A message that needs a second person: proposed, approved as it is, sent as it was approved.</summary>
public sealed class ProposingTests
{
    private static readonly ChannelBook Mail = new((channel, _) => new(channel, ChannelStates.Waiting, channel, channel == "email" ? null : channel));

    [Fact]
    public void Message_ThatNeedsApproval_GoesAsAnotherCommanderReadIt()
    {
        var bench = AtExposure();
        Assert.Contains("second commander", bench.Refusal(new IncidentCommand.PrepareMessage("data-exposure-email", Fields()) { Recipients = People }), StringComparison.Ordinal);

        bench.Do(new IncidentCommand.ProposeMessage(Draft()), Bench.Rea);
        var proposal = Assert.Single(bench.Incident.Proposals);
        Assert.True(proposal.Waits);
        Assert.Contains("has to approve it first", bench.Refusal(new IncidentCommand.SendProposed(proposal.Id)), StringComparison.Ordinal);
        Assert.Contains("role Commander", bench.Refusal(new IncidentCommand.ApproveMessage(proposal.Id, proposal.Fact.Seal), Bench.Rea), StringComparison.Ordinal);
        Assert.Contains("never a key", bench.Refusal(new IncidentCommand.ApproveMessage(proposal.Id, proposal.Fact.Seal), Bench.Key), StringComparison.Ordinal);
        Assert.Contains("read it again", bench.Refusal(new IncidentCommand.ApproveMessage(proposal.Id, "another"), Bench.Ben), StringComparison.Ordinal);
        bench.Do(new IncidentCommand.ApproveMessage(proposal.Id, proposal.Fact.Seal), Bench.Ben);

        bench.Do(new IncidentCommand.SendProposed(proposal.Id), Bench.Rea);
        var sent = Assert.IsType<MessagePrepared>(bench.Entries[^1].Event);
        Assert.Equal((2, proposal.Id), (sent.Recipients, sent.Proposal));
        Assert.Equal(["a@x.test", "b@x.test"], bench.Outgoing[^1].Recipients.Select(r => r.Address));
        Assert.Same(Decision.Nothing, bench.Try(new IncidentCommand.SendProposed(proposal.Id)));
        Assert.NotNull(bench.Incident.Proposals[0].SentAs);
    }

    [Fact]
    public void Message_OfAStep_ThatWasProposed_EndsThatStepOnceItHasArrived()
    {
        var runbook = KindsRunbook.Runbook with { Messages = OrderedMap.Of(KindsRunbook.Runbook.Messages.Values.Select(m => m with { ApprovalBy = "commander" }), m => m.Id) };
        var bench = KindsRunbook.Restoring("tell", runbook: runbook);
        bench.Channels = Mail;
        bench.Do(new IncidentCommand.ProposeMessage(new("told", new Dictionary<string, string> { ["what"] = "names", ["n"] = "3", ["why"] = "a bug" }, null, null, [], null)), Bench.Rea);
        Assert.Empty(bench.Step("tell").Attempts);
        var proposal = bench.Incident.Proposals[0];
        bench.Do(new IncidentCommand.ApproveMessage(proposal.Id, proposal.Fact.Seal), Bench.Ben);

        bench.Do(new IncidentCommand.SendProposed(proposal.Id), Bench.Rea);
        Assert.Equal(StepStatus.Running, bench.Step("tell").Status);
        bench.Do(new IncidentCommand.ReportDelivery(bench.Incident.Prepared[^1].Id, "slack", 1, 0, 0, null, null), Caller.Console);
        Assert.Equal(StepStatus.Succeeded, bench.Step("tell").Status);
    }

    [Fact]
    public void Proposal_OfOnesOwn_IsApprovedByAnotherUnlessItIsADrill()
    {
        var bench = AtExposure();
        bench.Do(new IncidentCommand.ProposeMessage(Draft()));
        var proposal = bench.Incident.Proposals[0];
        Assert.Contains("that was you", bench.Refusal(new IncidentCommand.ApproveMessage(proposal.Id, proposal.Fact.Seal)), StringComparison.Ordinal);

        var drill = AtExposure("drill");
        drill.Do(new IncidentCommand.ProposeMessage(Draft()));
        drill.Do(new IncidentCommand.ApproveMessage(drill.Incident.Proposals[0].Id, drill.Incident.Proposals[0].Fact.Seal));
        Assert.True(drill.Incident.Proposals[0].Own);
    }

    [Fact]
    public void Proposal_WaitsForThoseWhoseApprovalCounts()
    {
        var bench = AtExposure();
        bench.Do(new IncidentCommand.ProposeMessage(Draft()), Bench.Ben);
        bench.Do(new IncidentCommand.ProposeMessage(Draft() with { Recipients = [People[0]] }));
        MyItem? Waits(Caller caller) => MyItems.Of(bench.View, caller).SingleOrDefault(i => i.Kind == MyItemKind.Approval);
        var newest = bench.Incident.Proposals[1];
        Assert.Equal((newest.Id.ToString(), "The message “Data exposure, to affected users” needs your approval."), Waits(Bench.Ben) is { } item ? (item.Id, item.Text) : default);
        Assert.Null(Waits(Bench.Ana));
        Assert.Null(Waits(Bench.Rea));
        bench.Do(new IncidentCommand.ApproveMessage(newest.Id, newest.Fact.Seal), Bench.Ben);
        Assert.Null(Waits(Bench.Ben));
        Assert.Equal(newest.Id, Assert.Single(bench.Incident.OpenProposals()).Id);
        bench.Do(new IncidentCommand.SendProposed(newest.Id));
        Assert.Empty(bench.Incident.OpenProposals());

        // Of what turned out to be none nothing waits.
        var mistaken = AtExposure();
        mistaken.Do(new IncidentCommand.ProposeMessage(Draft()), Bench.Rea);
        mistaken.Do(new IncidentCommand.Dismiss("a mistake"));
        Assert.DoesNotContain(MyItems.Of(mistaken.View, Bench.Ben), i => i.Kind == MyItemKind.Approval);
    }

    [Fact]
    public void Proposal_ThatIsOvertaken_IsNeitherApprovedNorSent()
    {
        var bench = AtExposure();
        bench.Do(new IncidentCommand.ProposeMessage(Draft()));
        Assert.Same(Decision.Nothing, bench.Try(new IncidentCommand.ProposeMessage(Draft())));
        var first = bench.Incident.Proposals[0];
        bench.Do(new IncidentCommand.ApproveMessage(first.Id, first.Fact.Seal), Bench.Ben);
        bench.Do(new IncidentCommand.ProposeMessage(Draft() with { Recipients = [People[0]] }));

        Assert.NotEqual(first.Fact.Seal, bench.Incident.Proposals[1].Fact.Seal);
        Assert.Contains("newer", bench.Refusal(new IncidentCommand.SendProposed(first.Id)), StringComparison.Ordinal);
        Assert.Contains("newer", bench.Refusal(new IncidentCommand.ApproveMessage(first.Id, first.Fact.Seal), Bench.Ada), StringComparison.Ordinal);
        Assert.Contains("has to approve", bench.Refusal(new IncidentCommand.SendProposed(bench.Incident.Proposals[1].Id)), StringComparison.Ordinal);
    }

    [Fact]
    public void Proposal_WhoseFactsMoveOn_KeepsTheWordsThatWereApproved()
    {
        var bench = AtExposure();
        bench.Do(new IncidentCommand.ProposeMessage(Draft()));
        var draft = bench.Draft(bench.Incident.Proposals[0]);
        Assert.Equal(Bench.Runbook.Messages["data-exposure-email"].Fields.Keys.Where(f => f is not ("first-name" or "records")).Order(), draft.Fields.Keys.Order());
    }

    [Fact]
    public void Message_WhoseListIsErased_IsNotSent()
    {
        var bench = AtExposure();
        bench.Do(new IncidentCommand.ProposeMessage(Draft()));
        var proposal = bench.Incident.Proposals[0];
        bench.Do(new IncidentCommand.ApproveMessage(proposal.Id, proposal.Fact.Seal), Bench.Ben);
        bench.KeptFiles.Clear();
        Assert.Contains("not in the store any more", bench.Refusal(new IncidentCommand.SendProposed(proposal.Id)), StringComparison.Ordinal);
    }

    [Fact]
    public void Message_ThatIsEdited_KeepsWhatWasMadeOfTheTemplate()
    {
        var bench = AtExposure();
        var text = Bench.Runbook.Messages["features-disabled"].Body + " Sorry about {environment}.";
        bench.Reading("error_rate", 3);
        bench.Do(new IncidentCommand.PrepareMessage("features-disabled", new Dictionary<string, string>()) { Text = text });
        var prepared = Assert.IsType<MessagePrepared>(bench.Entries[^1].Event);
        Assert.Equal(text, bench.View.Written[prepared.Edited!.Id]);
        Assert.EndsWith("Sorry about production.", bench.View.Written[prepared.Body.Id], StringComparison.Ordinal);
        Assert.Contains("no field of this message", bench.Refusal(new IncidentCommand.PrepareMessage("features-disabled", new Dictionary<string, string>()) { Text = "{who}" }), StringComparison.Ordinal);
    }

    [Fact]
    public void Message_OnItsWay_IsStoppedAndGoesOn()
    {
        var bench = AtExposure();
        bench.Reading("error_rate", 3);
        bench.Do(new IncidentCommand.PrepareMessage("features-disabled", new Dictionary<string, string>()));
        var message = bench.Incident.Prepared[^1].Id;
        Assert.Same(Decision.Nothing, bench.Try(new IncidentCommand.StopMessage(message, "slack", Stop: false)));
        bench.Do(new IncidentCommand.StopMessage(message, "slack", Stop: true));
        Assert.True(bench.Incident.FindMessage(message)!.On("slack")!.Stopped);
        bench.Do(new IncidentCommand.StopMessage(message, "slack", Stop: false));
        Assert.False(bench.Incident.FindMessage(message)!.On("slack")!.Stopped);
    }

    private static readonly IReadOnlyList<MessageRecipient> People =
    [
        new("a@x.test", new Dictionary<string, string> { ["first-name"] = "A", ["records"] = "1" }), new("b@x.test", new Dictionary<string, string> { ["first-name"] = "B", ["records"] = "2" }),
    ];

    private static Bench AtExposure(string environment = "production") => new(environment, "data-exposure") { Channels = Mail };

    private static Dictionary<string, string> Fields() =>
        Bench.Runbook.Messages["data-exposure-email"].Fields.Where(f => f.Value == "ask" || f.Value.StartsWith("finding.", StringComparison.Ordinal)).ToDictionary(f => f.Key, f => "said");

    private static MessageDraft Draft() => new("data-exposure-email", Fields(), null, null, People, null);
}
