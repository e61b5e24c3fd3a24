using System.Net;
using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Incidents;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Tests.Access;

public sealed class SetupTests
{
    private static readonly (string, string)[] Ana =
        [("name", "Ana"), ("email", "ana@meetsolis.test"), ("password", AccessHost.Password), ("again", AccessHost.Password)];

    [Fact]
    public async Task SetupLink_Used_MakesTheAdministratorAndSignsIn()
    {
        await using var host = await AccessHost.StartAsync();
        using var browser = host.Browse();

        using var done = await browser.FillAsync(host.SetupPath!, Ana);

        Assert.Equal("/", done.Headers.Location?.ToString());
        var user = await host.UserAsync("ana@meetsolis.test");
        Assert.Equal((AccessRole.Administrator, "Ana"), (user.Role, user.DisplayName));
        using var home = await browser.GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, home.StatusCode);
        Assert.Contains(AuditActs.SetupDone, await host.ActsAsync());
    }

    [Fact]
    public async Task SetupLink_UsedAgain_SaysThatItIsDead()
    {
        await using var host = await AccessHost.StartAsync();
        using var first = host.Browse();
        using var second = host.Browse();
        using var done = await first.FillAsync(host.SetupPath!, Ana);

        using var again = await second.GetAsync(host.SetupPath!);

        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
        Assert.Contains("does not work", await TextAsync(again), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/setup")]
    [InlineData("/setup?token=")]
    [InlineData("/setup?token=guess")]
    public async Task SetupPage_WithoutTheToken_IsNotFound(string path)
    {
        await using var host = await AccessHost.StartAsync();
        using var browser = host.Browse();

        using var shown = await browser.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, shown.StatusCode);
    }

    [Theory]
    [InlineData("Ana", "ana@meetsolis.test", "short", "short", "too short")]
    [InlineData("Ana", "ana@meetsolis.test", "correct horse battery", "another horse battery", "not the same")]
    [InlineData("Ana", "no address", "correct horse battery", "correct horse battery", "not an email address")]
    [InlineData("", "ana@meetsolis.test", "correct horse battery", "correct horse battery", "Give a name")]
    [InlineData("Ana", "ana@meetsolis.test", "passwordpassword", "passwordpassword", "one of the first")]
    [InlineData("Ana", "ana@meetsolis.test", "ana@meetsolis.test1", "ana@meetsolis.test1", "your own name")]
    public async Task SetupForm_FilledBadly_SaysWhyAndKeepsTheLink(string name, string email, string password, string again, string sentence)
    {
        await using var host = await AccessHost.StartAsync();
        using var browser = host.Browse();

        using var refused = await browser.FillAsync(host.SetupPath!, ("name", name), ("email", email), ("password", password), ("again", again));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains(sentence, await TextAsync(refused), StringComparison.Ordinal);
        using var done = await browser.FillAsync(host.SetupPath!, Ana);
        Assert.Equal("/", done.Headers.Location?.ToString());
    }

    [Fact]
    public async Task SetupLink_AfterARestartWithNobody_IsReplaced()
    {
        await using var first = await AccessHost.StartAsync();
        var old = first.SetupPath!;
        await using var second = await first.RestartAsync();
        using var browser = second.Browse();

        using var dead = await browser.GetAsync(old);
        using var alive = await browser.GetAsync(second.SetupPath!);

        Assert.Equal(HttpStatusCode.NotFound, dead.StatusCode);
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
    }

    [Fact]
    public async Task SetupLink_IsLoggedOnceAndStoredOnlyAsAHash()
    {
        await using var host = await AccessHost.StartAsync();
        var token = host.SetupPath!.Split("token=")[1];
        await using var db = await host.DbAsync();

        var stored = await db.Set<AccessLinkRow>().SingleAsync(TestContext.Current.CancellationToken);

        Assert.Single(host.Log.Lines, line => line.Contains(token, StringComparison.Ordinal));
        Assert.Equal(SecretToken.Hash(token), stored.Hash);
        Assert.StartsWith(host.Address.ToString().TrimEnd('/'), host.Log.Lines.Last(line => line.Contains(token, StringComparison.Ordinal)).Split(": ")[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithSomebodySetUp_PrintsNoLink()
    {
        await using var host = await AccessHost.StartWithAnaAsync();

        Assert.Null(host.SetupPath);
    }

    internal static Task<string> TextAsync(HttpResponseMessage response) => response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
}
