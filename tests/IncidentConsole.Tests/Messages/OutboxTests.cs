using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Messages;
using MeetSolis.IncidentConsole.Messages.Channels;
using MeetSolis.IncidentConsole.Messages.Store;
using MeetSolis.IncidentConsole.Tests.Data;
using Microsoft.AspNetCore.Http;

namespace MeetSolis.IncidentConsole.Tests.Messages;

public sealed class OutboxTests
{
    public static TheoryData<StoreKind> Both => TestStore.Both;
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Both))]
    public async Task Message_OfAConsoleThatEndedBeforeItWasSent_IsSentByTheNextOnce(StoreKind kind)
    {
        await using var rig = await MessagesRig.MakeAsync(kind);
        await using var slack = await SlackStandIn.StartAsync(rig.Time);
        await (await rig.WithSlack(slack).OpenAsync(works: false)).DeclareAsync();
        var message = await rig.SendAsync("started", "errors");
        Assert.Empty(slack.Messages);
        await rig.CloseAsync();

        await rig.OpenAsync();
        await rig.UntilAsync(message, "slack", ChannelStates.Sent);
        await rig.CloseAsync();
        await rig.OpenAsync();
        await rig.UntilAsync(await rig.SendAsync("engineering", "more"), "slack", ChannelStates.Sent);

        Assert.Equal(["C1", "C-ENG"], slack.Messages.Select(m => m.Channel));
        Assert.Equal(2, (await rig.IncidentAsync()).Prepared.Count);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Send_LeftInTheMiddle_IsInDoubtWhereTheChannelCannotTellAndSentAgainWhereItCan(StoreKind kind)
    {
        await using var rig = await MessagesRig.MakeAsync(kind);
        await using var slack = await SlackStandIn.StartAsync(rig.Time);
        await using var hook = await StandIn.StartAsync((http, _) => Task.CompletedTask);
        rig.WithSlack(slack).With(("webhook:Url", hook.Url), ("webhook:Secret", "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="), ("pagerduty:RoutingKey", "R"), ("pagerduty:Url", hook.Url));
        await (await rig.OpenAsync(works: false)).DeclareAsync();
        var (doubtful, sure) = (await rig.SendAsync("started", "errors"), await rig.SendAsync("page", "errors"));
        // The console takes both upon itself, and ends.
        var node = rig.Get<IncidentConsole.Data.NodeIdentity>().Id;
        Assert.NotNull(await rig.Get<OutboxStore>().ClaimAsync("slack", $"{node}/gone", rig.Time.GetUtcNow(), Ct));
        var claimed = await rig.Get<OutboxStore>().ClaimAsync("webhook", $"{node}/gone", rig.Time.GetUtcNow(), Ct);
        await rig.CloseAsync();

        await rig.OpenAsync();
        Assert.Equal("The console ended while it was being sent.", (await rig.UntilAsync(doubtful, "slack", ChannelStates.InDoubt)).Because);
        await rig.UntilAsync(sure, "webhook", ChannelStates.Sent);
        Assert.Empty(slack.Messages);
        Assert.Equal($"msg_{claimed!.Recipient.Id:N}", hook.All.First(r => r.Headers.ContainsKey("webhook-id")).Headers["webhook-id"]);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Slack_MessageAndItsRepeats_StandInOneThread(StoreKind kind)
    {
        await using var rig = await MessagesRig.MakeAsync(kind);
        await using var slack = await SlackStandIn.StartAsync(rig.Time);
        await (await rig.WithSlack(slack).OpenAsync()).DeclareAsync();
        // All at once: the later ones wait for the thread to be begun.
        var (first, again, update) = (await rig.SendAsync("started", "one"), await rig.SendAsync("started", "two"), await rig.SendAsync("update", "three"));
        foreach (var message in new[] { first, again, update }) await rig.UntilAsync(message, "slack", ChannelStates.Sent);

        var root = slack.Messages[0];
        Assert.Equal([null, root.Ts, root.Ts], slack.Messages.Select(m => m.Thread));
        Assert.StartsWith("*Started* one ✅\n_INC-1001/1:", root.Text, StringComparison.Ordinal);
        Assert.Equal(0, slack.TooFast);
        Assert.Equal($"C1 {root.Ts}", (await rig.IncidentAsync()).FindMessage(first)!.On("slack")!.Answer);

        await rig.DoAsync(new IncidentCommand.PrepareMessage("started", new Dictionary<string, string> { ["what"] = "one, corrected" }) { Replaces = first, Id = update = Guid.CreateVersion7() });
        await rig.UntilAsync(update, "slack", ChannelStates.Sent);
        Assert.Equal(3, slack.Messages.Count);
        Assert.StartsWith("*Started* one, corrected", slack.Messages[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Channel_ThatAsksToWaitAnHour_IsLeftAloneAndHoldsNobodyUp()
    {
        await using var rig = await MessagesRig.MakeAsync(StoreKind.Sqlite);
        await using var slack = await SlackStandIn.StartAsync(rig.Time);
        await using var page = await StandIn.StartAsync(async (http, r) => { http.Response.StatusCode = 202; await http.Response.WriteAsJsonAsync(new { status = "success", dedup_key = r.Text("dedup_key") }, Ct); });
        var asked = 0;
        slack.Before = async (http, request) =>
        {
            if (request.Path != "/api/chat.postMessage" || Interlocked.Increment(ref asked) > 1) return false;
            http.Response.StatusCode = 429;
            http.Response.Headers.RetryAfter = "3600";
            await http.Response.WriteAsJsonAsync(new { ok = false, error = "ratelimited" }, Ct);
            return true;
        };
        rig.WithSlack(slack).With(("pagerduty:RoutingKey", "R"), ("pagerduty:Url", page.Url));
        await (await rig.OpenAsync()).DeclareAsync();
        var message = await rig.SendAsync("started", "errors");
        var held = await rig.RowAsync(message, r => r is { Error: not null, State: SendState.Waiting });
        Assert.Equal(rig.Time.GetUtcNow().AddHours(1), held.DueAt);

        await rig.UntilAsync(await rig.SendAsync("page", "errors"), "pager", ChannelStates.Sent);
        await rig.DoAsync(new IncidentCommand.AddNote("the incident goes on"));
        Assert.Equal(1, asked);
        Assert.NotNull(rig.Get<OutboxWorker>().PausedUntil("slack"));

        rig.Time.Advance(TimeSpan.FromHours(1));
        await rig.UntilAsync(message, "slack", ChannelStates.Sent, TimeSpan.FromSeconds(1));
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task Channel_ThatHangs_IsInDoubtAfterItsTimeAndHoldsNobodyUp()
    {
        await using var rig = await MessagesRig.MakeAsync(StoreKind.Sqlite);
        await using var slack = await SlackStandIn.StartAsync(rig.Time);
        await using var teams = await StandIn.StartAsync((http, _) => http.Response.WriteAsync("1", Ct));
        var hangs = new TaskCompletionSource();
        slack.Before = async (http, _) =>
        {
            hangs.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, http.RequestAborted);
            return true;
        };
        rig.WithSlack(slack).With(("teams:Url", teams.Url));
        await (await rig.OpenAsync()).DeclareAsync();
        var message = await rig.SendAsync("started", "errors");
        await hangs.Task.WaitAsync(Ct);

        var other = await rig.SendAsync("teams", "errors");
        await teams.UntilAsync(1);
        Assert.Equal(SendState.Sending, (await rig.RowAsync(message, _ => true)).State);
        rig.Time.Advance(TimeSpan.FromSeconds(15));
        Assert.Contains("has not answered for 15 seconds", (await rig.UntilAsync(message, "slack", ChannelStates.InDoubt)).Because, StringComparison.Ordinal);
        await rig.UntilAsync(other, "teams", ChannelStates.Sent);
    }

    [Fact]
    public async Task Refused_TriedAgainByAPerson_IsSent()
    {
        await using var rig = await MessagesRig.MakeAsync(StoreKind.Sqlite);
        await using var slack = await SlackStandIn.StartAsync(rig.Time);
        slack.Before = async (http, _) => { await http.Response.WriteAsJsonAsync(new { ok = false, error = "not_in_channel" }, Ct); return true; };
        await (await rig.WithSlack(slack).OpenAsync()).DeclareAsync();
        var message = await rig.SendAsync("started", "errors");
        Assert.Equal("Slack: not_in_channel. Invite the bot into the channel.", (await rig.UntilAsync(message, "slack", ChannelStates.Failed)).Because);

        slack.Before = null;
        var (status, again) = await rig.PostAsync($"messages/{message}/again", new { channel = "slack" });
        Assert.Equal((200, "waiting"), (status, again.GetProperty("channels")[0].GetProperty("state").GetString()));
        await rig.UntilAsync(message, "slack", ChannelStates.Sent);
        Assert.Single(slack.Messages);
    }

    [Theory]
    [InlineData("<html>welcome</html>")]
    [InlineData("[]")]
    [InlineData("{\"ok\":\"yes\"}")]
    [InlineData("")]
    public async Task Slack_ThatAnswersRubbish_IsNeverTakenForSent(string rubbish)
    {
        await using var rig = await MessagesRig.MakeAsync(StoreKind.Sqlite);
        await using var slack = await SlackStandIn.StartAsync(rig.Time);
        slack.Before = async (http, _) => { await http.Response.WriteAsync(rubbish, Ct); return true; };
        await (await rig.WithSlack(slack).OpenAsync()).DeclareAsync();
        var message = await rig.SendAsync("started", "errors");
        var row = await rig.RowAsync(message, r => r.State is SendState.Failed or SendState.InDoubt);
        Assert.Null((await rig.IncidentAsync()).FindMessage(message)!.On("slack")!.Answer);
        Assert.NotNull(row.Error);
    }

    [Fact]
    public async Task Slack_ThatCannotBeReached_IsTriedAgainUntilItCan()
    {
        await using var rig = await MessagesRig.MakeAsync(StoreKind.Sqlite);
        await (await rig.With(("slack:Url", "http://127.0.0.1:9/api/"), ("slack:Token", "x"), ("slack:Channel", "C1")).OpenAsync()).DeclareAsync();
        var message = await rig.SendAsync("started", "errors");
        var row = await rig.RowAsync(message, r => r is { Tries: 1, State: SendState.Waiting, Error: not null });
        Assert.Equal("127.0.0.1 cannot be reached at port 9.", row.Error);
        Assert.InRange(row.DueAt - rig.Time.GetUtcNow(), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        var failed = await rig.UntilAsync(message, "slack", ChannelStates.Failed, TimeSpan.FromMinutes(1));
        Assert.Equal((0, 1), (failed.Delivered, failed.Failed));
        Assert.Equal(Backoff.MostTries, (await rig.RowAsync(message, _ => true)).Tries);
    }

    [Fact]
    public async Task Drill_SendsToStandInsOnThisMachineAndNowhereElse()
    {
        await using var rig = await MessagesRig.MakeAsync(StoreKind.Sqlite);
        await using var slack = await SlackStandIn.StartAsync(rig.Time);
        rig.WithSlack(slack).With(("statuspage:Key", "k"), ("statuspage:Page", "p"), ("pagerduty:RoutingKey", "R"), ("pagerduty:Url", "https://pager.example/"));
        await (await rig.OpenAsync()).DeclareAsync("drill");
        await rig.UntilAsync(await rig.SendAsync("started", "errors"), "slack", ChannelStates.Sent);
        Assert.StartsWith("*[DRILL]* *Started* errors", slack.Messages[0].Text, StringComparison.Ordinal);

        var (paged, told) = (await rig.SendAsync("page", "errors"), await rig.SendAsync("public", "errors"));
        var incident = await rig.IncidentAsync();
        var page = incident.FindMessage(paged)!;
        Assert.Equal([ChannelStates.NotSentDrill, ChannelStates.NotConfigured], page.Channels.Select(c => c.State));
        Assert.Equal(ChannelStates.NotSentDrill, incident.FindMessage(told)!.Channels[0].State);

        await rig.CloseAsync();
        rig.Settings["Environments:drill:RealChannels"] = "true";
        await rig.OpenAsync();
        Assert.True(rig.Get<ChannelRegistry>().BookFor("drill", drill: true).Find("pager", null).Leaves);
    }

    [Fact]
    public async Task Api_TellsTheMessageAndWhatBecameOfItOnEachChannel()
    {
        await using var rig = await MessagesRig.MakeAsync(StoreKind.Sqlite);
        await using var slack = await SlackStandIn.StartAsync(rig.Time);
        await (await rig.WithSlack(slack).OpenAsync()).DeclareAsync();
        var body = new { template = "started", fields = new { what = "errors" } };

        var (status, first) = await rig.PostAsync("messages", body, "one");
        var (_, second) = await rig.PostAsync("messages", body, "one");
        var (_, other) = await rig.PostAsync("messages", new { template = "page", fields = new { what = "errors" } });
        Assert.Equal((200, "waiting"), (status, first.GetProperty("channels")[0].GetProperty("state").GetString()));
        Assert.Equal(first.GetProperty("id").GetGuid(), second.GetProperty("id").GetGuid());
        Assert.Equal(["not-configured", "not-configured"], other.GetProperty("channels").EnumerateArray().Select(c => c.GetProperty("state").GetString()));

        await rig.UntilAsync(first.GetProperty("id").GetGuid(), "slack", ChannelStates.Sent);
        var listed = (await rig.GetAsync("messages")).GetProperty("items");
        Assert.Equal(["started", "page"], listed.EnumerateArray().Select(m => m.GetProperty("template").GetString()));
        var channel = listed[0].GetProperty("channels")[0];
        Assert.Equal(("sent", 1, "C1"), (channel.GetProperty("state").GetString(), channel.GetProperty("sent").GetInt32(), channel.GetProperty("target").GetString()));
        Assert.Equal("*Started* errors ✅", listed[0].GetProperty("text").GetString());

        var (missing, problem) = await rig.PostAsync("messages", new { template = "started" });
        Assert.Equal((422, "what"), (missing, problem.GetProperty("missing")[0].GetString()));
    }

    [Theory]
    [InlineData("identified")]
    [InlineData("resolved")]
    public async Task Statuspage_ThatTookAMessageAndDidNotAnswer_IsLookedAtBeforeItIsSentAgain(string lost)
    {
        await using var rig = await MessagesRig.MakeAsync(StoreKind.Sqlite);
        await using var page = await StatuspageStandIn.StartAsync(rig.Time);
        page.DropsTheAnswerTo = lost;
        await (await rig.With(("statuspage:Url", page.Url), ("statuspage:Key", "k"), ("statuspage:Page", "p1")).OpenAsync()).DeclareAsync();
        await rig.UntilAsync(await rig.SendAsync("public", "<b>errors</b>"), "statuspage", ChannelStates.Sent);
        await rig.UntilAsync(await rig.SendAsync("resolved", "over"), "statuspage", ChannelStates.Sent);

        var incident = Assert.Single(page.Incidents);
        Assert.Null(page.DropsTheAnswerTo);
        Assert.Equal(["identified", "resolved"], incident.Updates.Select(u => u.Status));
        Assert.StartsWith("‹b›errors‹/b›", incident.Updates[0].Body, StringComparison.Ordinal);
        Assert.Equal(0, page.TooFast);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Message_ErasedBeforeItWasSent_FailsAndHoldsNobodyUp(StoreKind kind)
    {
        await using var rig = await MessagesRig.MakeAsync(kind);
        await using var slack = await SlackStandIn.StartAsync(rig.Time);
        await (await rig.WithSlack(slack).OpenAsync(works: false)).DeclareAsync();
        var (erased, next) = (await rig.SendAsync("started", "a name"), await rig.SendAsync("engineering", "errors"));
        await rig.Get<KeptTexts>().EraseAsync(erased, Ct);
        await rig.CloseAsync();
        await rig.OpenAsync();
        await rig.UntilAsync(next, "slack", ChannelStates.Sent);
        Assert.Contains("was erased", (await rig.UntilAsync(erased, "slack", ChannelStates.Failed)).Because, StringComparison.Ordinal);
        Assert.Equal("C-ENG", Assert.Single(slack.Messages).Channel);
    }

    [Fact]
    public async Task Nodes_TwoOnOneStore_SendEachMessageOnce()
    {
        await using var rig = await MessagesRig.MakeAsync(StoreKind.Postgres);
        await (await rig.OpenAsync(works: false)).DeclareAsync();
        await rig.CloseAsync();
        await using var slack = await SlackStandIn.StartAsync(rig.Time);
        await rig.WithSlack(slack).OpenAsync(works: false);
        for (var i = 0; i < 20; i++) await rig.SendAsync("engineering", $"{i}");

        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(async n =>
        {
            var mine = new List<Guid>();
            while (await rig.Get<OutboxStore>().ClaimAsync("slack", $"node-{n}/1", rig.Time.GetUtcNow(), Ct) is { } claimed) mine.Add(claimed.Recipient.Id);
            return mine;
        }));
        Assert.Equal(20, claims.SelectMany(c => c).Distinct().Count());
        Assert.Equal(20, claims.Sum(c => c.Count));
    }
}
