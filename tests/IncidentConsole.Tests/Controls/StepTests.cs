using Bunit;
using MeetSolis.IncidentConsole.Controls;
using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Tests.Controls;

public sealed class StepTests : Pieces
{
    [Fact]
    public void Step_OfEveryStatus_HasItsOwnWordAndShape()
    {
        var rows = Enum.GetValues<StepStatus>().Select(s => Row(s, null, null).Find("li")).ToList();
        Assert.Equal(rows.Count, rows.Select(r => r.GetAttribute("data-status")).Distinct().Count());
        Assert.Equal(rows.Count, rows.Select(r => r.QuerySelector(".sr")!.TextContent).Distinct().Count());
        Assert.Equal(rows.Count, rows.Select(r => r.QuerySelector("svg")!.InnerHtml).Distinct().Count());
    }

    [Theory]
    [InlineData(StepStatus.Waiting, "")]
    [InlineData(StepStatus.Ready, "ready")]
    [InlineData(StepStatus.Succeeded, "21 s")]
    [InlineData(StepStatus.Failed, "failed")]
    [InlineData(StepStatus.Unproven, "unproven")]
    [InlineData(StepStatus.Cancelled, "cancelled")]
    [InlineData(StepStatus.Skipped, "skipped")]
    [InlineData(StepStatus.Unknown, "unknown")]
    public void Step_AtItsEnd_SaysTheTimeOnlyOfWhatIsDone(StepStatus status, string end) =>
        Assert.Equal(end, Seen(Row(status, Start - Seconds(38), Start - Seconds(17)).Find(".end")));

    [Fact]
    public void Step_DoneAtAnUnknownTime_SaysDone() => Assert.Equal("done", Seen(Row(StepStatus.Succeeded, null, null).Find(".end")));

    [Fact]
    public void Step_Running_TicksInTheBrowser()
    {
        var clock = Row(StepStatus.Running, Start - Seconds(38), null).Find(".end [data-clock=up]");
        Assert.Equal("00:38", clock.TextContent);
    }

    [Fact]
    public void Step_Current_IsToldToWhoListens()
    {
        var row = Render<StepRow>(p => p.Add(x => x.Number, 2).Add(x => x.Title, "<b>Redeploy</b>\u001b[2K").Add(x => x.Status, StepStatus.Failed).Add(x => x.Current, true).Add(x => x.Detail, "Exit code 1.\u0007"));
        Assert.Equal("step", row.Find("li").GetAttribute("aria-current"));
        Assert.Equal("2 <b>Redeploy</b>␛[2K, failed", Seen(row.Find(".title")));
        Assert.Equal("Exit code 1.␇", row.Find(".detail").TextContent);
    }

    [Fact]
    public void Command_WithControlsAndMarkup_IsShownAsText()
    {
        var block = Render<CommandBlock>(p => p.Add(x => x.Command, "rm \u001b[2K<b>x</b> \u202Egpj.exe\n  second\tline").Add(x => x.Label, "Command of step 2"));
        var source = block.Find("[data-copy-source]");
        Assert.Equal("rm ␛[2K<b>x</b> ⟨U+202E⟩gpj.exe\n  second\tline", source.TextContent);
        Assert.Equal(("0", "Command of step 2"), (source.GetAttribute("tabindex"), source.GetAttribute("aria-label")));
    }

    [Fact]
    public void Command_CopyButton_SaysWhatItCopiesAndWorksWithoutAConnection()
    {
        var button = Render<CommandBlock>(p => p.Add(x => x.Command, "ls").Add(x => x.Label, "Command of step 2")).Find("[data-copy-scope] button[data-copy]");
        Assert.Equal("Copy Command of step 2", Seen(button));
        Assert.True(button.HasAttribute("data-offline"));
    }

    private IRenderedComponent<StepRow> Row(StepStatus status, DateTimeOffset? started, DateTimeOffset? ended) => Render<StepRow>(p => p
        .Add(x => x.Number, 1).Add(x => x.Title, "Disable flags").Add(x => x.Status, status).Add(x => x.StartedAt, started).Add(x => x.EndedAt, ended));
}
