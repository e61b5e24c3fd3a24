using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Messages;
using MeetSolis.IncidentConsole.Messages.Channels;
using MeetSolis.IncidentConsole.Tests.Data;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Tests.Messages;

/// <summary>Each channel by its vendor's rules.</summary>
public sealed class ChannelTests
{
    private const string Secret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void Webhook_Signature_IsSvixs() => Assert.Equal("v1,xgVJ8pZU2EOzLpdFSi7Jp2w71aZ59bB1asYxmai0ZZs=", SignedWebhook.Sign(
        SignedWebhook.Key(Secret)!, "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W", "1767795780",
        """{"data":{"id":"sess_1","object":"session","status":"active","user_id":"user_1"},"instance_id":"ins_123","object":"event","timestamp":1767795780000,"type":"session.created"}"""));

    [Fact]
    public async Task Webhook_Sent_VerifiesOverItsBodyAndIsRetriedUnderTheSameId()
    {
        await using var rig = await MessagesRig.MakeAsync(StoreKind.Sqlite);
        var asked = 0;
        await using var hook = await StandIn.StartAsync((http, _) => { http.Response.StatusCode = Interlocked.Increment(ref asked) == 1 ? 500 : 204; return Task.CompletedTask; });
        await (await rig.With(("webhook:Url", hook.Url + "/hook"), ("webhook:Secret", Secret)).OpenAsync()).DeclareAsync();
        await rig.UntilAsync(await rig.SendAsync("page", "errors"), "webhook", ChannelStates.Sent);

        Assert.Equal(2, hook.All.Count);
        Assert.Single(hook.All.Select(r => r.Headers["webhook-id"]).Distinct());
        Assert.All(hook.All, r => Assert.Equal(SignedWebhook.Sign(SignedWebhook.Key(Secret)!, r.Headers["webhook-id"], r.Headers["webhook-timestamp"], r.Body), r.Headers["svix-signature"]));
        Assert.Equal(("/hook", "errors", "INC-1001"), (hook.All[0].Path, hook.All[0].Text("text"), hook.All[0].Text("incident")));
    }

    [Fact]
    public async Task Pager_OfAnIncident_HasOneKeyAndIsResolvedWithIt()
    {
        await using var rig = await MessagesRig.MakeAsync(StoreKind.Sqlite);
        await using var pager = await StandIn.StartAsync(async (http, r) =>
        {
            http.Response.StatusCode = r.Text("routing_key") == "R" ? 202 : 400;
            await http.Response.WriteAsJsonAsync(new { status = "success", dedup_key = r.Text("dedup_key") }, Ct);
        });
        await (await rig.With(("pagerduty:Url", pager.Url), ("pagerduty:RoutingKey", "R")).OpenAsync()).DeclareAsync();
        await rig.UntilAsync(await rig.SendAsync("page", "errors"), "pager", ChannelStates.Sent);
        var resolved = await rig.DoAsync(new IncidentCommand.Resolve("over"));
        await rig.UntilAsync(resolved.Prepared[^1].Id, "pager", ChannelStates.Sent);

        Assert.Equal(["trigger", "resolve"], pager.All.Select(r => r.Text("event_action")));
        Assert.All(pager.All, r => Assert.Equal("incident-console-inc-1001", r.Text("dedup_key")));
        Assert.All(pager.All, r => Assert.Equal("/v2/enqueue", r.Path));
        Assert.Equal("errors", pager.All[0].Json.GetProperty("payload").GetProperty("summary").GetString());
    }

    [Fact]
    public async Task Slack_Acknowledgements_AreReadAndNamed()
    {
        await using var rig = await MessagesRig.MakeAsync(StoreKind.Sqlite);
        await using var slack = await SlackStandIn.StartAsync(rig.Time);
        await (await rig.WithSlack(slack).OpenAsync()).DeclareAsync();
        await using (var db = await rig.Get<IDbContextFactory<ConsoleDbContext>>().CreateDbContextAsync(Ct))
            await db.Set<ConsoleUser>().ExecuteUpdateAsync(s => s.SetProperty(u => u.SlackId, "U777").SetProperty(u => u.DisplayName, "Ana"), Ct);
        var message = await rig.SendAsync("started", "ask @ana, not @channel");
        await rig.UntilAsync(message, "slack", ChannelStates.Sent);
        Assert.StartsWith("*Started* ask <@U777>, not @\u200bchannel ✅", slack.Messages[0].Text, StringComparison.Ordinal);

        slack.Reactions[slack.Messages[0].Ts] = ["U777", "U8"];
        while ((await rig.IncidentAsync()).FindMessage(message)!.On("slack")!.AcknowledgedBy.IsEmpty)
        {
            rig.Time.Advance(TimeSpan.FromSeconds(15));
            await Task.Delay(10, Ct);
        }
        Assert.Equal(["Ana", "Slack member U8"], (await rig.IncidentAsync()).FindMessage(message)!.On("slack")!.AcknowledgedBy);
    }

    [Fact]
    public async Task SlackWebhook_AnswersOk_AndItsErrorsAreSaid()
    {
        foreach (var (status, body, state) in new[] { (200, "ok", ChannelStates.Sent), (404, "no_service", ChannelStates.Failed), (200, "<html>", ChannelStates.InDoubt) })
        {
            await using var rig = await MessagesRig.MakeAsync(StoreKind.Sqlite);
            await using var hook = await StandIn.StartAsync((http, _) => { http.Response.StatusCode = status; return http.Response.WriteAsync(body, Ct); });
            await (await rig.With(("slack-webhook:Url", hook.Url + "/services/T/B/x")).OpenAsync()).DeclareAsync();
            var message = await rig.SendAsync("started", "errors");
            Assert.Contains("cannot thread", (await rig.IncidentAsync()).FindMessage(message)!.On("slack")!.Because, StringComparison.Ordinal);
            await rig.UntilAsync(message, "slack", state);
            Assert.StartsWith("*Started* errors ✅\n_INC-1001/1:", hook.All[0].Text("text"), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(202, "", ChannelStates.Sent)]
    [InlineData(200, "", ChannelStates.Sent)]
    [InlineData(200, "1", ChannelStates.Sent)]
    [InlineData(200, "<html>Sign in</html>", ChannelStates.InDoubt)]
    [InlineData(200, "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 413", ChannelStates.InDoubt)]
    [InlineData(400, "Bad payload received by generic incoming webhook.", ChannelStates.Failed)]
    public async Task Teams_Answers_AreTakenForSentOnlyWhereTheySaySo(int status, string body, string state)
    {
        await using var rig = await MessagesRig.MakeAsync(StoreKind.Sqlite);
        await using var teams = await StandIn.StartAsync((http, _) => { http.Response.StatusCode = status; return http.Response.WriteAsync(body, Ct); });
        await (await rig.With(("teams:Url", teams.Url + "/workflows/x")).OpenAsync()).DeclareAsync();
        var progress = await rig.UntilAsync(await rig.SendAsync("teams", "errors"), "teams", state);
        Assert.Equal(state == ChannelStates.Sent ? null : $"Teams answers {status}: {ChannelHttp.Said(body)}", progress.Because);
        Assert.Single(teams.All);
    }

    [Fact]
    public async Task Teams_Card_IsOfTheShapeAWorkflowTakesAndHoldsNoMarkupOfPeople()
    {
        await using var rig = await MessagesRig.MakeAsync(StoreKind.Sqlite);
        await using var teams = await StandIn.StartAsync((http, _) => { http.Response.StatusCode = 202; return Task.CompletedTask; });
        await (await rig.With(("teams:Url", teams.Url + "/workflows/x")).OpenAsync()).DeclareAsync();
        await rig.UntilAsync(await rig.SendAsync("teams", "*all* of [it](https://x.test)\nand `more`"), "teams", ChannelStates.Sent);

        var message = Assert.Single(teams.All);
        Assert.Equal(("POST", "/workflows/x", "message"), (message.Method, message.Path, message.Text("type")));
        var attachment = Assert.Single(message.Json.GetProperty("attachments").EnumerateArray());
        Assert.Equal("application/vnd.microsoft.card.adaptive", attachment.GetProperty("contentType").GetString());
        var card = attachment.GetProperty("content");
        Assert.Equal(("AdaptiveCard", "1.4"), (card.GetProperty("type").GetString(), card.GetProperty("version").GetString()));
        var blocks = card.GetProperty("body").EnumerateArray().ToList();
        Assert.All(blocks, b => Assert.Equal(("TextBlock", true), (b.GetProperty("type").GetString(), b.GetProperty("wrap").GetBoolean())));
        Assert.Equal(["Teams", "\\*all\\* of \\[it\\](https://x.test)\n\nand \\`more\\`"], blocks.Take(2).Select(b => b.GetProperty("text").GetString()));
        Assert.StartsWith("INC-1001/1:", blocks[2].GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_OfAChannel_GoesOutAtOnceAndLeavesNoIncident()
    {
        await using var rig = await MessagesRig.MakeAsync(StoreKind.Sqlite);
        await using var slack = await SlackStandIn.StartAsync(rig.Time);
        await rig.WithSlack(slack).OpenAsync();
        Assert.IsType<SendResult.Sent>(await rig.Get<MessageService>().TestAsync("slack", null, "Ana <x>", Ct));
        Assert.StartsWith("This is a test, asked for by Ana &lt;x&gt;.", slack.Messages[0].Text, StringComparison.Ordinal);
        Assert.Null(await rig.Get<MessageService>().TestAsync("teams", null, "Ana", Ct));
        Assert.All((await rig.Get<MessageService>().HistoryAsync(Ct)).Values, h => Assert.Equal((null, 0), (h.LastSent, h.Waiting)));
    }
}
