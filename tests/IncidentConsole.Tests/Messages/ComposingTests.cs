using System.Text;
using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Messages;
using MeetSolis.IncidentConsole.Messages.Composing;
using MeetSolis.IncidentConsole.Messages.Store;
using MeetSolis.IncidentConsole.Tests.Data;

namespace MeetSolis.IncidentConsole.Tests.Messages;

/// <summary>Messages to a list: paced, held back in the middle, approved by a second person.</summary>
public sealed class ComposingTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public static TheoryData<StoreKind> Both => TestStore.Both;
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(Both))]
    public async Task Mailing_HeldBackInTheMiddle_GoesOnWithoutDoublesAtItsPace(StoreKind kind)
    {
        using var sink = await SmtpSink.StartAsync(_folder.FullPath, Ct);
        await using var rig = await RigAsync(kind, sink);
        var id = Guid.CreateVersion7();
        MessageRecipient[] people = [.. Enumerable.Range(0, 4).Select(i => MessagesRig.Person($"p{i}@example.org"))];
        await rig.DoAsync(new IncidentCommand.PrepareMessage("mail", What) { Id = id, Recipients = people, PerMinute = 60 });
        await rig.RowAsync(id, r => r is { Address: "p0@example.org", State: SendState.Sent });

        await rig.DoAsync(new IncidentCommand.StopMessage(id, "email", Stop: true));
        rig.Time.Advance(TimeSpan.FromMinutes(10));
        // Another message shows that the channel has looked since.
        await rig.UntilAsync(await rig.SendAsync("mail", "after", MessagesRig.Person("other@example.org")), "email", ChannelStates.Sent);
        Assert.Equal(["other@example.org", "p0@example.org"], sink.Mails.Select(m => m.To).Order());
        Assert.True((await rig.IncidentAsync()).FindMessage(id)!.On("email") is { Stopped: true, State: ChannelStates.Waiting });

        await rig.DoAsync(new IncidentCommand.StopMessage(id, "email", Stop: false));
        await rig.RowAsync(id, r => r is { Address: "p1@example.org", State: SendState.Sent });
        Assert.Equal(3, sink.Mails.Count);
        Assert.Equal(4, (await rig.UntilAsync(id, "email", ChannelStates.Sent)).Delivered);
        Assert.Equal(["other@example.org", "p0@example.org", "p1@example.org", "p2@example.org", "p3@example.org"], sink.Mails.Select(m => m.To).Order());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Proposal_IsReadFromTheStoreByWhoeverSendsIt(StoreKind kind)
    {
        using var sink = await SmtpSink.StartAsync(_folder.FullPath, Ct);
        await using var rig = await RigAsync(kind, sink);
        var draft = new MessageDraft("approved", What, "Hi {name}, {what} happened.", null, [MessagesRig.Person("ann@example.org", "<b>Ann</b>"), MessagesRig.Person("ben@example.org", "Ben")], null);
        var proposed = await rig.DoAsync(new IncidentCommand.ProposeMessage(draft));
        var proposal = Assert.Single(proposed.Proposals);
        Assert.Equal((2, MessageSeal.Of((await rig.Get<IncidentService>().DraftAsync(proposed, proposal.Id, Ct))!)), (proposal.Fact.Recipients, proposal.Fact.Seal));
        Assert.Equal(403, (await rig.PostAsync($"proposals/{proposal.Id}/approve", new { seal = proposal.Fact.Seal })).Status);
        Assert.Equal(409, (await rig.PostAsync($"proposals/{proposal.Id}/send", new { })).Status);
        var ben = MessagesRig.Ana with { Actor = new(ActorKind.Person, "u-ben", "Ben") };
        Assert.IsType<CommandResult.Accepted>(await rig.Get<IncidentService>().ExecuteAsync(rig.Number, new IncidentCommand.ApproveMessage(proposal.Id, proposal.Fact.Seal), ben, null, Ct));

        var (status, incident) = await rig.PostAsync($"proposals/{proposal.Id}/send", new { });
        Assert.Equal((200, "Ben"), (status, incident.GetProperty("proposals")[0].GetProperty("approvedBy").GetProperty("name").GetString()));
        await rig.UntilAsync(incident.GetProperty("proposals")[0].GetProperty("sentAs").GetGuid(), "email", ChannelStates.Sent);
        Assert.Equal(200, (await rig.PostAsync($"proposals/{proposal.Id}/send", new { })).Status);
        Assert.Equal(["ann@example.org", "ben@example.org"], sink.Mails.Select(m => m.To).Order());
        Assert.Contains("Hi &lt;b&gt;Ann&lt;/b&gt;, errors happened.", sink.Mails.Single(m => m.To == "ann@example.org").Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Composition_SaysWhatDiffersAndWhoIsMissing()
    {
        var bench = new Composition();
        bench.Take(AudienceReader.Read(Encoding.UTF8.GetBytes("no list")), "upload");
        Assert.StartsWith("No column is called", bench.Problem, StringComparison.Ordinal);
        bench.Take(AudienceReader.Read(Encoding.UTF8.GetBytes("email\na@x.test")), "upload");
        Assert.Null(bench.Problem);
        Assert.Single(bench.Audience!.People);
    }

    [Theory]
    [InlineData("*Bold* and _it_ `code` a*b*c", "<b>Bold</b> and <i>it</i> <code>code</code> a*b*c")]
    [InlineData("&lt;script&gt; &amp;amp;", "&lt;script&gt; &amp;amp;")]
    [InlineData("<!channel> <@U1> <https://x.test|here> <script>", "<b class=\"calls\">@channel</b> <b class=\"calls\">@U1</b> <u>here</u> &lt;script&gt;")]
    public void Slack_IsShownAsSlackShowsItAndHarmless(string mrkdwn, string html) => Assert.Equal(html, SlackPreview.Of(mrkdwn));

    private static Dictionary<string, string> What => new() { ["what"] = "errors" };

    private static async Task<MessagesRig> RigAsync(StoreKind kind, SmtpSink sink)
    {
        var rig = await MessagesRig.MakeAsync(kind);
        rig.With(("email:Host", "127.0.0.1"), ("email:Port", $"{sink.Port}"), ("email:Security", "none"), ("email:From", "MeetSolis <security@meetsolis.test>"));
        return await (await rig.OpenAsync()).DeclareAsync();
    }
}
