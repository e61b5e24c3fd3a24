using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Postmortems;
using MeetSolis.IncidentConsole.Tests.Incidents;

namespace MeetSolis.IncidentConsole.Tests.Postmortems;

public sealed class PostmortemDocumentTests
{
    [Fact]
    public void Document_OfAStory_SaysWhatTheEntriesSayInTheSectionsOfTheRunbook()
    {
        var bench = new Bench(trigger: "error-rate-spike").AtMethodA();
        bench.RunAll();
        bench.Do(new IncidentCommand.MarkTime("started", bench.Incident.DeclaredAt.AddMinutes(-31), "the first 500"));
        bench.Do(new IncidentCommand.Resolve("flags off"));
        bench.Do(new IncidentCommand.PrepareMessage("rollback-done", Bench.Runbook.Messages["rollback-done"].Fields.Keys.ToDictionary(f => f, _ => "<b>said</b> | to you")));
        var document = Write(bench);

        var headings = document.Split('\n').Where(l => l.StartsWith("## ", StringComparison.Ordinal)).Select(l => l[3..]).ToList();
        Assert.Equal(["Summary", "Impact", "Timeline", "Root cause", "Affected users", "Data exposed", "Mitigation", "Prevention", "Contributing factors", "Decisions, and what the signals said"], headings.Take(10));
        Assert.All(["Clocks met and missed", "What was said, and to whom"], h => Assert.Contains(h, headings));
        Assert.Contains("| 2026-01-07 13:52:00 | Ana | **Started** (marked: the first 500) |", document, StringComparison.Ordinal);
        Assert.Contains("**Detected**", document, StringComparison.Ordinal);
        Assert.Contains("**Resolved** |", document, StringComparison.Ordinal);
        Assert.Contains("To attend, as the runbook says: PM, Dev, DevOps.", document, StringComparison.Ordinal);
        Assert.Contains("Ana chose", document, StringComparison.Ordinal);
        // What was typed is text: neither markup nor a cell of its own.
        Assert.Contains("\\<b\\>said\\</b\\>", document, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>said", document, StringComparison.Ordinal);
        Assert.Contains("## Root cause\n\n" + PostmortemDocument.ToBeWritten, document, StringComparison.Ordinal);
    }

    [Fact]
    public void Findings_FillTheSectionsThatTheRunbookNames()
    {
        var bench = new Bench();
        bench.Record("ROOT_CAUSE", "the <cache> of the proxy");
        bench.Record("AFFECTED_COUNT", "12");
        var document = Write(bench);

        Assert.Contains("## Root cause\n\n- Root cause: the \\<cache\\> of the proxy\n", document, StringComparison.Ordinal);
        Assert.Contains("## Affected users\n\n- Affected count: 12\n", document, StringComparison.Ordinal);
    }

    [Fact]
    public void Updates_ThatWereMissed_StandAmongTheClocks()
    {
        var bench = new Bench(trigger: "error-rate-spike").AtMethodA();
        bench.Now += TimeSpan.FromMinutes(11);
        bench.Do(new IncidentCommand.KeepTime(), Caller.Console);
        Assert.Contains("| Next update: Rollback started | ", Write(bench), StringComparison.Ordinal);
    }

    [Fact]
    public void Timeline_ThatIsLong_LeavesOutWhatMovesNothingAndSaysSo()
    {
        var bench = new Bench();
        for (var i = 0; i < 300; i++) bench.Do(new IncidentCommand.PinEntry(1, i % 2 == 0));
        for (var i = 0; i < 150; i++) bench.Do(new IncidentCommand.AddNote($"note {i}"));
        bench.Do(new IncidentCommand.BeginPostmortem(Write(bench)));
        var document = Write(bench);

        Assert.Contains("151 of 451 entries", document, StringComparison.Ordinal);
        Assert.Contains("note 149", document, StringComparison.Ordinal);
        // How it came about itself is no part of the incident.
        Assert.DoesNotContain("began the post-mortem", document, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_MadeFromVeryMuch_IsCutAtALineWithRoomToWrite()
    {
        var fitted = PostmortemText.Fit(string.Join('\n', Enumerable.Range(0, 20_000).Select(i => $"line {i} of it")));
        Assert.Null(PostmortemText.Why(fitted));
        Assert.EndsWith("_The rest stands in the incident's timeline and in its export._", fitted, StringComparison.Ordinal);
        Assert.Equal("a\nb", PostmortemText.Fit("a\nb"));
    }

    [Theory]
    [InlineData("docs/deployment/incident-{date:yyyyMMdd}.md", "docs/deployment/incident-20260107.md")]
    [InlineData("{date:yyyy-MM}/a.md", "2026-01/a.md")]
    [InlineData("../a.md", null)]
    [InlineData("a/../../b.md", null)]
    [InlineData("/etc/passwd", null)]
    [InlineData("a//b.md", null)]
    [InlineData("a\\..\\b.md", null)]
    [InlineData(".hidden/b.md", null)]
    [InlineData("{date:yyyy/MM}.md", null)]
    [InlineData("a\0.md", null)]
    public void Path_OfADocument_LiesBelowTheFolderOrIsRefused(string template, string? path)
    {
        Assert.Equal(path, DocumentPath.Of(template, new DateTimeOffset(2026, 1, 7, 22, 59, 0, TimeSpan.FromHours(-1)), out var refusal));
        Assert.Equal(path is null, refusal is not null);
    }

    [Theory]
    [InlineData("a/b.md", 1, "a/b.md")]
    [InlineData("a/b.md", 2, "a/b-2.md")]
    [InlineData("a.b/c", 3, "a.b/c-3")]
    public void Path_Suffixed_KeepsItsEnding(string path, int number, string name) => Assert.Equal(name, DocumentPath.Suffixed(path, number));

    private static string Write(Bench bench) => PostmortemDocument.Write(bench.View, bench.Entries, id => bench.View.Written.GetValueOrDefault(id));
}
