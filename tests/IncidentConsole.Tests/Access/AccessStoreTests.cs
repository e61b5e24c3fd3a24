using System.Net;
using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Tests.Access;

/// <summary>What rests on the store's own behaviour, on both stores.</summary>
public sealed class AccessStoreTests(Databases databases) : IClassFixture<Databases>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SetupLink_UsedByManyAtOnce_MakesOneAdministrator(bool postgres)
    {
        await using var host = await AccessHost.StartAsync(await SettingsAsync(postgres));
        var token = host.SetupPath!.Split("token=")[1];
        var setup = host.Get<SetupService>();

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Task.Run(() =>
            setup.CompleteAsync(token, $"Person {n}", $"p{n}@meetsolis.test", AccessHost.Password, null, Ct), Ct)));

        Assert.Single(results, result => result.IsDone);
        Assert.All(results.Where(result => !result.IsDone), result => Assert.Equal(SetupService.LinkIsDead, result.Refusal));
        Assert.Single(await host.People.ListAsync(Ct));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TwoAdministrators_DemotingEachOtherAtOnce_LeaveOne(bool postgres)
    {
        await using var host = await AccessHost.StartAsync(await SettingsAsync(postgres));
        var ana = await host.AddAsync("Ana", AccessRole.Administrator);
        var ben = await host.AddAsync("Ben", AccessRole.Administrator);

        var results = await Task.WhenAll(
            Task.Run(() => host.People.ChangeRoleAsync(Caller.Console, ana.Id, AccessRole.Observer, Ct), Ct),
            Task.Run(() => host.People.DisableAsync(Caller.Console, ben.Id, Ct), Ct));

        Assert.Single(results, result => result.Refusal is not null);
        Assert.Single(await host.People.ListAsync(Ct), person => person is { Role: AccessRole.Administrator, Disabled: false });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WholeDay_OfAPersonAndAKey_IsKept(bool postgres)
    {
        await using var host = await AccessHost.StartAsync(await SettingsAsync(postgres));
        using var browser = host.Browse();
        var ana = await host.AddAsync("Ana", AccessRole.Responder);
        for (var i = 0; i < 5; i++)
            (await browser.SignInAsync("ana@meetsolis.test", "wrong horse battery")).Dispose();
        host.Time.Advance(TimeSpan.FromMinutes(6));
        using var signedIn = await browser.SignInAsync("ANA@meetsolis.test");
        using var odd = await browser.FillAsync("/signout");
        var key = (await host.Keys.CreateAsync(Caller.Console, "c\0i", ApiKeyScopes.Act | ApiKeyScopes.Ingest, Ct)).Value!;
        using var called = await browser.PostAsync("/api/v1/incidents", ("Authorization", $"Bearer {key.Secret}"));

        Assert.Equal("/", signedIn.Headers.Location?.ToString());
        Assert.Equal(HttpStatusCode.OK, called.StatusCode);
        var kept = Assert.Single(await host.Keys.ListAsync(Ct));
        Assert.Equal(("ci", ApiKeyScopes.Act | ApiKeyScopes.Ingest, host.Time.GetUtcNow()), (kept.Name, kept.Scopes, kept.LastUsedAt));
        Assert.Equal(
            [AuditActs.PersonAdded, AuditActs.PasswordChosen, AuditActs.SignInFailed, AuditActs.SignInFailed, AuditActs.SignInFailed, AuditActs.SignInFailed,
                AuditActs.LockedOut, AuditActs.SignedIn, AuditActs.SignedOut, AuditActs.KeyCreated],
            (await host.ActsAsync()).Reverse());
        Assert.False((await host.UserAsync(ana.Email!)).Disabled);
    }

    private async Task<Dictionary<string, string?>> SettingsAsync(bool postgres) =>
        new() { ["ConnectionStrings:Console"] = postgres ? await databases.NewPostgresAsync(Ct) : null };
}
