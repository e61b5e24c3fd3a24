using System.Net;
using System.Security.Claims;
using System.Text.RegularExpressions;
using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Incidents;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MeetSolis.IncidentConsole.Tests.Access;

public sealed class SecurityTests
{
    private const string Ana = "ana@meetsolis.test";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/signin")]
    [InlineData("/status")]
    [InlineData("/api/v1/incidents")]
    [InlineData("/nowhere")]
    public async Task EveryAnswer_CarriesTheSecurityHeaders(string path)
    {
        await using var host = await AccessHost.StartWithAnaAsync();
        using var browser = host.Browse();

        using var answer = await browser.GetAsync(path);

        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Contains($"ws://{host.Address.Authority}", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        Assert.Contains("camera=()", Assert.Single(answer.Headers.GetValues("Permissions-Policy")), StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Theory]
    [InlineData("/signin")]
    [InlineData("/setup?token=x")]
    [InlineData("/welcome?token=x")]
    public async Task AccessPages_HaveNoInlineScript_AndAreNotKept(string path)
    {
        await using var host = await AccessHost.StartWithAnaAsync();
        using var browser = host.Browse();

        using var answer = await browser.GetAsync(path);

        var html = await SetupTests.TextAsync(answer);
        Assert.DoesNotMatch(new Regex("<script(?![^>]*src=)|\\son\\w+="), html);
        Assert.True(answer.Headers.CacheControl?.NoStore);
    }

    [Theory]
    [InlineData("/status", HttpStatusCode.OK)]
    [InlineData("/healthz/live", HttpStatusCode.OK)]
    [InlineData("/signin", HttpStatusCode.OK)]
    [InlineData("/", HttpStatusCode.Redirect)]
    [InlineData("/incidents", HttpStatusCode.Redirect)]
    [InlineData("/statusquo", HttpStatusCode.Redirect)]
    [InlineData("/settings/people", HttpStatusCode.Redirect)]
    [InlineData("/account/password", HttpStatusCode.Redirect)]
    [InlineData("/api/v1/incidents", HttpStatusCode.Unauthorized)]
    [InlineData("/api/v1/me", HttpStatusCode.Unauthorized)]
    [InlineData("/api/v1/nowhere", HttpStatusCode.Unauthorized)]
    [InlineData("/hubs/incidents", HttpStatusCode.Unauthorized)]
    [InlineData("/metrics", HttpStatusCode.Unauthorized)]
    public async Task Nobody_ReachesOnlyWhatIsOpen(string path, HttpStatusCode status)
    {
        await using var host = await AccessHost.StartWithAnaAsync();
        using var browser = host.Browse();

        using var answer = await browser.GetAsync(path);

        Assert.Equal(status, answer.StatusCode);
        if (status == HttpStatusCode.Unauthorized)
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Ingest_WithoutSignIn_IsOpen()
    {
        await using var host = await AccessHost.StartWithAnaAsync();
        using var source = host.Browse();

        using var answer = await source.PostAsync("/ingest/vercel");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "same-origin", true)]
    [InlineData("Sec-Fetch-Site", "same-site", false)]
    [InlineData("Sec-Fetch-Site", "cross-site", false)]
    [InlineData("Origin", "{here}", true)]
    [InlineData("Origin", "http://127.0.0.1:1", false)]
    [InlineData("Origin", "https://evil.test", false)]
    [InlineData("Origin", "null", false)]
    [InlineData("X-CSRF-TOKEN", "guess", false)]
    [InlineData("X-CSRF-TOKEN", "{token}", true)]
    [InlineData("Accept", "*/*", false)]
    public async Task ApiCallByCookie_IsTakenOnlyFromOurOwnPages(string header, string value, bool taken)
    {
        await using var host = await AccessHost.StartWithAnaAsync();
        using var browser = host.Browse();
        (await browser.SignInAsync(Ana)).Dispose();
        value = value.Replace("{here}", host.Address.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal);
        if (value == "{token}")
        {
            using var page = await browser.GetAsync("/signout");
            value = Regex.Match(await SetupTests.TextAsync(page), "__RequestVerificationToken\" value=\"([^\"]*)").Groups[1].Value;
        }

        using var answer = await browser.PostAsync("/api/v1/incidents", (header, value));

        Assert.Equal(taken ? HttpStatusCode.OK : HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task SocketByCookie_FromAnotherPortOfThisHost_IsRefused()
    {
        await using var host = await AccessHost.StartWithAnaAsync();
        using var browser = host.Browse();
        (await browser.SignInAsync(Ana)).Dispose();
        (string, string)[] upgrade = [("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")];

        using var theirs = await browser.GetAsync("/api/v1/socket", [.. upgrade, ("Origin", "http://127.0.0.1:1")]);
        using var ours = await browser.GetAsync("/api/v1/socket", [.. upgrade, ("Origin", host.Address.GetLeftPart(UriPartial.Authority))]);

        Assert.Equal(HttpStatusCode.Forbidden, theirs.StatusCode);
        Assert.Equal(HttpStatusCode.OK, ours.StatusCode);
    }

    [Theory]
    [InlineData("/signin")]
    [InlineData("/setup")]
    [InlineData("/welcome")]
    [InlineData("/signout")]
    [InlineData("/account/password")]
    public async Task Form_WithoutItsToken_ChangesNothingAndSaysSo(string path)
    {
        await using var host = await AccessHost.StartWithAnaAsync();
        using var browser = host.Browse();
        (await browser.SignInAsync(Ana)).Dispose();
        using var form = new FormUrlEncodedContent([new("email", Ana), new("password", AccessHost.Password), new("__RequestVerificationToken", "guess")]);

        using var refused = await browser.SendAsync(HttpMethod.Post, path, [("Sec-Fetch-Site", "same-origin")], form);
        using var json = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
        using var noForm = await browser.SendAsync(HttpMethod.Post, path, [("Sec-Fetch-Site", "same-origin")], json);
        using var stays = await browser.GetAsync("/");

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("Nothing was changed", await SetupTests.TextAsync(refused), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, noForm.StatusCode);
        Assert.Equal(HttpStatusCode.OK, stays.StatusCode);
    }

    [Fact]
    public async Task ForwardedHeaders_FromAStranger_AreNotBelieved()
    {
        await using var open = await AccessHost.StartWithAnaAsync(new() { ["Proxies:Known:0"] = "10.0.0.0/8" });
        await using var behind = await AccessHost.StartWithAnaAsync(new() { ["Proxies:Known:0"] = "127.0.0.1" });
        (string, string)[] forwarded = [("X-Forwarded-For", "192.0.2.7"), ("X-Forwarded-Proto", "https")];
        using var stranger = open.Browse();
        using var proxy = behind.Browse();

        using var notBelieved = await stranger.GetAsync("/api/v1/address", forwarded);
        using var believed = await proxy.GetAsync("/api/v1/address", forwarded);

        Assert.Equal("http 127.0.0.1", await SetupTests.TextAsync(notBelieved));
        Assert.Equal("https 192.0.2.7", await SetupTests.TextAsync(believed));
    }

    [Fact]
    public async Task Proxies_WrittenWrongly_RefuseToStart()
    {
        var refused = await Assert.ThrowsAsync<BootstrapException>(() => AccessHost.StartAsync(new() { ["Proxies:Known"] = "the proxy" }));

        Assert.Contains("“the proxy” is neither", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIn_SurvivesARestart()
    {
        await using var first = await AccessHost.StartWithAnaAsync();
        using var browser = first.Browse();
        (await browser.SignInAsync(Ana)).Dispose();
        var cookie = browser.Cookies.GetCookies(first.Address)["mic"]!.Value;

        await using var second = await first.RestartAsync();
        using var again = second.Browse();
        using var home = await again.GetAsync("/", ("Cookie", $"mic={cookie}"));

        Assert.Equal(HttpStatusCode.OK, home.StatusCode);
    }

    [Fact]
    public async Task Circuit_WhileTheStoreIsAway_KeepsItsPerson()
    {
        await using var host = await AccessHost.StartWithAnaAsync(new() { ["Access:RevalidateEvery"] = "00:00:00.020" });
        var ben = await host.AddAsync("Ben", AccessRole.Responder);
        await using var scope = host.App.Services.CreateAsyncScope();
        var principal = await scope.ServiceProvider.GetRequiredService<SignInManager<ConsoleUser>>().CreateUserPrincipalAsync(ben);
        var state = Assert.IsType<ConsoleAuthenticationState>(scope.ServiceProvider.GetRequiredService<AuthenticationStateProvider>());
        await using (var db = await host.DbAsync()) await db.Database.ExecuteSqlRawAsync("ALTER TABLE users RENAME TO users_away", Ct);
        ((IHostEnvironmentAuthenticationStateProvider)state).SetAuthenticationState(Task.FromResult(new AuthenticationState(principal)));
        var changed = 0;
        state.AuthenticationStateChanged += _ => Interlocked.Increment(ref changed);

        // Asked again at least twice: each time the store's refusal is logged.
        while (host.Log.Lines.Count(l => l.Contains("no such table: users", StringComparison.Ordinal)) < 2) await Task.Delay(20, Ct);

        Assert.Equal(0, changed);
        Assert.True((await state.GetAuthenticationStateAsync()).User.Identity!.IsAuthenticated);
    }

    [Fact]
    public async Task Circuit_OfADisabledPerson_LosesThem()
    {
        await using var host = await AccessHost.StartWithAnaAsync(new() { ["Access:RevalidateEvery"] = "00:00:00.020" });
        var ben = await host.AddAsync("Ben", AccessRole.Responder);
        await using var scope = host.App.Services.CreateAsyncScope();
        var principal = await scope.ServiceProvider.GetRequiredService<SignInManager<ConsoleUser>>().CreateUserPrincipalAsync(ben);
        var state = Assert.IsType<ConsoleAuthenticationState>(scope.ServiceProvider.GetRequiredService<AuthenticationStateProvider>());
        var lost = new TaskCompletionSource<ClaimsPrincipal>(TaskCreationOptions.RunContinuationsAsynchronously);
        ((IHostEnvironmentAuthenticationStateProvider)state).SetAuthenticationState(Task.FromResult(new AuthenticationState(principal)));
        state.AuthenticationStateChanged += async changed => lost.TrySetResult((await changed).User);
        Assert.Equal("Ben", (await host.Callers.ForAsync(principal, Ct))?.Actor.Name);

        Assert.Null((await host.People.DisableAsync(Caller.Console, ben.Id, Ct)).Refusal);

        Assert.False((await lost.Task.WaitAsync(Ct)).Identity?.IsAuthenticated ?? false);
        Assert.Null(await host.Callers.ForAsync(principal, Ct));
    }
}
