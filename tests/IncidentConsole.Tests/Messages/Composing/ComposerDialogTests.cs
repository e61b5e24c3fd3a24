using System.Text;
using Bunit;
using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Messages;
using MeetSolis.IncidentConsole.Messages.Composing;
using MeetSolis.IncidentConsole.Tests.Incidents.Deck;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace MeetSolis.IncidentConsole.Tests.Messages.Composing;

public sealed class ComposerDialogTests : IDisposable
{
    private static readonly ChannelBook AllSetUp = new((channel, to) => new(channel, ChannelStates.Waiting, channel, channel == "email" ? null : to ?? channel));

    private readonly BunitContext _screen = new();
    private readonly List<IncidentCommand> _asked = [];

    public ComposerDialogTests() => _screen.JSInterop.Mode = JSRuntimeMode.Loose;

    public void Dispose() => _screen.Dispose();

    [Fact]
    public void Message_WithWhatIsMissing_SaysWhereItComesFromAndLeadsThere()
    {
        (int, string) gone = default;
        var dialog = Open(Exposed(), onStep: step => gone = step);
        dialog.Find("[data-test=message-template]").Change("data-exposure-email");
        Keep(dialog);

        var blockers = dialog.Find("[data-test=blockers]").TextContent;
        Assert.Contains("“Window start” comes of step", blockers, StringComparison.Ordinal);
        Assert.Contains("only a person can say it", blockers, StringComparison.Ordinal);
        // The label is what a person reads; what the runbook calls it is there for whoever wrote it.
        var asked = dialog.Find("[data-test=message-what-we-did]").Closest("label")!;
        Assert.Equal(("What we did (still empty)", "what-we-did"), (asked.QuerySelector("span")!.TextContent, asked.GetAttribute("title")));
        Assert.True(dialog.Find("[data-test=message-go]").HasAttribute("disabled"));
        dialog.FindAll("[data-test=go-assess]")[0].Click();
        Assert.Equal((1, "assess"), gone);
    }

    [Fact]
    public void Message_ToAList_IsSeenPersonByPersonAndPutBeforeASecondCommander()
    {
        var scene = Exposed();
        var dialog = Open(scene);
        dialog.Find("[data-test=message-template]").Change("data-exposure-email");
        Upload(dialog, "email;First Name;Records\nana@x.test;<b>Ana</b>;3\nben@x.test;Ben;1\nBEN@x.test;Ben;1\nnobody;X;2\n");
        dialog.WaitForAssertion(() => Assert.Contains("2 people", dialog.Find("[data-test=audience-count]").TextContent, StringComparison.Ordinal));
        Assert.Contains("1 twice and 1 without a good address", dialog.Find("[data-test=audience-problems]").TextContent, StringComparison.Ordinal);
        while (dialog.FindAll(".field.missing textarea") is [{ } field, ..]) field.Input("said by Ana");
        Assert.Empty(dialog.FindAll("[data-test=blockers]"));
        Keep(dialog);

        Assert.Contains("Hi <b>Ana</b>,", dialog.Find("[data-test=message-text]").TextContent, StringComparison.Ordinal);
        Assert.Null(dialog.Find("[data-test=message-text]").QuerySelector("b"));
        // The other part of the same email, as a reader without HTML has it: nothing is encoded, and the subject stays.
        Assert.Equal("true", dialog.Find("[data-test=preview-html]").GetAttribute("aria-pressed"));
        var subject = dialog.Find(".mail-subject").TextContent;
        dialog.Find("[data-test=preview-plain]").Click();
        var plain = dialog.Find("pre[data-test=message-text]").TextContent;
        Assert.StartsWith("Hi <b>Ana</b>,\n", plain, StringComparison.Ordinal);
        Assert.EndsWith($"\n\n{HeadMark.Of(scene.Incident)}\n", plain, StringComparison.Ordinal);
        Assert.Equal(subject, dialog.Find(".mail-subject").TextContent);
        dialog.Find("[data-test=preview-html]").Click();
        dialog.Find("[data-test=preview-next]").Click();
        Assert.Contains("Hi Ben,", dialog.Find("[data-test=message-text]").TextContent, StringComparison.Ordinal);
        dialog.Find("[data-test=message-go]").Click();
        var proposed = Assert.IsType<IncidentCommand.ProposeMessage>(Assert.Single(_asked));
        Assert.Equal(["ana@x.test", "ben@x.test"], proposed.Draft.Recipients.Select(r => r.Address));
        // Proposed once: nothing of it stands there to be proposed in passing again.
        Assert.StartsWith("Proposed: a second commander", dialog.Find("[data-test=message-said]").TextContent.Trim(), StringComparison.Ordinal);
        Assert.Empty(dialog.FindAll("[data-test=audience-count]"));
        Assert.True(dialog.Find("[data-test=message-go]").HasAttribute("disabled"));
    }

    [Fact]
    public void Message_ThatIsRefused_StaysToBeMended()
    {
        var dialog = Open(new Scene { Channels = AllSetUp }.AtMethodA(), taken: false);
        dialog.Find("[data-test=message-template]").Change("features-disabled");
        var text = DeckStory.Runbook.Messages["features-disabled"].Body + "\nMore at noon.";
        dialog.Find("[data-test=message-edit]").Change(text);
        dialog.Find("[data-test=message-go]").Click();

        Assert.Contains("It was refused", dialog.Find(".notice.bad").TextContent, StringComparison.Ordinal);
        Assert.Empty(dialog.FindAll("[data-test=message-said]"));
        Assert.Equal(text, dialog.Find("[data-test=message-edit]").GetAttribute("value"));
        Assert.False(dialog.Find("[data-test=message-go]").HasAttribute("disabled"));
    }

    [Fact]
    public void Message_ThatIsChanged_ShowsWhatDiffersFromTheTemplate()
    {
        var dialog = Open(new Scene { Channels = AllSetUp }.AtMethodA());
        dialog.Find("[data-test=message-template]").Change("features-disabled");
        Assert.Empty(dialog.FindAll("[data-test=difference]"));
        var template = DeckStory.Runbook.Messages["features-disabled"].Body;
        dialog.Find("[data-test=message-edit]").Change(template + "\nMore at {nowhere}.");
        Assert.Contains("More at {nowhere}.", dialog.Find("[data-test=difference] .added").TextContent, StringComparison.Ordinal);
        Assert.Contains("{nowhere}", dialog.Find("[data-test=blockers]").TextContent, StringComparison.Ordinal);
        dialog.Find("[data-test=message-edit]").Change(template + "\nMore at noon. <!channel> @channel");
        Keep(dialog);
        Assert.Null(dialog.Find("[data-test=message-text]").QuerySelector(".calls"));

        dialog.Find("[data-test=message-undo]").Click();
        Assert.Empty(dialog.FindAll("[data-test=difference]"));
        dialog.Find("[data-test=message-edit]").Change(template + "\nMore at noon. <!channel> @channel");
        dialog.Find("[data-test=message-go]").Click();
        Assert.Equal(template + "\nMore at noon. <!channel> @channel", Assert.IsType<IncidentCommand.PrepareMessage>(Assert.Single(_asked)).Text);
        // It cannot go once more by a press in passing.
        Assert.Empty(dialog.FindAll("[data-test=message-go]"));
        Assert.Contains("Recorded", dialog.Find("[data-test=message-said]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Message_SentToOneself_IsAsItStandsWithTheFirstPersonsValues_AndSaysWhatBecameOfIt()
    {
        var tested = new List<(string Body, string? Name)>();
        var says = (Sent: true, Sentence: "One went to ana@meetsolis.test.");
        var dialog = _screen.Render<ComposerDialog>(p => p.Add(x => x.View, Exposed().View).Add(x => x.Caller, Scene.Ana).Add(x => x.OnDraft, _ => Task.FromResult<MessageDraft?>(null))
            .Add(x => x.OnCommand, _ => throw new InvalidOperationException("A test is no command."))
            .Add(x => x.OnTest, (content, person) =>
            {
                tested.Add((content.Template, person?["first-name"]));
                return Task.FromResult(says);
            }));
        dialog.Find("[data-test=message-template]").Change("features-disabled");
        Assert.Empty(dialog.FindAll("[data-test=message-test]"));
        dialog.Find("[data-test=message-template]").Change("data-exposure-email");
        dialog.Find("[data-test=message-test]").Click();
        Upload(dialog, "email;First Name\nzoe@x.test;Zoë\nben@x.test;Ben\n");
        dialog.WaitForAssertion(() => Assert.Contains("2 people", dialog.Find("[data-test=audience-count]").TextContent, StringComparison.Ordinal));
        dialog.Find("[data-test=message-test]").Click();
        Assert.Equal([("data-exposure-email", null), ("data-exposure-email", "Zoë")], tested);
        Assert.Contains(says.Sentence, dialog.Find("[data-test=message-said]").TextContent, StringComparison.Ordinal);

        says = (false, "It was refused: no such mailbox.");
        dialog.Find("[data-test=message-test]").Click();
        Assert.Empty(dialog.FindAll("[data-test=message-said]"));
        Assert.Contains(says.Sentence, dialog.Find(".notice.warn:not([data-test])").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Message_ForTheStatusPage_IsSeenAsItStandsThere()
    {
        var dialog = Open(new Scene { Channels = AllSetUp }.AtMethodA());
        dialog.Find("[data-test=message-template]").Change("status-page-started");
        dialog.Find("[data-test=message-impact]").Input("Client cards are off.");
        Assert.Contains("identified", dialog.Find("[data-test=preview]").TextContent, StringComparison.Ordinal);
        Assert.Contains("Client cards are off.", dialog.Find("[data-test=message-text]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Proposal_IsReadBeforeItIsApproved()
    {
        var scene = Exposed();
        var draft = Draft();
        scene.Do(new IncidentCommand.ProposeMessage(draft), Scene.Rea);
        var proposal = scene.Incident.Proposals[0];
        var dialog = Open(scene, caller: Scene.Ben, draft: draft);
        dialog.Find("[data-test=message-template]").Change("data-exposure-email");
        Assert.Empty(dialog.FindAll("[data-test=proposal-approve]"));
        dialog.Find("[data-test=proposal-read]").Click();
        Keep(dialog);
        dialog.WaitForElement("[data-test=proposal-approve]").Click();
        Assert.Equal(new IncidentCommand.ApproveMessage(proposal.Id, proposal.Fact.Seal), Assert.Single(_asked));
        // Whoever reads it gets no empty form beside it, unless they want to write another.
        Assert.Empty(dialog.FindAll("[data-test=message-go]"));
        dialog.Find("[data-test=message-anew]").Click();
        Assert.NotEmpty(dialog.FindAll("[data-test=message-go]"));

        var hers = Open(scene, caller: Scene.Rea, draft: draft);
        hers.Find("[data-test=message-template]").Change("data-exposure-email");
        hers.Find("[data-test=proposal-read]").Click();
        Assert.Empty(hers.FindAll("[data-test=proposal-approve]"));
        Assert.Contains("It needs a commander other than you.", hers.Find("[data-test=proposal]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Message_InADrill_GoesTheWayOfProduction()
    {
        var dialog = Open(Exposed("drill"));
        dialog.Find("[data-test=message-template]").Change("data-exposure-email");
        Assert.Equal("Put before a second commander", dialog.Find("[data-test=message-go]").TextContent);
    }

    [Fact]
    public void Proposal_IsSaidOnTheDeckUntilItIsSent()
    {
        var scene = Exposed();
        scene.Do(new IncidentCommand.ProposeMessage(Draft()));
        var (proposal, asked) = (scene.Incident.Proposals[0], new List<string>());
        IRenderedComponent<ProposalBar> Bar(Caller caller) => _screen.Render<ProposalBar>(p => p.Add(x => x.View, scene.View).Add(x => x.Caller, caller).Add(x => x.OnPrepare, EventCallback.Factory.Create<string>(this, asked.Add)));
        Assert.Contains("It waits for another commander's approval.", Bar(Scene.Ana).Markup, StringComparison.Ordinal);
        var his = Bar(Scene.Ben);
        Assert.Contains("Ana</b> proposes “Data exposure, to affected users” to one person.", his.Markup, StringComparison.Ordinal);
        Assert.Contains("It needs your approval.", his.Markup, StringComparison.Ordinal);
        his.Find("[data-test=proposal-open]").Click();
        Assert.Equal(["data-exposure-email"], asked);
        scene.Do(new IncidentCommand.ApproveMessage(proposal.Id, proposal.Fact.Seal), Scene.Ben);
        Assert.Equal("Send it", Bar(Scene.Ana).Find("[data-test=proposal-open]").TextContent);

        // Once it has gone, the dialog holds nothing of it that could go again.
        var dialog = Open(scene);
        dialog.Find("[data-test=message-template]").Change("data-exposure-email");
        dialog.Find("[data-test=proposal-send]").Click();
        Assert.Equal(new IncidentCommand.SendProposed(proposal.Id), Assert.Single(_asked));
        Assert.Empty(dialog.FindAll("[data-test=proposal], [data-test=message-go]"));
        Assert.Contains("Recorded", dialog.Find("[data-test=message-said]").TextContent, StringComparison.Ordinal);
    }

    private static Scene Exposed(string environment = "production") => new Scene(environment, trigger: "data-exposure", title: "Data exposure") { Channels = AllSetUp }.Do(new IncidentCommand.ChooseMethod("method-c"));

    private static MessageDraft Draft() => new("data-exposure-email",
        DeckStory.Runbook.Messages["data-exposure-email"].Fields.Where(f => f.Value == "ask" || f.Value.StartsWith("finding.", StringComparison.Ordinal)).ToDictionary(f => f.Key, _ => "said"),
        null, null, [new("ana@x.test", new Dictionary<string, string> { ["first-name"] = "Ana", ["records"] = "3" })], null);

    private IRenderedComponent<ComposerDialog> Open(Scene scene, Caller? caller = null, MessageDraft? draft = null, Action<(int, string)>? onStep = null, bool taken = true) => _screen.Render<ComposerDialog>(p => p
        .Add(x => x.View, scene.View).Add(x => x.Caller, caller ?? Scene.Ana).Add(x => x.OnDraft, _ => Task.FromResult(draft))
        .Add(x => x.OnStep, EventCallback.Factory.Create<(int, string)>(this, onStep ?? (_ => { })))
        .Add(x => x.OnCommand, command =>
        {
            _asked.Add(command);
            return Task.FromResult(taken);
        }));

    private static void Upload(IRenderedComponent<ComposerDialog> dialog, string csv) =>
        dialog.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromBinary(Encoding.UTF8.GetBytes(csv), "affected.csv"));

    private static void Keep(IRenderedComponent<ComposerDialog> dialog) =>
        Pictures.Keep(dialog.Markup.Replace("<dialog id=\"message\"", "<dialog open id=\"message\"", StringComparison.Ordinal));
}
