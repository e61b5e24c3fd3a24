using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Incidents.Deck;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Tests.Incidents.Deck;

public sealed class HeadlineTests
{
    [Theory]
    [InlineData("nobody in command", "Error rate spike: nobody is in command yet")]
    [InlineData("checklist holds", "Assessing: 5 checks left before a rollback")]
    [InlineData("checklist holds the first step", "Method A is chosen; 5 checks left before it starts; next update 14:32")]
    [InlineData("question for a person", "Deciding: Is a migration in progress?")]
    [InlineData("question with a proposal", "Deciding: Is the error rate above 5 %?; error rate 8.3 %, steady")]
    [InlineData("question, stale signal", "Deciding: Is the error rate above 5 %?; error rate cannot be judged now")]
    [InlineData("question, too few events", "Deciding: Is the error rate above 5 %?; error rate cannot be judged now")]
    [InlineData("question, missing signal", "Deciding: Is the error rate above 5 %?")]
    [InlineData("method recommended", "The runbook recommends Method A; the commander decides; error rate 8.3 %, steady")]
    [InlineData("conflict", "To be settled: Data exposure calls for Full rollback and cleanup; the tree leads to Disable feature flags")]
    [InlineData("guard in the way", "Method A is held back: The error rate is below 5 % and falling: the procedure says do not roll back; error rate 3.1 % and falling; next update 14:32")]
    [InlineData("guard in the way, watching instead", "Monitor 10 more minutes, until 14:32, instead of Method A; error rate 3.1 % and falling; next update 14:32")]
    [InlineData("step ready", "Method A is chosen; 3 steps are about to start; error rate 8.3 %, steady; next update 14:32")]
    [InlineData("step running", "Rolling back by Method A, step 1 of 3: Disable flags; error rate 8.3 %, steady; next update 14:32")]
    [InlineData("step running over its budget", "Rolling back by Method A, step 1 of 3: Disable flags, longer than planned; error rate 8.3 %, steady; next update 14:32")]
    [InlineData("last step running", "Rolling back by Method A, step 3 of 3: Verify; next update 14:32")]
    [InlineData("step failed", "Rolling back by Method A, step 1 of 3: Disable flags failed; a decision is awaited; error rate 8.3 %, steady; next update 14:32")]
    [InlineData("step unproven", "Rolling back by Method A, step 1 of 3: Disable flags ran, but is not proven; a person looks; error rate 8.3 %, steady; next update 14:32")]
    [InlineData("step unknown", "Rolling back by Method A, step 1 of 3: nobody knows yet whether Disable flags was done; a person looks; error rate 8.3 %, steady; next update 14:32")]
    [InlineData("step cancelled", "Rolling back by Method A, step 1 of 3: Disable flags was cancelled; a decision is awaited; error rate 8.3 %, steady; next update 14:32")]
    [InlineData("approval awaited, its commander looks", "Rolling back by Method B, step 6 of 9: Restore the database waits for approval; next update 14:32")]
    [InlineData("approved too long ago", "Rolling back by Method B, step 6 of 9: Restore the database waits for approval; the update of 14:32 is late")]
    [InlineData("form", "Rolling back by Method C, step 1 of 13: Assess the impact is next; next update 14:32")]
    [InlineData("success watched", "Method A is done; watching: Error rate below 1 % within 2 minutes; error rate 8.3 %, steady; next update 14:32")]
    [InlineData("success asked of a person", "Method A is done; asked: Do users see the legacy UI, with no 500 errors?; error rate 8.3 %, steady; next update 14:32")]
    [InlineData("success not met", "Deciding: Has the error rate dropped?; error rate 8.3 %, steady; next update 14:32")]
    [InlineData("action recommended", "The runbook says: Monitor for 30 minutes; the commander decides; error rate 0.4 % and falling; next update 14:32")]
    [InlineData("monitoring", "Mitigated by Method A; monitor for 30 minutes, until 14:53; error rate 0.4 % and falling; next update 14:32")]
    [InlineData("resolved", "Resolved after 1 min 22 s: Flags off; the rate is back to normal.")]
    [InlineData("dismissed", "Dismissed after 2 s: A false alarm: the load test.")]
    [InlineData("closed", "Closed after 1 min 22 s: Flags off.")]
    [InlineData("reopened", "Reopened. Mitigated by Method A; monitor for 30 minutes, until 14:53; error rate 0.4 % and falling; next update 14:32")]
    public void State_InASentence_SaysWhatHappensNow(string state, string says) => Assert.Equal(says, Headline.Of(DeckStates.All[state].Make().View));

    [Fact]
    public void EveryState_HasASentence() => Assert.All(DeckStates.All.Values, s => Assert.DoesNotContain("the runbook:", Headline.Of(s.Make().View), StringComparison.Ordinal));

    [Fact]
    public void NextUpdate_CountsFromTheLastMessageThatWasPrepared()
    {
        var scene = new Scene().AtMethodA();
        var first = NextUpdate.Of(scene.Incident, DeckStory.Runbook);
        scene.Later(TimeSpan.FromMinutes(4)).Reading("error_rate", 2.1, trend: SignalTrend.Falling);
        var template = DeckStory.Runbook.Messages["rollback-started"];
        scene.Do(new IncidentCommand.PrepareMessage(template.Id, template.Fields.Keys.ToDictionary(f => f, _ => "said")));
        Assert.True(NextUpdate.Of(scene.Incident, DeckStory.Runbook) - first >= TimeSpan.FromMinutes(4));
        scene.Do(new IncidentCommand.Resolve("Over."));
        Assert.Null(NextUpdate.Of(scene.Incident, DeckStory.Runbook));
    }
}
