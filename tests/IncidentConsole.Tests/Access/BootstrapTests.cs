using System.Net;
using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Tests.Access;

public sealed class BootstrapTests
{
    private const string Key = "k3y-F0r-the-unattended-console-9x";

    private static Dictionary<string, string?> Settings(string password = AccessHost.Password, string? key = Key) => new()
    {
        ["Bootstrap:AdminEmail"] = "ana@meetsolis.test",
        ["Bootstrap:AdminPassword"] = password,
        ["Bootstrap:ApiKey"] = key,
    };

    [Fact]
    public async Task Bootstrap_AtFirstStart_MakesAdministratorAndKey()
    {
        await using var host = await AccessHost.StartAsync(Settings());
        using var browser = host.Browse();
        using var program = host.Browse();

        using var signedIn = await browser.SignInAsync("ana@meetsolis.test");
        using var acted = await program.PostAsync("/api/v1/incidents", ("Authorization", $"Bearer {Key}"));

        Assert.Equal("/", signedIn.Headers.Location?.ToString());
        Assert.Equal(HttpStatusCode.OK, acted.StatusCode);
        Assert.Equal(AccessRole.Administrator, (await host.UserAsync("ana@meetsolis.test")).Role);
    }

    [Fact]
    public async Task Bootstrap_AtTheNextStart_ChangesNothing()
    {
        await using var first = await AccessHost.StartAsync(Settings());

        await using var second = await first.RestartAsync(Settings("another horse battery"));
        using var browser = second.Browse();
        using var signedIn = await browser.SignInAsync("ana@meetsolis.test");

        Assert.Equal("/", signedIn.Headers.Location?.ToString());
        Assert.Single(await second.People.ListAsync(TestContext.Current.CancellationToken));
        Assert.Single(await second.Keys.ListAsync(TestContext.Current.CancellationToken));
        Assert.Single(await second.ActsAsync(), AuditActs.Bootstrapped);
        Assert.Single(await second.ActsAsync(), AuditActs.BootstrapKey);
    }

    [Fact]
    public async Task Bootstrap_WithTheKeyRevokedMeanwhile_LeavesItRevoked()
    {
        await using var first = await AccessHost.StartAsync(Settings());
        await first.Keys.RevokeAsync(Caller.Console, ApiKeyToken.BootstrapId, TestContext.Current.CancellationToken);

        await using var second = await first.RestartAsync(Settings());
        using var program = second.Browse();
        using var refused = await program.GetAsync("/api/v1/incidents", ("Authorization", $"Bearer {Key}"));

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Theory]
    [InlineData("short", Key, "too short")]
    [InlineData(AccessHost.Password, "tooshort", "too weak")]
    [InlineData(AccessHost.Password, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "too weak")]
    [InlineData("", Key, "belong together")]
    public async Task Bootstrap_TooWeak_RefusesToStart(string password, string key, string sentence)
    {
        var refused = await Assert.ThrowsAsync<BootstrapException>(() => AccessHost.StartAsync(Settings(password, key)));

        Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
    }
}
