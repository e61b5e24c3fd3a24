using System.Net;
using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Tests.Access;

public sealed class SignInTests
{
    private const string Ana = "ana@meetsolis.test";

    [Fact]
    public async Task Page_WithoutSignIn_LeadsToSignInAndBack()
    {
        await using var host = await AccessHost.StartWithAnaAsync();
        using var browser = host.Browse();

        using var asked = await browser.GetAsync("/incidents?text=a%26b");
        var toSignIn = asked.Headers.Location!.ToString();
        using var signedIn = await browser.FillAsync(new Uri(host.Address, toSignIn).PathAndQuery, ("email", Ana), ("password", AccessHost.Password));

        Assert.Equal(HttpStatusCode.Redirect, asked.StatusCode);
        Assert.StartsWith("/signin?returnUrl=", toSignIn, StringComparison.Ordinal);
        Assert.Equal("/incidents?text=a%26b", signedIn.Headers.Location?.ToString());
    }

    [Fact]
    public async Task SignIn_SetsACookieThatScriptsAndOtherSitesCannotUse()
    {
        await using var host = await AccessHost.StartWithAnaAsync();
        using var browser = host.Browse();

        using var signedIn = await browser.SignInAsync(Ana);

        var cookie = Assert.Single(signedIn.Headers.GetValues("Set-Cookie"), value => value.StartsWith("mic=", StringComparison.Ordinal)).ToLowerInvariant();
        Assert.Contains("httponly", cookie, StringComparison.Ordinal);
        Assert.Contains("samesite=lax", cookie, StringComparison.Ordinal);
        Assert.Contains(AuditActs.SignedIn, await host.ActsAsync());
    }

    [Fact]
    public async Task SignIn_BehindATlsProxy_SetsASecureCookieAndHsts()
    {
        await using var host = await AccessHost.StartWithAnaAsync(new() { ["Proxies:Known"] = "127.0.0.1, 10.0.0.0/8" });
        using var browser = host.Browse();
        (string, string)[] tls = [("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "console.meetsolis.test")];

        using var shown = await browser.GetAsync("/signin", tls);

        Assert.All(shown.Headers.GetValues("Set-Cookie"), cookie => Assert.Contains("secure", cookie, StringComparison.OrdinalIgnoreCase));
        Assert.True(shown.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task Page_ForASessionThatWasEnded_ForgetsItSoThatTheFormIsNobodys()
    {
        await using var host = await AccessHost.StartWithAnaAsync();
        var ben = await host.AddAsync("Ben", AccessRole.Responder);
        using var browser = host.Browse();
        (await browser.SignInAsync(ben.Email!)).Dispose();
        Assert.NotNull(browser.Cookies.GetCookies(host.Address)["mic"]);
        Assert.Null((await host.People.DisableAsync(Caller.Console, ben.Id, TestContext.Current.CancellationToken)).Refusal);

        using var shown = await browser.GetAsync("/signin");

        Assert.Equal(HttpStatusCode.OK, shown.StatusCode);
        Assert.Null(browser.Cookies.GetCookies(host.Address)["mic"]);
    }

    [Fact]
    public async Task SignIn_UnknownPersonOrWrongPassword_SaysTheSame()
    {
        await using var host = await AccessHost.StartWithAnaAsync();
        using var browser = host.Browse();

        using var wrong = await browser.SignInAsync(Ana, "wrong horse battery");
        using var unknown = await browser.SignInAsync("ann@meetsolis.test", "wrong horse battery");

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (wrong.StatusCode, unknown.StatusCode));
        Assert.Equal(RefusalOf(await SetupTests.TextAsync(wrong)), RefusalOf(await SetupTests.TextAsync(unknown)));
        Assert.Equal(2, (await host.ActsAsync()).Count(act => act == AuditActs.SignInFailed));
    }

    [Fact]
    public async Task SignIn_FiveTimesWrong_LocksForFiveMinutesAndSaysNothingMore()
    {
        await using var host = await AccessHost.StartWithAnaAsync();
        using var browser = host.Browse();
        for (var i = 0; i < 5; i++)
            (await browser.SignInAsync(Ana, "wrong horse battery")).Dispose();

        using var locked = await browser.SignInAsync(Ana);
        host.Time.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(1));
        using var after = await browser.SignInAsync(Ana);

        Assert.Equal(HttpStatusCode.Unauthorized, locked.StatusCode);
        Assert.Contains(PasswordSignIn.Wrong[..20], await SetupTests.TextAsync(locked), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, after.StatusCode);
        Assert.Contains(AuditActs.LockedOut, await host.ActsAsync());
    }

    [Theory]
    [InlineData("stranger@meetsolis.test")]
    [InlineData(Ana)]
    public async Task SignIn_TooOftenForOneAccount_SaysHowLongToWait(string email)
    {
        await using var host = await AccessHost.StartWithAnaAsync();
        using var browser = host.Browse();
        for (var i = 0; i < 10; i++)
            (await browser.SignInAsync(email, "wrong horse battery")).Dispose();
        host.Time.Advance(TimeSpan.FromMinutes(2));

        using var refused = await browser.SignInAsync(email, "wrong horse battery");
        host.Time.Advance(TimeSpan.FromMinutes(3));
        using var later = await browser.SignInAsync(email, "wrong horse battery");

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(TimeSpan.FromMinutes(3), refused.Headers.RetryAfter?.Delta);
        Assert.Contains("Wait 180 seconds", await SetupTests.TextAsync(refused), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, later.StatusCode);
    }

    [Fact]
    public async Task SignIn_TooOftenFromOneAddress_IsRefusedForEveryAccount()
    {
        await using var host = await AccessHost.StartWithAnaAsync(new() { ["Access:TriesPerAddress"] = "3" });
        using var browser = host.Browse();
        for (var i = 0; i < 3; i++)
            (await browser.SignInAsync($"p{i}@meetsolis.test", "wrong horse battery")).Dispose();

        using var refused = await browser.SignInAsync(Ana);
        host.Time.Advance(TimeSpan.FromMinutes(1));
        using var later = await browser.SignInAsync(Ana);

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, later.StatusCode);
    }

    [Theory]
    [InlineData("https://evil.test/")]
    [InlineData("//evil.test")]
    [InlineData("/\\evil.test")]
    [InlineData("\\\\evil.test")]
    [InlineData("/\t/evil.test")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/signout")]
    public async Task SignIn_WithAForeignReturnUrl_LeadsHome(string returnUrl)
    {
        await using var host = await AccessHost.StartWithAnaAsync();
        using var browser = host.Browse();

        using var signedIn = await browser.FillAsync("/signin", ("email", Ana), ("password", AccessHost.Password), ("returnUrl", returnUrl));

        Assert.Equal("/", signedIn.Headers.Location?.ToString());
    }

    [Fact]
    public async Task SignIn_OfADisabledPerson_IsRefusedOnlyToWhoKnowsThePassword()
    {
        await using var host = await AccessHost.StartWithAnaAsync();
        var ben = await host.AddAsync("Ben", AccessRole.Responder);
        Assert.Null((await host.People.DisableAsync(Caller.Console, ben.Id, TestContext.Current.CancellationToken)).Refusal);
        using var browser = host.Browse();

        using var right = await browser.SignInAsync("ben@meetsolis.test");
        using var wrong = await browser.SignInAsync("ben@meetsolis.test", "wrong horse battery");

        Assert.Contains("disabled", await SetupTests.TextAsync(right), StringComparison.Ordinal);
        Assert.DoesNotContain("disabled.", await SetupTests.TextAsync(wrong), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIn_WithNonsense_IsASentence()
    {
        await using var host = await AccessHost.StartWithAnaAsync();
        using var browser = host.Browse();

        using var control = await browser.SignInAsync("a\u0007b@\u001b", "x");
        using var huge = await browser.SignInAsync(new string('a', 5000) + "@b.test", new string('p', 5000));
        using var markup = await browser.SignInAsync("<script>alert(1)</script>@b.test", "x");

        Assert.All([control, huge, markup], response => Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode));
        Assert.DoesNotContain("<script>", await SetupTests.TextAsync(markup), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task SignOut_Posted_EndsTheSession()
    {
        await using var host = await AccessHost.StartWithAnaAsync();
        using var browser = host.Browse();
        (await browser.SignInAsync(Ana)).Dispose();

        using var signedOut = await browser.FillAsync("/signout");
        using var home = await browser.GetAsync("/");

        Assert.Equal("/signin", signedOut.Headers.Location?.ToString());
        Assert.Equal(HttpStatusCode.Redirect, home.StatusCode);
        Assert.Contains(AuditActs.SignedOut, await host.ActsAsync());
    }

    [Fact]
    public async Task ChangePassword_SignsOutEverywhereElse()
    {
        await using var host = await AccessHost.StartWithAnaAsync();
        using var here = host.Browse();
        using var elsewhere = host.Browse();
        (await here.SignInAsync(Ana)).Dispose();
        (await elsewhere.SignInAsync(Ana)).Dispose();

        using var wrong = await here.FillAsync("/account/password", ("present", "wrong horse battery"), ("password", "another horse battery"), ("again", "another horse battery"));
        using var changed = await here.FillAsync("/account/password", ("present", AccessHost.Password), ("password", "another horse battery"), ("again", "another horse battery"));
        using var stays = await here.GetAsync("/");
        using var gone = await elsewhere.GetAsync("/");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        Assert.Contains("present password is not right", await SetupTests.TextAsync(wrong), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.Equal(HttpStatusCode.OK, stays.StatusCode);
        Assert.Equal("/signin", gone.Headers.Location?.ToString());
        Assert.Contains(AuditActs.PasswordChanged, await host.ActsAsync());
    }

    private static string RefusalOf(string html) => html[html.IndexOf("id=\"refusal\"", StringComparison.Ordinal)..].Split("</p>")[0];
}
