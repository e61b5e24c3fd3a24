using Bunit;
using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Tests.Incidents.Deck;

/// <summary>Checklists and deadlines as the deck shows them.</summary>
public sealed class ListsOnDeckTests
{
    [Fact]
    public void Box_OfAnItemWithACheck_RunsItAndTicksNothingItself()
    {
        using var screen = new DeckScreen(new Scene().Commanded());
        screen.Deck.Find("[data-test=item-vercel-cli] .box").Click();
        screen.Deck.Find("[data-test=item-threshold-confirmed] .box").Click();
        Assert.Equal(["vercel-cli"], screen.Checked);
        Assert.Equal([new IncidentCommand.TickItem("threshold-confirmed", true)], screen.Commands);
    }

    [Fact]
    public void Check_ThatFailed_ShowsWhatWasExpectedAndFoundAndByWhom()
    {
        using var screen = new DeckScreen(new Scene().Commanded().Do(Found(StepStatus.Failed), Scene.Rea));
        var found = screen.Text("item-vercel-cli");
        Assert.Contains("expected exit 0, found exit 1", found, StringComparison.Ordinal);
        Assert.Contains("by Rea", found, StringComparison.Ordinal);
        Assert.Equal("open", screen.Find("item-vercel-cli").GetAttribute("data-status"));
        screen.Deck.Find("[data-test=item-vercel-cli] details").TriggerEvent("ontoggle", EventArgs.Empty);
        Assert.Contains("text ", screen.Deck.Find("[data-test=item-vercel-cli] .check-output").TextContent, StringComparison.Ordinal);
        screen.Find("check-vercel-cli").Click();
        Assert.Equal(["vercel-cli"], screen.Checked);
    }

    [Fact]
    public void Item_IsTakenTickedWithEvidenceAndGoneOnWithout()
    {
        using var screen = new DeckScreen(new Scene().Commanded());
        screen.Find("more-vercel-cli").Click();
        screen.Find("take-vercel-cli").Click();
        screen.Find("more-threshold-confirmed").Click();
        screen.Deck.Find("[data-test=more-link-threshold-confirmed]").Input("https://sentry.io/x");
        screen.Deck.Find("[data-test=more-go-threshold-confirmed]").Closest("form")!.Submit();
        screen.Deck.Find("[data-test=override-list-reason]").Input("customers wait");
        screen.Deck.Find("[data-test=override-list-go]").Closest("form")!.Submit();
        Assert.Equal(
        [
            new IncidentCommand.AssignItem("vercel-cli", new("u-ana", "Ana")),
            new IncidentCommand.TickItem("threshold-confirmed", true, null, "https://sentry.io/x"),
            new IncidentCommand.OverrideChecklist("pre-rollback", "customers wait"),
        ], screen.Commands);
    }

    [Fact]
    public void Item_ThatNamesADocument_LeadsToWhereItIsWritten_OrSaysHowItIsShown()
    {
        const string Lists = """
            checklists:
              papers:
                after: declared
                within: 1h
                items:
                  report: {say: Written, document: post-mortem}
                  tried: {say: Tried, document: rehearsal}
                  risks: {say: Weighed, document: risks}
            """;
        var source = DeckStory.Runbook.Source;
        var lists = source.IndexOf("\nchecklists:", StringComparison.Ordinal);
        var text = source[..lists] + "\n" + Lists + source[source.IndexOf("\nmethods:", StringComparison.Ordinal)..];
        text = text.Replace("\ndocuments:\n", "\ndocuments:\n  risks: {title: Risk sheet, path: docs/risks.md, sections: []}\n", StringComparison.Ordinal);
        var reading = MeetSolis.IncidentConsole.Runbooks.RunbookReader.Read("papers.yaml", text);
        Assert.Empty(reading.Errors.Select(e => e.ToString()));
        using var screen = new DeckScreen(new Scene(runbook: reading.Runbook).Commanded());
        screen.Find("lists-open").Click();
        Assert.EndsWith("/postmortem", screen.Deck.Find("#lists [data-test=item-report-all] .item-body a").GetAttribute("href"), StringComparison.Ordinal);
        Assert.Equal("/rehearsals", screen.Deck.Find("#lists [data-test=item-tried-all] .item-body a").GetAttribute("href"));
        Assert.Contains("Risk sheet: write it (docs/risks.md), attach it", screen.Deck.Find("#lists [data-test=tie-document-risks]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Item_ThatFoundAFile_ShowsItsName_AndWhereItLiesOnlyWhenAsked()
    {
        using var screen = new DeckScreen(new Scene().Commanded().Chosen("method-b", "because it has to be").Ticked());
        var item = DeckStory.Runbook.Checklists["pre-rollback"].AllItems().First(i => i.Finding == "BACKUP_FILE");
        screen.Find("lists-open").Click();
        var found = screen.Deck.Find($"#lists [data-test=item-{item.Id}-all] .hint [title]");
        Assert.Equal(("backup-epic1-production-20260107.sql.gz", "backups/backup-epic1-production-20260107.sql.gz"), (found.TextContent, found.GetAttribute("title")));
    }

    [Fact]
    public void Override_IsACommandersAlone()
    {
        using var screen = new DeckScreen(new Scene().Commanded().SeenBy(Scene.Rea));
        Assert.Empty(screen.All("override-list"));
    }

    [Fact]
    public void Overdue_IsSaidOnTheWayAndInTheDialog()
    {
        var scene = new Scene().AtMethodA().RanAll().Later(TimeSpan.FromMinutes(40));
        using var screen = new DeckScreen(scene);
        Assert.Contains("overdue", screen.Deck.Find(".way-list[data-list=open] summary").TextContent, StringComparison.Ordinal);
        Assert.Empty(screen.All("list-immediate"));
        screen.Find("lists-open").Click();
        Pictures.Keep(screen.Deck.Markup.Replace("id=\"lists\"", "id=\"lists\" open", StringComparison.Ordinal));
        Assert.Contains("overdue", screen.Text("item-epic1-works-all"), StringComparison.Ordinal);
        screen.Deck.Find("[data-test=skip-epic1-works-all-reason]").Input("the script is not supplied");
        screen.Deck.Find("[data-test=skip-epic1-works-all-go]").Closest("form")!.Submit();
        Assert.Equal([new IncidentCommand.SkipItem("epic1-works", "the script is not supplied")], screen.Commands);
    }

    [Fact]
    public void Clocks_SayTheirBasisAndAreKeptByAPersonsWord()
    {
        var scene = new Scene(trigger: "data-exposure").Commanded().Later(TimeSpan.FromHours(3));
        using var screen = new DeckScreen(scene);
        Assert.Contains("1 missed", screen.Text("way-clocks"), StringComparison.Ordinal);
        screen.Find("lists-open").Click();
        Pictures.Keep(screen.Deck.Markup.Replace("id=\"lists\"", "id=\"lists\" open", StringComparison.Ordinal));
        Assert.Contains("GDPR Art. 33", screen.Text("clock-authority-notice-all"), StringComparison.Ordinal);
        Assert.Equal("breached", screen.Find("clock-user-notice-all").GetAttribute("data-state"));
        screen.Deck.Find("[data-test=met-user-notice-all-reason]").Input("mailed by hand at 16:05");
        screen.Deck.Find("[data-test=met-user-notice-all-go]").Closest("form")!.Submit();
        Assert.Equal([new IncidentCommand.MeetClock("user-notice", "mailed by hand at 16:05")], screen.Commands);
    }

    [Fact]
    public void Observer_SeesEverythingAndPressesNothing()
    {
        using var screen = new DeckScreen(new Scene(trigger: "data-exposure").Commanded().Later(TimeSpan.FromHours(3)).SeenBy(Scene.Oto));
        screen.Find("lists-open").Click();
        Assert.Empty(screen.Deck.FindAll("#lists li button, #lists form"));
    }

    private static IncidentCommand.RecordCheck Found(StepStatus outcome) => new(
        "vercel-cli", outcome, "vercel env ls", [new("exit 0", "exit 1", false, true)], "The check failed: expected exit 0; found exit 1.", "Error: not found", TimeSpan.FromSeconds(1));
}
