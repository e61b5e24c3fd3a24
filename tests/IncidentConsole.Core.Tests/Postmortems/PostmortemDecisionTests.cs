using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Postmortems;
using MeetSolis.IncidentConsole.Tests.Incidents;

namespace MeetSolis.IncidentConsole.Tests.Postmortems;

public sealed class PostmortemDecisionTests
{
    private const string First = "# Head\n\n## Cause\n\nunknown\n\n## Prevention\n\nnone";

    [Fact]
    public void Save_OnAnOlderRevision_IsPutTogetherWithTheNewer()
    {
        var bench = Begun();
        bench.Do(new IncidentCommand.SavePostmortem(1, First.Replace("unknown", "the cache", StringComparison.Ordinal)));
        bench.Do(new IncidentCommand.SavePostmortem(1, First.Replace("none", "a test", StringComparison.Ordinal)), Bench.Ben);

        var newest = bench.Incident.Postmortem.Newest!;
        Assert.Equal((3, 1, 2, "Ben"), (newest.Number, newest.Base, newest.Merges, newest.By.Name));
        Assert.Equal("# Head\n\n## Cause\n\nthe cache\n\n## Prevention\n\na test", Text(bench, newest.Text));
        // The same again is in it already.
        Assert.Same(Decision.Nothing, bench.Try(new IncidentCommand.SavePostmortem(1, First.Replace("none", "a test", StringComparison.Ordinal)), Bench.Ben));
        Assert.Equal("saved the post-mortem, put together with revision 2 (revision 3)", new EntrySummary(Bench.Runbook, bench.Incident, _ => null).Of(bench.Entries[^1].Event));
    }

    [Fact]
    public void Save_ThatContradicts_IsKeptAsideUntilItsAuthorSettlesIt()
    {
        var bench = Begun();
        bench.Do(new IncidentCommand.SavePostmortem(1, First.Replace("unknown", "the cache", StringComparison.Ordinal)));
        var bens = First.Replace("unknown", "the deploy", StringComparison.Ordinal);
        bench.Do(new IncidentCommand.SavePostmortem(1, bens), Bench.Ben);

        var aside = bench.Incident.Postmortem.Unsettled("ben")!;
        Assert.Equal((1, 2, bens), (aside.Base, aside.Against, Text(bench, aside.Text)));
        Assert.Equal(2, bench.Incident.Postmortem.Newest!.Number);
        Assert.Same(Decision.Nothing, bench.Try(new IncidentCommand.SavePostmortem(1, bens), Bench.Ben));

        // Somebody else's revision settles nothing.
        bench.Do(new IncidentCommand.SavePostmortem(2, First + "\nmore"));
        Assert.NotNull(bench.Incident.Postmortem.Unsettled("ben"));
        bench.Do(new IncidentCommand.SavePostmortem(3, First + "\nthe cache and the deploy"), Bench.Ben);
        Assert.Null(bench.Incident.Postmortem.Unsettled("ben"));
        Assert.Equal(4, Assert.Single(bench.Incident.Postmortem.Asides).SettledBy);
        Assert.Equal(IncidentJson.Write(bench.Incident), IncidentJson.Write(IncidentJson.Read(IncidentJson.Write(bench.Incident))));
    }

    [Fact]
    public void Publishing_KeepsTheClockAndTicksWhatNamesTheDocument()
    {
        var bench = Begun("production");
        bench.Do(new IncidentCommand.Resolve("flags off"));
        Assert.Contains("wrote revision 1 yourself", bench.Refusal(new IncidentCommand.ReviewPostmortem(1)), StringComparison.Ordinal);
        Assert.Equal("A review is a person's: sign in.", bench.Refusal(new IncidentCommand.ReviewPostmortem(1), Bench.Key));
        bench.Do(new IncidentCommand.ReviewPostmortem(1), Bench.Rea);
        Assert.Equal(PostmortemStage.Reviewed, bench.Incident.Postmortem.Stage);
        Assert.Contains("role Commander", bench.Refusal(new IncidentCommand.PublishPostmortem(1), Bench.Rea), StringComparison.Ordinal);
        bench.Do(new IncidentCommand.PublishPostmortem(1));

        Assert.Equal((PostmortemStage.Published, false), (bench.Incident.Postmortem.Stage, bench.Incident.Clocks["post-mortem"].MetLate));
        Assert.Equal("publishing it", bench.Incident.Clocks["post-mortem"].MetBy);
        Assert.Equal("document post-mortem", bench.Incident.Items["logs-timeline"].Because);
        Assert.Same(Decision.Nothing, bench.Try(new IncidentCommand.PublishPostmortem(1)));
        bench.Do(new IncidentCommand.FilePostmortem(1, "docs/a.md", 3, "abc"), Caller.Console);

        // A newer revision takes it back.
        bench.Do(new IncidentCommand.SavePostmortem(1, First + "\nmore"));
        Assert.Equal((PostmortemStage.Draft, 1), (bench.Incident.Postmortem.Stage, bench.Incident.Postmortem.Published!.Number));
        Assert.Equal("Revision 2 is newer, by Ana: read that one.", bench.Refusal(new IncidentCommand.ReviewPostmortem(1), Bench.Rea));
        Assert.Equal(1, bench.Incident.Postmortem.File!.Revision);
    }

    [Fact]
    public void Publishing_WithoutReview_NeedsAReasonThatIsRecorded()
    {
        var bench = Begun();
        Assert.Equal("The incident is still open: resolve it first.", bench.Refusal(new IncidentCommand.PublishPostmortem(1, "in a hurry")));
        bench.Do(new IncidentCommand.Resolve("flags off"));
        Assert.Contains("Nobody has reviewed revision 1", bench.Refusal(new IncidentCommand.PublishPostmortem(1, " ")), StringComparison.Ordinal);
        bench.Do(new IncidentCommand.PublishPostmortem(1, "nobody else is awake"));
        Assert.Equal("nobody else is awake", bench.Incident.Postmortem.Newest!.Unreviewed);
        Assert.Contains(bench.Entries, e => e.Event is ClockMet { Clock: "post-mortem", By: "publishing it" });
    }

    [Fact]
    public void WhatCannotBe_SaysWhy()
    {
        var bench = new Bench();
        Assert.Equal("Nobody has begun the post-mortem: begin it first.", bench.Refusal(new IncidentCommand.SavePostmortem(1, "x")));
        Assert.Contains("begin it first", bench.Refusal(new IncidentCommand.CommentPostmortem("x")), StringComparison.Ordinal);
        bench.Do(new IncidentCommand.BeginPostmortem(First));
        Assert.Same(Decision.Nothing, bench.Try(new IncidentCommand.BeginPostmortem("other"), Bench.Ben));
        Assert.Equal("There is no revision 7: the newest is 1.", bench.Refusal(new IncidentCommand.SavePostmortem(7, "x")));
        Assert.Equal("A post-mortem needs a text.", bench.Refusal(new IncidentCommand.SavePostmortem(1, " \r\n ")));
        Assert.Equal("A post-mortem holds at most 200,000 characters; this would be 10,000,000. Attach what is long as a file.", bench.Refusal(new IncidentCommand.SavePostmortem(1, new string('x', 10_000_000))));
        Assert.Contains("5,000 lines; this one has 5,001", bench.Refusal(new IncidentCommand.SavePostmortem(1, "x" + new string('\n', 5_000) + "x")), StringComparison.Ordinal);
        Assert.Contains("role Responder", bench.Refusal(new IncidentCommand.SavePostmortem(1, "x"), Bench.Obi), StringComparison.Ordinal);
        Assert.Contains("role Administrator", bench.Refusal(new IncidentCommand.FilePostmortem(1, "a", 1, "b")), StringComparison.Ordinal);
        Assert.Equal("A comment needs a text.", bench.Refusal(new IncidentCommand.CommentPostmortem(" ")));
        Assert.Equal(RefusalKind.NotFound, ((Decision.Refused)bench.Try(new IncidentCommand.ResolveComment(1))).Kind);
    }

    [Fact]
    public void Comments_StandUntilTheyAreResolved()
    {
        var bench = Begun();
        bench.Do(new IncidentCommand.CommentPostmortem(" Is that all? "), Bench.Rea);
        Assert.Equal("Is that all?", Text(bench, bench.Incident.Postmortem.Comments[0].Text));
        bench.Do(new IncidentCommand.ResolveComment(1));
        Assert.Equal("Ana", bench.Incident.Postmortem.Comments[0].Resolved!.By.Name);
        Assert.Same(Decision.Nothing, bench.Try(new IncidentCommand.ResolveComment(1)));
    }

    private static Bench Begun(string environment = "drill")
    {
        var bench = new Bench(environment);
        bench.Do(new IncidentCommand.BeginPostmortem(First));
        return bench;
    }

    private static string? Text(Bench bench, KeptText kept) => bench.View.Written.GetValueOrDefault(kept.Id);
}
