using System.Net;
using System.Text.Json;
using MeetSolis.IncidentConsole.Access;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Tests.Access;

public sealed class ApiKeyTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ApiKeyScopes.Read, HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)]
    [InlineData(ApiKeyScopes.Act, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Forbidden)]
    [InlineData(ApiKeyScopes.Ingest, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.OK)]
    [InlineData(ApiKeyScopes.Read | ApiKeyScopes.Ingest, HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.OK)]
    public async Task Key_OpensWhatItsScopesSay(ApiKeyScopes scopes, HttpStatusCode read, HttpStatusCode act, HttpStatusCode ingest)
    {
        await using var host = await AccessHost.StartWithAnaAsync();
        var bearer = await KeyAsync(host, scopes);
        using var program = host.Browse();

        using var reading = await program.GetAsync("/api/v1/incidents", bearer);
        using var acting = await program.PostAsync("/api/v1/incidents", bearer);
        using var sending = await program.PostAsync("/api/v1/samples", bearer);
        using var administering = await program.GetAsync("/settings/people", bearer);

        Assert.Equal((read, act, ingest), (reading.StatusCode, acting.StatusCode, sending.StatusCode));
        Assert.Equal(HttpStatusCode.Forbidden, administering.StatusCode);
    }

    [Fact]
    public async Task Key_Revoked_IsRefusedFromTheNextCallOn()
    {
        await using var host = await AccessHost.StartWithAnaAsync();
        var made = (await host.Keys.CreateAsync(Caller.Console, "ci", ApiKeyScopes.Act, Ct)).Value!;
        var bearer = ("Authorization", $"Bearer {made.Secret}");
        using var program = host.Browse();

        using var before = await program.GetAsync("/api/v1/incidents", bearer);
        Assert.Null((await host.Keys.RevokeAsync(Caller.Console, made.Key.Id, Ct)).Refusal);
        using var after = await program.GetAsync("/api/v1/incidents", bearer);

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
        Assert.Contains("revoked", await SetupTests.TextAsync(after), StringComparison.Ordinal);
        Assert.Contains(AuditActs.KeyCreated, await host.ActsAsync());
        Assert.Contains(AuditActs.KeyRevoked, await host.ActsAsync());
    }

    [Fact]
    public async Task Key_WithAnythingChanged_IsRefused()
    {
        await using var host = await AccessHost.StartWithAnaAsync();
        var secret = (await host.Keys.CreateAsync(Caller.Console, "ci", ApiKeyScopes.Act, Ct)).Value!.Secret;
        using var program = host.Browse();
        string[] wrong =
        [
            secret[..^1], secret + "A", secret[..^1] + (secret[^1] == 'A' ? 'B' : 'A'), "mic_" + new string('0', 12) + secret[16..],
            "mic_", "mic__", secret.ToUpperInvariant(), new string('x', 600), "bootstrap",
        ];

        foreach (var key in wrong)
        {
            using var refused = await program.GetAsync("/api/v1/incidents", ("Authorization", $"Bearer {key}"));
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }
    }

    [Fact]
    public async Task Key_IsStoredAsAHashAndNeverLogged()
    {
        await using var host = await AccessHost.StartWithAnaAsync();
        var made = (await host.Keys.CreateAsync(Caller.Console, "ci", ApiKeyScopes.Act, Ct)).Value!;
        using var program = host.Browse();
        using var used = await program.GetAsync("/api/v1/incidents", ("Authorization", $"Bearer {made.Secret}"));
        using var refused = await program.GetAsync("/api/v1/incidents", ("Authorization", $"Bearer {made.Secret}x"));
        await using var db = await host.DbAsync();

        var row = await db.Set<ApiKeyRow>().SingleAsync(Ct);

        var random = made.Secret.Split('_', 3)[2];
        Assert.True(random.Length >= 43);
        Assert.Equal(SecretToken.Hash(made.Secret), row.Hash);
        Assert.DoesNotContain(host.Log.Lines, line => line.Contains(random, StringComparison.Ordinal));
        Assert.DoesNotContain(random, $"{made} {JsonSerializer.Serialize(await host.Get<AuditLog>().ListAsync(100, ct: Ct))}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_Used_SaysWhenToTheMinute()
    {
        await using var host = await AccessHost.StartWithAnaAsync();
        var bearer = await KeyAsync(host, ApiKeyScopes.Read);
        using var program = host.Browse();

        (await program.GetAsync("/api/v1/incidents", bearer)).Dispose();
        var first = (await host.Keys.ListAsync(Ct))[0].LastUsedAt;
        host.Time.Advance(TimeSpan.FromSeconds(30));
        (await program.GetAsync("/api/v1/incidents", bearer)).Dispose();
        var second = (await host.Keys.ListAsync(Ct))[0].LastUsedAt;
        host.Time.Advance(TimeSpan.FromSeconds(30));
        (await program.GetAsync("/api/v1/incidents", bearer)).Dispose();
        var third = (await host.Keys.ListAsync(Ct))[0].LastUsedAt;

        Assert.Equal(first, second);
        Assert.Equal(TimeSpan.FromMinutes(1), third - first);
    }

    [Fact]
    public async Task Key_Acting_IsNamedAsAKey()
    {
        await using var host = await AccessHost.StartWithAnaAsync();
        var bearer = await KeyAsync(host, ApiKeyScopes.Act);
        using var program = host.Browse();

        using var me = await program.GetAsync("/api/v1/me", bearer);

        Assert.Equal("ci", await SetupTests.TextAsync(me));
    }

    [Fact]
    public async Task Key_Wrong_CountsEvenBesideAGoodCookie()
    {
        await using var host = await AccessHost.StartWithAnaAsync();
        using var browser = host.Browse();
        (await browser.SignInAsync("ana@meetsolis.test")).Dispose();

        using var refused = await browser.GetAsync("/api/v1/incidents", ("Authorization", "Bearer mic_wrong"));

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Theory]
    [InlineData("", ApiKeyScopes.Read, "Give a name")]
    [InlineData("ci", ApiKeyScopes.None, "Choose what the key may do")]
    [InlineData("ci", (ApiKeyScopes)64, "Choose what the key may do")]
    public async Task Key_MadeBadly_IsRefused(string name, ApiKeyScopes scopes, string sentence)
    {
        await using var host = await AccessHost.StartWithAnaAsync();

        var refused = await host.Keys.CreateAsync(Caller.Console, name, scopes, Ct);

        Assert.Contains(sentence, refused.Refusal, StringComparison.Ordinal);
    }

    private static async Task<(string, string)> KeyAsync(AccessHost host, ApiKeyScopes scopes) =>
        ("Authorization", $"Bearer {(await host.Keys.CreateAsync(Caller.Console, "ci", scopes, Ct)).Value!.Secret}");
}
