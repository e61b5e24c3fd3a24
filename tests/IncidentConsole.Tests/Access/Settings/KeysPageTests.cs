using Bunit;
using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Access.Settings;
using MeetSolis.IncidentConsole.Incidents;
using Microsoft.AspNetCore.Components;

namespace MeetSolis.IncidentConsole.Tests.Access.Settings;

public sealed class KeysPageTests
{
    [Fact]
    public async Task Create_ShowsTheSecretOnceAndItWorks()
    {
        await using var screen = await SettingsScreen.OpenAsync(AccessRole.Administrator);
        var page = screen.Bunit.Render<KeysPage>();
        page.WaitForElement("form");

        await page.Find("form input[autocomplete=off]").ChangeAsync(new ChangeEventArgs { Value = "CI" });
        await page.Find("form").SubmitAsync();

        page.WaitForElement(".once pre");
        var secret = page.Find(".once pre").TextContent;
        using var program = screen.Host.Browse();
        using var read = await program.GetAsync("/api/v1/incidents", ("Authorization", $"Bearer {secret}"));
        Assert.True(read.IsSuccessStatusCode);
        await page.Find(".once > .btn").ClickAsync(new());
        Assert.DoesNotContain(secret, page.Markup, StringComparison.Ordinal);
        Assert.Contains("CI", page.Find(".set-row").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_WithoutAScope_IsRefusedInASentence()
    {
        await using var screen = await SettingsScreen.OpenAsync(AccessRole.Administrator);
        var page = screen.Bunit.Render<KeysPage>();
        page.WaitForElement("form");

        await page.Find("form input[autocomplete=off]").ChangeAsync(new ChangeEventArgs { Value = "CI" });
        await page.Find(".scopes input").ChangeAsync(new ChangeEventArgs { Value = false });
        await page.Find("form").SubmitAsync();

        page.WaitForAssertion(() => Assert.Contains("Choose what the key may do", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Revoke_AsksFirstAndShowsIt()
    {
        await using var screen = await SettingsScreen.OpenAsync(AccessRole.Administrator);
        var made = await screen.Host.Keys.CreateAsync(Caller.Console, "CI", ApiKeyScopes.Read, TestContext.Current.CancellationToken);
        var page = screen.Bunit.Render<KeysPage>();
        page.WaitForElement(".set-row .danger");

        await page.Find(".set-row .danger").ClickAsync(new());
        Assert.Null(Assert.Single(await screen.Host.Keys.ListAsync(TestContext.Current.CancellationToken)).RevokedAt);
        await page.Find(".set-row .danger.filled").ClickAsync(new());

        page.WaitForAssertion(() => Assert.Contains("revoked", page.Find(".set-row").TextContent, StringComparison.Ordinal));
        Assert.DoesNotContain(made.Value!.Secret, page.Markup, StringComparison.Ordinal);
    }
}
