using System.Xml;
using CsCheck;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.StatusPage;
using MeetSolis.IncidentConsole.Tests.Incidents;

namespace MeetSolis.IncidentConsole.Tests.StatusPage;

public sealed class PublicIncidentTests
{
    private static readonly Dictionary<string, string> Impact = new() { ["started"] = "14:23", ["impact"] = "Pages are slow." };

    [Fact]
    public void Of_IncidentThatNobodySpokeOf_FollowsThePhases()
    {
        var bench = new Bench(trigger: "error-rate-spike").AtMethodA();
        Assert.Equal([PublicStatus.Investigating, PublicStatus.Identified], Of(bench).Updates.Select(u => u.Status));

        bench.RunAll();
        bench.Do(new IncidentCommand.Resolve("Rolled back, Ana"));

        var told = Of(bench);
        Assert.True(told.IsOver);
        Assert.False(told.IsTold);
        Assert.All(told.Updates, u => Assert.DoesNotContain("Ana", u.Say, StringComparison.Ordinal));
        Assert.Empty(told.Affects);
        Assert.Equal(["api", "web-app"], told.Touched);
    }

    [Fact]
    public void Of_MessageForTheStatusPage_SaysItInPlaceOfThePhase()
    {
        var bench = new Bench(trigger: "error-rate-spike").AtMethodA();
        bench.Do(new IncidentCommand.PrepareMessage("status-page-started", Impact));

        var told = Of(bench);
        Assert.Equal([PublicStatus.Investigating, PublicStatus.Identified], told.Updates.Select(u => u.Status));
        Assert.Null(told.Updates[0].Text);
        Assert.NotNull(told.Updates[1].Text);
        Assert.Equal("MeetSolis v2.0 feature rollback", told.Title);
    }

    [Fact]
    public void Of_MessageThatGoesElsewhere_IsNoneForThePublic()
    {
        var bench = new Bench(trigger: "error-rate-spike").AtMethodA();
        bench.Do(new IncidentCommand.PrepareMessage("engineering-actions", new Dictionary<string, string> { ["actions"] = "Look at Ana's change." }));

        Assert.False(Of(bench).IsTold);
        Assert.Null(Of(bench).Title);
    }

    [Fact]
    public void Of_PhaseBehindWhatPeopleSaid_TakesNothingBack()
    {
        var bench = new Bench(trigger: "error-rate-spike");
        bench.Do(new IncidentCommand.PrepareMessage("status-page-update", new Dictionary<string, string>(Impact) { ["timeline"] = "Since noon.", ["resolution"] = "Soon." }));
        bench.AtMethodA();

        Assert.Equal(PublicStatus.Monitoring, Of(bench).Status);
    }

    [Fact]
    public void Of_ReopenedIncident_IsLookedIntoAgain()
    {
        var bench = new Bench(trigger: "error-rate-spike");
        bench.Do(new IncidentCommand.Dismiss("Ana says no"));
        Assert.Equal("It turned out that nothing was wrong.", Of(bench).Updates[^1].Say);

        bench.Do(new IncidentCommand.Reopen("Ana was wrong"));

        Assert.Equal(PublicStatus.Investigating, Of(bench).Status);
        Assert.Equal(ComponentState.Degraded, Of(bench).Affects["api"]);
    }

    [Fact]
    public void Of_MethodThatRuns_AddsWhatItDoes()
    {
        var bench = new Bench(trigger: "ai-cost-spike");
        bench.TickAll();
        bench.Do(new IncidentCommand.ChooseMethod("disable-pgvector", "costs"));
        Assert.Empty(Of(bench).Affects);

        bench.Start("disable-flag");

        Assert.Equal(ComponentState.Degraded, Of(bench).Affects["ai"]);
    }

    [Fact]
    public void Page_OfTwoIncidents_ShowsTheWorstOfEachComponent()
    {
        var one = Incident("a", ComponentState.Degraded);
        var other = Incident("b", ComponentState.MajorOutage);

        var page = PublicPages.Of("Status", DateTimeOffset.UnixEpoch, [new("api", "API", null), new("ai", "AI", null)], [one, other], _ => null);

        Assert.Equal([ComponentState.MajorOutage, ComponentState.Operational], page.Components.Select(c => c.State));
        Assert.Equal("Major outage", page.Say);
        Assert.Equal("Problem with API", page.Current[0].Title);
    }

    [Fact]
    public void Page_TextThatWasErased_IsSaidToBeRemoved()
    {
        var bench = new Bench(trigger: "error-rate-spike");
        bench.Do(new IncidentCommand.PrepareMessage("status-page-started", Impact));

        var page = PublicPages.Of("Status", DateTimeOffset.UnixEpoch, [], [Of(bench)], _ => null);

        Assert.Equal("This text was removed.", page.Current[0].Updates[0].Text);
    }

    [Theory]
    [InlineData("a\u0000b\u001b[31mc", "a\ufffdb\ufffd[31mc")]
    [InlineData("\u202eevil\u2066", "\ufffdevil\ufffd")]
    [InlineData("no character: \uffff", "no character: \ufffd")]
    [InlineData(" one\r\ntwo\tthree 🚨 ", "one\ntwo\tthree 🚨")]
    public void Clean_TextThatNoDocumentMayHold_HoldsSignsInstead(string text, string clean) => Assert.Equal(clean, PublicPages.Clean(text));

    [Fact]
    public void Clean_HalfOfAPair_HoldsASignInstead() => Assert.Equal("half \ufffd!", PublicPages.Clean($"half {(char)0xd800}!"));

    [Fact]
    public void Clean_AnyText_MayStandInAFeed() => Gen.String.Sample(text => Assert.NotNull(XmlConvert.VerifyXmlChars(PublicPages.Clean(text))));

    private static PublicIncident Of(Bench bench) =>
        PublicIncident.Of(bench.Incident, Bench.Runbook, [.. bench.Entries.Where(e => PublicIncident.Concerns(e.Event))]);

    private static PublicIncident Incident(string id, ComponentState state) => new()
    {
        Id = id,
        StartedAt = DateTimeOffset.UnixEpoch,
        Updates = [new(PublicStatus.Investigating, DateTimeOffset.UnixEpoch, null, "We look.")],
        Affects = System.Collections.Immutable.ImmutableSortedDictionary<string, ComponentState>.Empty.Add("api", state),
        Touched = ["api"],
    };
}
