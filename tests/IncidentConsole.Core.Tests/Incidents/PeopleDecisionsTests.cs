using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Tests.Incidents;

public sealed class PeopleDecisionsTests
{
    private static readonly PersonRef Ben = new("ben", "Ben"), Rea = new("rea", "Rea");
    private static readonly PageTarget Called = new(Rea, null, "Web");
    private static readonly TimeSpan Within = TimeSpan.FromMinutes(5);

    [Fact]
    public void Role_OfferedAndAccepted_ChangesHandsWhenItIsAccepted()
    {
        var bench = Commanded();
        bench.Do(new IncidentCommand.OfferRole("commander", Ben, AccessRole.Commander));
        Assert.Equal("ana", bench.Incident.Commander!.Id);
        Assert.Equal("Commander is offered to Ben, not to you.", bench.Refusal(new IncidentCommand.AnswerOffer("commander", true), Bench.Rea));

        bench.Do(new IncidentCommand.AnswerOffer("commander", true), Bench.Ben);

        Assert.Equal("ben", bench.Incident.Commander!.Id);
        Assert.Empty(bench.Incident.Offers);
        Assert.Equal(["ana", "ben"], bench.Incident.Responders.Select(p => p.Id));
        Assert.Equal("accepted commander from Ana", Say(bench));
        Assert.IsType<Decision.NothingToDo>(bench.Try(new IncidentCommand.AnswerOffer("commander", true), Bench.Ben));
    }

    [Fact]
    public void Role_Declined_StaysWhereItWas()
    {
        var bench = Commanded();
        bench.Do(new IncidentCommand.OfferRole("scribe", Rea, AccessRole.Responder));
        bench.Do(new IncidentCommand.AnswerOffer("scribe", false), Bench.Rea);
        Assert.Null(bench.Incident.HolderOf("scribe"));
        Assert.Equal("declined scribe", Say(bench));

        bench.Do(new IncidentCommand.OfferRole("scribe", Rea, AccessRole.Responder));
        bench.Do(new IncidentCommand.AnswerOffer("scribe", false));
        Assert.Equal("withdrew the offer of scribe to Rea", Say(bench));
        Assert.Equal("Scribe is no longer offered: it was answered, or withdrawn.", bench.Refusal(new IncidentCommand.AnswerOffer("scribe", true), Bench.Rea));
    }

    [Fact]
    public void Role_HeldByAnother_IsTakenWithAReasonOnly()
    {
        var bench = Commanded();
        bench.Do(new IncidentCommand.TakeRole("operations"), Bench.Rea);
        Assert.Equal("Rea holds operations: say why you take it, or ask them to offer it.", bench.Refusal(new IncidentCommand.TakeRole("operations"), Bench.Ben));

        bench.Do(new IncidentCommand.TakeRole("operations", "Rea lost her line"), Bench.Ben);

        Assert.Equal("took operations from Rea: Rea lost her line", Say(bench));
        Assert.Equal(["operations"], bench.Incident.RolesOf("ben"));
        Assert.IsType<Decision.NothingToDo>(bench.Try(new IncidentCommand.TakeRole("operations", "again"), Bench.Ben));
    }

    [Fact]
    public void Role_WithoutTheAccess_IsRefusedAndSaysWhoCanHelp()
    {
        var bench = Commanded();
        Assert.Equal("Commander needs the role Commander or higher, and Rea does not have it: an administrator can give it.", bench.Refusal(new IncidentCommand.OfferRole("commander", Rea, AccessRole.Responder)));
        Assert.Equal("There is no role 'boss' here.", bench.Refusal(new IncidentCommand.TakeRole("boss")));
        Assert.Equal("Only a person takes part in an incident: sign in as one.", bench.Refusal(new IncidentCommand.TakeRole("scribe"), Bench.Key));
        bench.Do(new IncidentCommand.TakeRole("scribe"), Bench.Ben);
        Assert.Equal("Ben holds scribe: only they or a Commander can offer it.", bench.Refusal(new IncidentCommand.OfferRole("scribe", Rea, AccessRole.Responder), Bench.Rea));
    }

    [Fact]
    public void Leave_WithRoles_GivesThemUpButNeverTheCommand()
    {
        var bench = Commanded();
        bench.Do(new IncidentCommand.TakeRole("scribe"), Bench.Rea);
        bench.Do(new IncidentCommand.OfferRole("operations", Rea, AccessRole.Responder));

        bench.Do(new IncidentCommand.Leave(), Bench.Rea);

        Assert.Null(bench.Incident.HolderOf("scribe"));
        Assert.Empty(bench.Incident.Offers);
        Assert.Equal("You are the commander: hand the command over first.", bench.Refusal(new IncidentCommand.Leave()));
        Assert.IsType<Decision.NothingToDo>(bench.Try(new IncidentCommand.Leave(), Bench.Rea));
    }

    [Fact]
    public void Page_CalledTwiceAtOnce_CallsOnce()
    {
        var bench = new Bench(trigger: "error-rate-spike");
        bench.Do(new IncidentCommand.PageOnCall(Called, Within), Caller.Console);
        Assert.IsType<Decision.NothingToDo>(bench.Try(new IncidentCommand.PageOnCall(Called, Within), Caller.Console));
        Assert.True(bench.Incident.Page!.Calls("rea"));
        Assert.Equal("asked Rea, on call for Web, to acknowledge on the console's pages within 5 min", Say(bench));
        Assert.Contains("Administrator", bench.Refusal(new IncidentCommand.PageOnCall(Called, Within)), StringComparison.Ordinal);
    }

    [Fact]
    public void Page_NotAcknowledged_IsPassedOnWhenItIsDueAndOnce()
    {
        var bench = new Bench(trigger: "error-rate-spike");
        bench.Do(new IncidentCommand.PageOnCall(Called, Within), Caller.Console);
        var next = new IncidentCommand.EscalatePage(1, new(Ben, null, "Web"), Within);
        Assert.IsType<Decision.NothingToDo>(bench.Try(next, Caller.Console));

        bench.Now = bench.Incident.Page!.CallAt!.Value;
        bench.Do(next, Caller.Console);

        Assert.Equal("asked Ben next to acknowledge on the console's pages within 5 min, as nobody had", Say(bench));
        Assert.IsType<Decision.NothingToDo>(bench.Try(next, Caller.Console));
        // Nor does a wish that was held up call again when the next but one is due.
        bench.Now = bench.Incident.Page.CallAt!.Value;
        Assert.IsType<Decision.NothingToDo>(bench.Try(next, Caller.Console));
        Assert.True(bench.Incident.Page.Calls("rea") && bench.Incident.Page.Calls("ben"));
        bench.Do(new IncidentCommand.AcknowledgePage(), Bench.Ben);
        Assert.Equal("ben", bench.Incident.Page.Acknowledged!.By.Id);
        Assert.IsType<Decision.NothingToDo>(bench.Try(new IncidentCommand.AcknowledgePage(), Bench.Rea));
        Assert.IsType<Decision.NothingToDo>(bench.Try(new IncidentCommand.EscalatePage(2, Called, null), Caller.Console));
    }

    [Fact]
    public void Page_OfAnAddress_SaysThatItIsToBeCalledByHandAndNotThatItWas()
    {
        var boss = new PageTarget(null, "boss@example.com", null);
        var bench = new Bench(trigger: "error-rate-spike");
        bench.Do(new IncidentCommand.PageOnCall(Called, Within), Caller.Console);
        bench.Now = bench.Incident.Page!.CallAt!.Value;
        bench.Do(new IncidentCommand.EscalatePage(1, boss, null), Caller.Console);
        Assert.Equal("nobody acknowledged, and nobody else could be called from here: boss@example.com is to be called by hand", Say(bench));

        var alone = new Bench(trigger: "error-rate-spike");
        alone.Do(new IncidentCommand.PageOnCall(boss, null), Caller.Console);
        Assert.Equal("nobody on call could be asked from here: boss@example.com is to be called by hand", Say(alone));
    }

    [Fact]
    public void State_WithPeople_IsTheSameAfterASnapshot()
    {
        var bench = Commanded();
        bench.Do(new IncidentCommand.OfferRole("scribe", Rea, AccessRole.Responder));
        bench.Do(new IncidentCommand.PageOnCall(Called, Within), Caller.Console);
        bench.Do(new IncidentCommand.AcknowledgePage());

        var read = IncidentJson.Read(IncidentJson.Write(bench.Incident));

        Assert.Equal(IncidentJson.Write(bench.Incident), IncidentJson.Write(read!));
        Assert.Equal("rea", read!.Offers["scribe"].To.Id);
        Assert.Equal("ana", read.Page!.Acknowledged!.By.Id);
    }

    [Fact]
    public void MyItems_OfTheScribeAndTheOneCalled_AreTheirsAlone()
    {
        var bench = Commanded();
        bench.Do(new IncidentCommand.PageOnCall(Called, Within), Caller.Console);
        bench.Do(new IncidentCommand.OfferRole("scribe", Rea, AccessRole.Responder));
        Assert.Equal([MyItemKind.Call, MyItemKind.Offer], MyItems.Of(bench.View, Bench.Rea).Select(i => i.Kind));
        Assert.Contains(MyItems.Of(bench.View, Bench.Ana), i => i is { Kind: MyItemKind.Checklist, Id: "threshold-confirmed" });

        bench.Do(new IncidentCommand.TakeRole("operations"), Bench.Ben);

        Assert.Contains(MyItems.Of(bench.View, Bench.Ben), i => i is { Kind: MyItemKind.Checklist, Id: "vercel-cli" });
        Assert.DoesNotContain(MyItems.Of(bench.View, Bench.Ana), i => i.Id == "vercel-cli");
        Assert.Empty(MyItems.Of(bench.View, Bench.Obi));
    }

    private static Bench Commanded()
    {
        var bench = new Bench(trigger: "error-rate-spike");
        bench.Do(new IncidentCommand.AssignCommander(new("ana", "Ana"), AccessRole.Commander));
        return bench;
    }

    private static string Say(Bench bench) => new EntrySummary(Bench.Runbook, bench.Incident, _ => null).Of(bench.Entries[^1].Event);
}
