using System.Net;
using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Tests.Access;

public sealed class PeopleTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AddedPerson_ChoosesAPasswordByTheLink_OnceOnly()
    {
        await using var host = await AccessHost.StartWithAnaAsync();
        using var ben = host.Browse();
        using var thief = host.Browse();
        var added = await host.People.AddAsync(Caller.Console, "Ben", "ben@meetsolis.test", AccessRole.Responder, Ct);
        var before = Assert.Single(await host.People.ListAsync(Ct), person => person.Name == "Ben");

        using var weak = await ben.FillAsync(added.Value!.Path, ("password", "short"), ("again", "short"));
        using var chosen = await ben.FillAsync(added.Value.Path, ("password", AccessHost.Password), ("again", AccessHost.Password));
        using var me = await ben.GetAsync("/api/v1/me");
        using var again = await thief.GetAsync(added.Value.Path);

        Assert.True(before.Invited);
        Assert.Contains("too short", await SetupTests.TextAsync(weak), StringComparison.Ordinal);
        Assert.Equal("/", chosen.Headers.Location?.ToString());
        Assert.Equal("Ben", await SetupTests.TextAsync(me));
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
        Assert.Contains("Ask an Administrator", await SetupTests.TextAsync(again), StringComparison.Ordinal);
        Assert.Contains(AuditActs.PersonAdded, await host.ActsAsync());
        Assert.Contains(AuditActs.PasswordChosen, await host.ActsAsync());
    }

    [Fact]
    public async Task SlackId_IsKeptAsSlackWritesIt_AndOnlyWhatIsOne()
    {
        await using var host = await AccessHost.StartWithAnaAsync();
        var ana = Assert.Single(await host.People.ListAsync(Ct));
        Assert.Null((await host.People.ChangeSlackIdAsync(Caller.Console, ana.Id, " u024be7lh ", Ct)).Refusal);
        Assert.Equal("U024BE7LH", Assert.Single(await host.People.ListAsync(Ct)).SlackId);
        foreach (var wrong in new[] { "<!channel>", "ana", "C024BE7LH", "U024BE7LH U1" })
            Assert.Contains("looks like U024BE7LH", (await host.People.ChangeSlackIdAsync(Caller.Console, ana.Id, wrong, Ct)).Refusal, StringComparison.Ordinal);
        Assert.Null((await host.People.ChangeSlackIdAsync(Caller.Console, ana.Id, "", Ct)).Refusal);
        Assert.Null(Assert.Single(await host.People.ListAsync(Ct)).SlackId);
        Assert.Contains(AuditActs.PersonSlack, await host.ActsAsync());
    }

    [Fact]
    public async Task PasswordLink_AfterThreeDays_IsDead()
    {
        await using var host = await AccessHost.StartWithAnaAsync();
        using var browser = host.Browse();
        var added = await host.People.AddAsync(Caller.Console, "Ben", "ben@meetsolis.test", AccessRole.Responder, Ct);
        // At one stroke: three days of ticks for all that runs in the console would take a minute and a half.
        host.Time.AdjustTime(host.Time.GetUtcNow().AddDays(3));

        using var shown = await browser.GetAsync(added.Value!.Path);

        Assert.Equal(HttpStatusCode.NotFound, shown.StatusCode);
    }

    [Fact]
    public async Task Reset_EndsPasswordAndSessions_AndReplacesTheLink()
    {
        await using var host = await AccessHost.StartWithAnaAsync();
        var ben = await host.AddAsync("Ben", AccessRole.Responder);
        using var browser = host.Browse();
        using var other = host.Browse();
        (await browser.SignInAsync("ben@meetsolis.test")).Dispose();

        var first = await host.People.ResetAsync(Caller.Console, ben.Id, Ct);
        var second = await host.People.ResetAsync(Caller.Console, ben.Id, Ct);
        using var session = await browser.GetAsync("/");
        using var old = await other.SignInAsync("ben@meetsolis.test");
        using var replaced = await other.GetAsync(first.Value!.Path);
        using var works = await other.GetAsync(second.Value!.Path);

        Assert.Equal("/signin", session.Headers.Location?.ToString());
        Assert.Equal(HttpStatusCode.Unauthorized, old.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, replaced.StatusCode);
        Assert.Equal(HttpStatusCode.OK, works.StatusCode);
    }

    [Fact]
    public async Task Disable_EndsSessionsAndLinks_AndEnablingDoesNotReviveThem()
    {
        await using var host = await AccessHost.StartWithAnaAsync();
        var ben = await host.AddAsync("Ben", AccessRole.Responder);
        using var browser = host.Browse();
        (await browser.SignInAsync("ben@meetsolis.test")).Dispose();
        using var before = await browser.GetAsync("/api/v1/incidents");

        Assert.Null((await host.People.DisableAsync(Caller.Console, ben.Id, Ct)).Refusal);
        using var api = await browser.GetAsync("/api/v1/incidents");
        Assert.Null((await host.People.EnableAsync(Caller.Console, ben.Id, Ct)).Refusal);
        using var later = await browser.GetAsync("/api/v1/incidents");

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, api.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, later.StatusCode);
        Assert.Contains(AuditActs.PersonDisabled, await host.ActsAsync());
        Assert.Contains(AuditActs.PersonEnabled, await host.ActsAsync());
    }

    [Fact]
    public async Task LastAdministrator_CannotBeRemoved()
    {
        await using var host = await AccessHost.StartWithAnaAsync();
        var ana = await host.UserAsync("ana@meetsolis.test");
        // An invitation not taken up yet is nobody who could help.
        await host.People.AddAsync(Caller.Console, "Chi", "chi@meetsolis.test", AccessRole.Administrator, Ct);

        var disabled = await host.People.DisableAsync(Caller.Console, ana.Id, Ct);
        var demoted = await host.People.ChangeRoleAsync(Caller.Console, ana.Id, AccessRole.Observer, Ct);

        Assert.Contains("last Administrator", disabled.Refusal, StringComparison.Ordinal);
        Assert.Contains("last Administrator", demoted.Refusal, StringComparison.Ordinal);
        Assert.Equal(AccessRole.Administrator, (await host.UserAsync("ana@meetsolis.test")).Role);
    }

    [Theory]
    [InlineData(AccessRole.Observer)]
    [InlineData(AccessRole.Responder)]
    [InlineData(AccessRole.Commander)]
    public async Task People_ChangedByLessThanAnAdministrator_AreRefused(AccessRole role)
    {
        await using var host = await AccessHost.StartWithAnaAsync();
        var ana = await host.UserAsync("ana@meetsolis.test");
        var by = new Caller(new Actor(ActorKind.Person, "ben", "Ben"), role);

        string?[] refusals =
        [
            (await host.People.AddAsync(by, "Chi", "chi@meetsolis.test", AccessRole.Observer, Ct)).Refusal,
            (await host.People.ResetAsync(by, ana.Id, Ct)).Refusal,
            (await host.People.ChangeRoleAsync(by, ana.Id, AccessRole.Observer, Ct)).Refusal,
            (await host.People.DisableAsync(by, ana.Id, Ct)).Refusal,
            (await host.People.EnableAsync(by, ana.Id, Ct)).Refusal,
            (await host.Keys.CreateAsync(by, "key", ApiKeyScopes.Read, Ct)).Refusal,
            (await host.Keys.RevokeAsync(by, "key", Ct)).Refusal,
        ];

        Assert.All(refusals, refusal => Assert.Contains("Only an Administrator", refusal, StringComparison.Ordinal));
    }

    [Fact]
    public async Task AddedPerson_WhoIsHereAlready_IsRefusedInOneSentence()
    {
        await using var host = await AccessHost.StartWithAnaAsync();

        var refused = await host.People.AddAsync(Caller.Console, "Ana", "ANA@meetsolis.test", AccessRole.Observer, Ct);

        Assert.Equal("Someone with this email address is already here.", refused.Refusal);
    }

    [Fact]
    public async Task Role_ReadForEachCommand_CountsFromTheNextOne()
    {
        await using var host = await AccessHost.StartWithAnaAsync();
        var ben = await host.AddAsync("Ben", AccessRole.Responder);
        using var browser = host.Browse();
        (await browser.SignInAsync("ben@meetsolis.test")).Dispose();
        (string, string) ours = ("Origin", host.Address.GetLeftPart(UriPartial.Authority));

        using var allowed = await browser.PostAsync("/api/v1/incidents", ours);
        await host.People.ChangeRoleAsync(Caller.Console, ben.Id, AccessRole.Observer, Ct);
        using var refused = await browser.PostAsync("/api/v1/incidents", ours);
        using var reads = await browser.GetAsync("/api/v1/incidents");
        await host.People.ChangeRoleAsync(Caller.Console, ben.Id, AccessRole.Administrator, Ct);
        using var page = await browser.GetAsync("/settings/people");

        Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
        Assert.Equal(HttpStatusCode.OK, reads.StatusCode);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    [Fact]
    public async Task Page_ForAHigherRole_SaysWhoCanGiveIt()
    {
        await using var host = await AccessHost.StartWithAnaAsync();
        await host.AddAsync("Ben", AccessRole.Commander);
        using var browser = host.Browse();
        (await browser.SignInAsync("ben@meetsolis.test")).Dispose();

        using var refused = await browser.GetAsync("/settings/people");

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains("signed in as Ben (Commander)", await SetupTests.TextAsync(refused), StringComparison.Ordinal);
    }
}
