using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Messages;
using MeetSolis.IncidentConsole.Messages.Composing;
using MeetSolis.IncidentConsole.Messages.Store;
using MeetSolis.IncidentConsole.Tests.Data;
using Microsoft.Extensions.DependencyInjection;

namespace MeetSolis.IncidentConsole.Tests.Messages;

public sealed class EmailTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Mail_GoesToEachPersonByItselfAndNobodyCanAddAHeader()
    {
        using var sink = await SmtpSink.StartAsync(_folder.FullPath, Ct);
        await using var rig = await RigAsync(sink);
        var message = await rig.SendAsync("mail", "<script>alert(1)</script>\r\nBcc: all@example.org",
            MessagesRig.Person("ann@example.org", "Ann\r\nX-Evil: 1"), MessagesRig.Person("ben@example.org", "<b>Ben</b>"));
        await rig.UntilAsync(message, "email", ChannelStates.Sent);

        Assert.Equal(["ann@example.org", "ben@example.org"], sink.Mails.Select(m => m.To).Order());
        foreach (var mail in sink.Mails)
        {
            Assert.Equal(mail.To, mail.Header("To"));
            Assert.Null(mail.Header("Bcc") ?? mail.Header("Cc") ?? mail.Header("X-Evil"));
            Assert.Equal("About <script>alert(1)</script> Bcc: all@example.org", mail.Header("Subject"));
            Assert.Equal("MeetSolis <security@meetsolis.test>", mail.Header("From")?.Replace("\"", "", StringComparison.Ordinal));
            Assert.Equal("support@meetsolis.test", mail.Header("Reply-To"));
            Assert.Matches(@"^<[0-9a-f]{32}@meetsolis\.test>$", mail.Header("Message-Id"));
            Assert.Contains("&lt;script&gt;", mail.Text, StringComparison.Ordinal);
            Assert.StartsWith("INC-1001/1:", mail.Header("X-Incident-Reference"), StringComparison.Ordinal);
        }
        Assert.Equal(2, sink.Mails.Select(m => m.Header("Message-Id")).Distinct().Count());
    }

    [Fact]
    public async Task Mail_RefusedForNowOrForGood_IsTriedAgainOrGivenUpForThatPersonAlone()
    {
        using var sink = await SmtpSink.StartAsync(_folder.FullPath, Ct, "--temporary", "100", "--refuse", "gone@");
        await using var rig = await RigAsync(sink);
        var message = await rig.SendAsync("mail", "news", MessagesRig.Person("ann@example.org"), MessagesRig.Person("gone@example.org"));
        var failed = await rig.UntilAsync(message, "email", ChannelStates.PartlySent, TimeSpan.FromSeconds(1));
        Assert.Equal((1, 1, 0), (failed.Delivered, failed.Failed, failed.InDoubt));
        Assert.Contains("says 550", failed.Because, StringComparison.Ordinal);
        Assert.Equal("ann@example.org", Assert.Single(sink.Mails).To);
    }

    [Fact]
    public async Task Mail_WhoseServerNeverAnswers_IsInDoubtAndTheOthersGoOn()
    {
        using var sink = await SmtpSink.StartAsync(_folder.FullPath, Ct, "--hang", "slow@");
        await using var rig = await RigAsync(sink);
        var message = await rig.SendAsync("mail", "news", MessagesRig.Person("slow@example.org"), MessagesRig.Person("ann@example.org"));
        await rig.RowAsync(message, r => r is { Address: "ann@example.org", State: SendState.Sent });
        while (sink.Mails.Count < 2) await Task.Delay(10, Ct);
        rig.Time.Advance(TimeSpan.FromSeconds(45));
        var progress = await rig.UntilAsync(message, "email", ChannelStates.PartlySent);
        Assert.Equal((1, 1), (progress.Delivered, progress.InDoubt));
        Assert.Contains("did not say whether it took it", progress.Because, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mail_SentToOneself_ReachesOnlyWhoAsked_MarkedAsATest_PastTheTimeline()
    {
        using var sink = await SmtpSink.StartAsync(_folder.FullPath, Ct);
        await using var rig = await RigAsync(sink);
        await rig.DeclareAsync();
        var (before, me) = ((await rig.IncidentAsync()).Version, Assert.Single(await rig.Get<PeopleService>().ListAsync(Ct)));
        var composer = ActivatorUtilities.CreateInstance<ComposerService>(rig.Services);
        var view = (await rig.Get<IncidentService>().ViewAsync(rig.Number, Ct))!;
        var template = view.Runbook.Messages["mail"];
        var given = new Dictionary<string, string> { ["what"] = "sign-ins" };
        var content = MessageContents.Of(view, template, new("mail", given), MessageFiller.Fill(template, view, given), Guid.Empty, view.Now);
        var caller = MessagesRig.Ana with { Actor = new(ActorKind.Person, me.Id, me.Name) };

        Assert.Equal((true, "One went to ana@meetsolis.test."), await composer.ToMyselfAsync(content, MessagesRig.Person("zoe@example.org", "Zoë").Fields, caller, Ct));
        var mail = Assert.Single(sink.Mails);
        Assert.Equal(("ana@meetsolis.test", "[TEST] About sign-ins"), (mail.To, mail.Header("Subject")));
        Assert.Equal(before, (await rig.IncidentAsync()).Version);
        // A key has no address; and a drill reaches no real mail server.
        Assert.Contains("Only a signed-in person", (await composer.ToMyselfAsync(content, null, MessagesRig.Ana with { Actor = new(ActorKind.ApiKey, "k", "Key") }, Ct)).Sentence, StringComparison.Ordinal);
        Assert.True((await composer.ToMyselfAsync(content with { Drill = true }, null, caller, Ct)).Sent);
        Assert.StartsWith("[DRILL]", sink.Mails[1].Header("Subject"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("starttls")]
    [InlineData("none")]
    public async Task Mail_LineThatIsNotSecure_SendsNothing(string security)
    {
        var (certificate, key) = SmtpSink.SelfSigned(_folder.FullPath);
        using var sink = await SmtpSink.StartAsync(_folder.FullPath, Ct, "--certificate", certificate, "--key", key);
        await using var rig = await RigAsync(sink, security);
        var message = await rig.SendAsync("mail", "news", MessagesRig.Person("ann@example.org"));
        // Nobody trusts the certificate; and a server that wants TLS refuses what comes without.
        var row = await rig.RowAsync(message, r => r.Error is not null);
        Assert.Contains(security == "none" ? "wants a secure line" : "cannot be reached securely", row.Error, StringComparison.Ordinal);
        Assert.Empty(sink.Mails);
    }

    [Theory]
    [InlineData("secret", null)]
    [InlineData("wrong", "refuses the user or the password")]
    public async Task Mail_ServerThatWantsALogin_IsGivenIt(string password, string? error)
    {
        using var sink = await SmtpSink.StartAsync(_folder.FullPath, Ct, "--login", "console:secret");
        await using var rig = await RigAsync(sink, "none", ("email:User", "console"), ("email:Password", password));
        var message = await rig.SendAsync("mail", "news", MessagesRig.Person("ann@example.org"));
        var row = await rig.RowAsync(message, r => r.Error is not null || r.State == SendState.Sent);
        if (error is null) Assert.True(Assert.Single(sink.Mails).LoggedIn);
        else Assert.Contains(error, row.Error, StringComparison.Ordinal);
    }

    private static async Task<MessagesRig> RigAsync(SmtpSink sink, string security = "none", params (string, string)[] more)
    {
        var rig = await MessagesRig.MakeAsync(StoreKind.Sqlite);
        rig.With(("email:Host", "127.0.0.1"), ("email:Port", $"{sink.Port}"), ("email:Security", security), ("email:From", "MeetSolis <security@meetsolis.test>"), ("email:ReplyTo", "support@meetsolis.test")).With(more);
        return await (await rig.OpenAsync()).DeclareAsync();
    }
}
