using Bunit;
using MeetSolis.IncidentConsole.Controls;

namespace MeetSolis.IncidentConsole.Tests.Controls;

public sealed class ConfirmByTypingTests : Pieces
{
    private readonly List<string> _confirmed = [];
    private int _cancelled;
    private TaskCompletionSource? _working;

    [Theory]
    [InlineData("")]
    [InlineData("Production")]
    [InlineData("prodution")]
    public void AnotherWord_ConfirmsNothingAndSaysSo(string typed)
    {
        var form = Form();
        form.Find("input").Input(typed);
        Assert.Equal("true", form.Find("button[type=submit]").GetAttribute("aria-disabled"));
        form.Find("form").Submit();
        Assert.Empty(_confirmed);
        var input = form.Find("input");
        Assert.Equal("true", input.GetAttribute("aria-invalid"));
        Assert.Equal("That is not production.", Seen(form.Find($"#{input.GetAttribute("aria-describedby")}[role=alert]")));
    }

    [Fact]
    public void TheWord_Confirms()
    {
        var form = Form();
        form.Find("input").Input(" production ");
        Assert.Null(form.Find("button[type=submit]").GetAttribute("aria-disabled"));
        form.Find("form").Submit();
        Assert.Equal(["production"], _confirmed);
    }

    [Fact]
    public void SecondPress_WhileTheFirstIsDone_DoesNothing()
    {
        _working = new();
        var form = Form();
        form.Find("input").Input("production");
        form.Find("form").Submit();
        form.Find("form").Submit();
        Assert.Equal(["production"], _confirmed);
        _working.SetResult();
    }

    [Fact]
    public void RightWordAfterAWrongOne_TakesTheComplaintBack()
    {
        var form = Form();
        form.Find("form").Submit();
        form.Find("input").Input("production");
        Assert.Empty(form.FindAll("[role=alert]"));
        Assert.Null(form.Find("input").GetAttribute("aria-invalid"));
    }

    [Fact]
    public void DoNot_Cancels()
    {
        Form().Find("button[type=button]").Click();
        Assert.Equal(1, _cancelled);
        Assert.Empty(_confirmed);
    }

    [Fact]
    public void Nothing_TakesTheFocusByItself() => Assert.Empty(Form().FindAll("[autofocus]"));

    private IRenderedComponent<ConfirmByTyping> Form() => Render<ConfirmByTyping>(p => p
        .Add(x => x.Expected, "production").Add(x => x.Prompt, "It restores the database.").Add(x => x.Label, "Run step 4")
        .Add(x => x.OnConfirmed, async word =>
        {
            _confirmed.Add(word);
            if (_working is not null) await _working.Task;
        })
        .Add(x => x.OnCancelled, () => _cancelled++));
}
