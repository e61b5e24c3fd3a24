using Bunit;
using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Tests.Incidents.Deck;

/// <summary>What a state says and offers besides its primary button.</summary>
public sealed class DeckDetailsTests
{
    [Fact]
    public void Failed_SaysWhatWasExpectedAndFound_AndOffersTheOtherWays()
    {
        using var screen = Open("step failed");
        var bad = Assert.Single(screen.Deck.FindAll("[data-test=checks] li[data-met=no]"));
        Assert.Contains("Proof: ENABLE_PGVECTOR is absent", bad.TextContent, StringComparison.Ordinal);
        Assert.Contains("found: envs[3].key is ENABLE_PGVECTOR", bad.TextContent, StringComparison.Ordinal);
        Assert.Contains("Its proof does not hold", screen.Deck.Find(".notice.bad").TextContent, StringComparison.Ordinal);
        screen.Find("skip-reason").Input("not needed after all");
        screen.Deck.Find("details:has([data-test=skip]) form").Submit();
        screen.Find("by-hand-reason").Input("removed in the dashboard");
        screen.Deck.Find("details:has([data-test=by-hand]) form").Submit();
        Assert.Equal([new IncidentCommand.SkipStep("disable-flags", "not needed after all"), new IncidentCommand.CompleteStep("disable-flags", "removed in the dashboard")], screen.Commands);
        Assert.NotEmpty(screen.All("undo-disable-flags"));
    }

    [Fact]
    public void Unproven_TakesAPersonsWord()
    {
        using var screen = Open("step unproven");
        screen.Find("by-hand-reason").Input("I looked: the flags are gone");
        screen.Deck.Find(".way-of").Submit();
        Assert.Equal("I looked: the flags are gone", Assert.IsType<IncidentCommand.CompleteStep>(Assert.Single(screen.Commands)).Reason);
    }

    [Fact]
    public void Unproven_ShowsWhatCannotBeToldAsAQuestionAndNotAsFailed()
    {
        using var screen = new DeckScreen(new Scene().AtMethodA().Started("disable-flags").Ended("disable-flags", StepStatus.Unproven, "The proof could not be read.",
            new CheckResult("exit 0", "exit 0", true, false), new CheckResult("FLAG is absent", "the output is no JSON", false, true, Undetermined: true)));
        Assert.Empty(screen.Deck.FindAll("[data-test=checks] li[data-met=no]"));
        Assert.Single(screen.Deck.FindAll("[data-test=checks] li[data-met=yes]"));
        var open = Assert.Single(screen.Deck.FindAll("[data-test=checks] li[data-met=unknown]"));
        Assert.Equal("cannot be told", open.QuerySelector(".warn > .sr")!.TextContent);
        Assert.Contains("cannot be told: the output is no JSON", open.TextContent, StringComparison.Ordinal);
        Assert.Null(open.QuerySelector(".bad"));
    }

    [Fact]
    public void Unknown_SaysWhatIsKnown_AndOffersThreeWays()
    {
        using var screen = Open("step unknown");
        Assert.Contains("Ana", screen.Text("known"), StringComparison.Ordinal);
        Assert.Contains("warning: 2 unused variables", screen.Text("known"), StringComparison.Ordinal);
        foreach (var way in new[] { "by-hand-go", "retry", "skip" }) Assert.Single(screen.All(way));
        screen.Find("retry").Click();
        Assert.Equal([new IncidentCommand.RetryStep("disable-flags", null, "hash")], screen.Commands);
    }

    [Theory]
    [InlineData("approval awaited, its commander looks", "Needs a second approver: Ben or Chi, not you.")]
    [InlineData("approval awaited, another commander looks", "Needs your approval")]
    [InlineData("approval awaited, a responder looks", "Needs a second approver: Ben or Chi; your role is Responder.")]
    [InlineData("approval awaited in a drill", "Ben or Chi, or you. In a drill your own counts")]
    [InlineData("approved, but the command has changed", "The command has changed since Ben approved it.")]
    [InlineData("approved too long ago", "Ben's approval was given more than 10 minutes ago.")]
    public void Approval_SaysWhoCanGiveIt(string state, string says)
    {
        using var screen = Open(state);
        Assert.Contains(says, screen.Text("approval-needed"), StringComparison.Ordinal);
    }

    [Fact]
    public void Approval_GivenByOneself_NeedsSomebodyElseToStart()
    {
        using var screen = Open("approved, the approver looks");
        Assert.Contains("somebody else has to start it", screen.Text("because"), StringComparison.Ordinal);
    }

    [Fact]
    public void Conflict_ShowsBothSides_AndTheOtherIsChosenWithAReasonOnly()
    {
        using var screen = Open("conflict");
        Assert.Contains("Method C", screen.Deck.Find(".side.wanted").TextContent, StringComparison.Ordinal);
        Assert.True(screen.Find("settle-other").HasAttribute("disabled"));
        screen.Find("method-reason").Input("the canary is broken");
        screen.Find("settle-other").Click();
        Assert.IsType<Decision.Recorded>(screen.Scene.Try(Assert.Single(screen.Commands)));
        Assert.Equal("method-a", screen.Scene.Incident.CurrentRun!.Method);
    }

    [Fact]
    public void Guard_OffersWhatToDoInstead_AndGoesAgainstItWithAReason()
    {
        using var screen = Open("guard in the way");
        screen.Find("instead-investigate-logs").Click();
        screen.Find("guard-reason").Input("customers still see errors");
        screen.Deck.Find("form:has([data-test=guard-override])").Submit();
        Assert.Equal([new IncidentCommand.ChooseMethod("investigate-logs"), new IncidentCommand.OverrideGuard("declining", "customers still see errors")], screen.Commands);
        Assert.Contains("3.1 %", screen.Deck.Find(".now-body .notice.warn").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void MissingVariables_AreNamedWithThePlaceWhereEachIsSet()
    {
        using var screen = Open("variable missing");
        Assert.Contains("Environments:production:Secrets:VERCEL_TOKEN", screen.Text("missing"), StringComparison.Ordinal);
        Assert.Contains("Environments:production:Variables:SITE_HOST", screen.Text("missing"), StringComparison.Ordinal);
        Assert.Contains("VERCEL_TOKEN and SITE_HOST have no value in production", screen.Text("because"), StringComparison.Ordinal);
    }

    [Fact]
    public void Choice_ThatCannotBeHad_SaysWhy()
    {
        using var screen = Open("choice");
        Assert.True(screen.Find("option-disable-domain").HasAttribute("disabled"));
        Assert.Contains("Vercel has no command that disables a domain", screen.Deck.Find(".option.off").TextContent, StringComparison.Ordinal);
        screen.Find("option-maintenance-mode").Change("on");
        Assert.Equal("maintenance-mode", screen.Scene.Draft.Choice);
        Assert.Equal(Press.Act, DeckStatesTests.PressOf(screen));
    }

    [Fact]
    public void Form_AsksEachFieldByItsType_AndTheButtonSaysHowManyAreLeft()
    {
        using var screen = Open("form");
        Assert.Equal("number", screen.Find("field-AFFECTED_COUNT").GetAttribute("type"));
        Assert.Equal("TEXTAREA", screen.Find("field-DATA_TYPES").TagName);
        Assert.Contains("8 fields are still empty", screen.Text("because"), StringComparison.Ordinal);
        screen.Find("field-EXPOSURE_CONFIRMED-yes").Change("on");
        screen.Deck.Find("label:has([data-test=field-WINDOW_START]) button").Click();
        screen.Find("field-AFFECTED_CSV").Input("/srv/affected.csv");
        Assert.Contains("6 fields are still empty", screen.Text("because"), StringComparison.Ordinal);
        Assert.StartsWith("2026-01-07 14:2", screen.Find("field-WINDOW_START").GetAttribute("value"), StringComparison.Ordinal);
    }

    [Fact]
    public void HighRisk_TypedName_IsWhatEnablesTheButton()
    {
        using var screen = Open("approved, name to be typed");
        screen.Find("confirm").Input("produ");
        Assert.Equal(Press.Lead, DeckStatesTests.PressOf(screen));
        screen.Find("confirm").Input("production");
        Assert.Equal(Press.ActOnPurpose, DeckStatesTests.PressOf(screen));
        screen.Primary.Click();
        Assert.Equal(new IncidentCommand.StartStep("restore", "production", "hash"), Assert.Single(screen.Commands));
    }

    [Theory]
    [InlineData("question, stale signal", "stale since 14:18:56 UTC")]
    [InlineData("question, too few events", "too few events")]
    [InlineData("question, missing signal", "no data")]
    public void Signal_ThatCannotBeJudged_IsSaidAndNeverGuessed(string state, string says)
    {
        using var screen = Open(state);
        Assert.Equal("unknown", screen.Find("proposal").GetAttribute("data-answer"));
        Assert.Contains(says, screen.Text("signal-error_rate"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("step running in a drill", "budget 1 min, not scaled")]
    [InlineData("step running in a drill", "left of Method A's 3 min, not scaled")]
    [InlineData("step running in a drill", "next update, scaled")]
    [InlineData("success watched in a drill", "5 s (2 min in the SOP)")]
    [InlineData("monitoring in a drill", "scaled")]
    public void Drill_SaysOfEachTimeWhetherItIsScaled(string state, string says)
    {
        using var screen = Open(state);
        Assert.Contains(says, screen.Deck.Find(".deck").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Production_SaysNothingOfScales()
    {
        using var screen = Open("step running");
        Assert.DoesNotContain("scaled", screen.Deck.Find(".deck").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nobody in command, an observer looks")]
    [InlineData("step ready, an observer looks")]
    public void Observer_HasNothingThatActs(string state)
    {
        using var screen = Open(state);
        Assert.Empty(screen.Deck.FindAll("input, textarea, select, form, [role=checkbox]"));
        Assert.Contains("Responder or higher", screen.Text("because"), StringComparison.Ordinal);
    }

    [Fact]
    public void Responder_IsToldWhoDecides()
    {
        using var screen = Open("method recommended, a responder looks");
        Assert.Equal("Ana decides this: it needs the role Commander; yours is Responder.", screen.Text("because"));
        Assert.Empty(screen.All("resolve-now"));
    }

    [Fact]
    public void Reopened_SaysWhy()
    {
        using var screen = Open("reopened");
        Assert.Contains("Reopened: the errors are back", screen.Deck.Find(".now-body").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Ended_IsPutAwayAndTakenBack()
    {
        using var screen = Open("resolved");
        screen.Find("archive").Click();
        screen.Scene.Do(Assert.Single(screen.Commands));
        screen.Show();
        Assert.Empty(screen.All("archive"));
        screen.Find("unarchive").Click();
        Assert.Equal([new IncidentCommand.Archive(true), new IncidentCommand.Archive(false)], screen.Commands);
    }

    [Fact]
    public void SixtySteps_ShowThoseAroundTheOneAtHand()
    {
        using var screen = Open("sixty steps");
        Assert.Equal(["step-28", "step-29", "step-30", "step-31", "step-32", "step-33", "step-34"],
            screen.Deck.FindAll(".way-scroll > .steps > .step").Select(s => s.GetAttribute("data-test")!["step-".Length..]));
        Assert.Contains("Steps 1 to 27: 27 done", screen.Deck.Find(".folded summary").TextContent, StringComparison.Ordinal);
        Assert.Equal(60, screen.Deck.FindAll(".step").Count);
    }

    [Fact]
    public void Keys_LeadToTheNoteTheChecklistAndTheMessage()
    {
        using var screen = Open("question for a person");
        Assert.Equal("TEXTAREA", screen.Deck.Find("[data-key=n]").TagName);
        Assert.NotEmpty(screen.Deck.FindAll(screen.Deck.Find("[data-key=c]").GetAttribute("data-go")!));
        Assert.NotEmpty(screen.Deck.FindAll(screen.Deck.Find("[data-key=m]").GetAttribute("data-open")!));
        // No key ticks an item: it leads there.
        using var list = Open("checklist holds");
        Assert.Equal("[data-open-item]", list.Deck.Find("[data-key=c]").GetAttribute("data-go"));
    }

    private static DeckScreen Open(string state) => new(DeckStates.All[state].Make());
}
