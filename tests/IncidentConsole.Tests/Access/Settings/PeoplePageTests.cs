using Bunit;
using MeetSolis.IncidentConsole.Access.Settings;
using MeetSolis.IncidentConsole.Incidents;
using Microsoft.AspNetCore.Components;

namespace MeetSolis.IncidentConsole.Tests.Access.Settings;

public sealed class PeoplePageTests
{
    [Fact]
    public async Task Add_ByAnAdministrator_ShowsTheOneTimeLinkOnce()
    {
        await using var screen = await SettingsScreen.OpenAsync(AccessRole.Administrator);
        var page = screen.Bunit.Render<PeoplePage>();
        page.WaitForElement("form");

        await page.Find("form input[autocomplete=off]").ChangeAsync(new ChangeEventArgs { Value = "Chi" });
        await page.Find("form input[inputmode=email]").ChangeAsync(new ChangeEventArgs { Value = "chi@meetsolis.test" });
        await page.Find("form").SubmitAsync();

        page.WaitForAssertion(() => Assert.Contains("/welcome?token=", page.Find(".once pre").TextContent, StringComparison.Ordinal));
        page.WaitForAssertion(() => Assert.Contains(page.FindAll(".set-row"), r => r.TextContent.Contains("chi@meetsolis.test", StringComparison.Ordinal)));
        await page.Find(".once > .btn").ClickAsync(new());
        Assert.DoesNotContain("token=", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Add_WithNonsense_SaysWhatIsWrong()
    {
        await using var screen = await SettingsScreen.OpenAsync(AccessRole.Administrator);
        var page = screen.Bunit.Render<PeoplePage>();
        page.WaitForElement("form");

        await page.Find("form input[inputmode=email]").ChangeAsync(new ChangeEventArgs { Value = "nowhere" });
        await page.Find("form").SubmitAsync();

        page.WaitForAssertion(() => Assert.Contains("is not an email address", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Empty(page.FindAll(".once"));
    }

    [Fact]
    public async Task Page_ForOthers_ShowsPeopleAndNoButton()
    {
        await using var screen = await SettingsScreen.OpenAsync(AccessRole.Commander);
        var page = screen.Bunit.Render<PeoplePage>();

        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll(".set-row").Count));
        Assert.Contains("Only an Administrator", page.Find(".notice").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("form, select, .set-row button"));
    }

    [Fact]
    public async Task Disable_OfTheOther_AsksFirstAndShowsIt()
    {
        await using var screen = await SettingsScreen.OpenAsync(AccessRole.Administrator);
        var page = screen.Bunit.Render<PeoplePage>();
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll(".set-row").Count));

        await page.FindAll(".set-row").Single(r => r.TextContent.Contains("ana@", StringComparison.Ordinal)).QuerySelector(".danger")!.ClickAsync(new());
        Assert.False((await screen.Host.UserAsync("ana@meetsolis.test")).Disabled);
        await page.Find(".confirm .danger").ClickAsync(new());

        page.WaitForAssertion(() => Assert.Contains("disabled", page.Find(".set-row.off").TextContent, StringComparison.Ordinal));
        Assert.True((await screen.Host.UserAsync("ana@meetsolis.test")).Disabled);
    }

    [Fact]
    public async Task Act_AfterADemotionMeanwhile_IsRefused()
    {
        await using var screen = await SettingsScreen.OpenAsync(AccessRole.Administrator);
        var page = screen.Bunit.Render<PeoplePage>();
        page.WaitForElement("form");
        var ben = await screen.Host.UserAsync("ben@meetsolis.test");
        Assert.Null((await screen.Host.People.ChangeRoleAsync(MeetSolis.IncidentConsole.Access.Caller.Console, ben.Id, AccessRole.Observer, TestContext.Current.CancellationToken)).Refusal);

        await page.Find("form input[autocomplete=off]").ChangeAsync(new ChangeEventArgs { Value = "Chi" });
        await page.Find("form input[inputmode=email]").ChangeAsync(new ChangeEventArgs { Value = "chi@meetsolis.test" });
        await page.Find("form").SubmitAsync();

        page.WaitForAssertion(() => Assert.Contains("Only an Administrator", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Equal(2, (await screen.Host.People.ListAsync(TestContext.Current.CancellationToken)).Count);
    }
}
