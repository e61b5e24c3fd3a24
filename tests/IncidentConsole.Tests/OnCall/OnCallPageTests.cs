using Bunit;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.OnCall;
using MeetSolis.IncidentConsole.OnCall.Settings;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Tests.Access.Settings;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace MeetSolis.IncidentConsole.Tests.OnCall;

public sealed class OnCallPageTests
{
    [Fact]
    public async Task Rotation_AddedOnThePage_SaysWhoIsOnCallAndTakesACover()
    {
        await using var screen = await OpenAsync(AccessRole.Administrator);
        var page = screen.Bunit.Render<OnCallPage>();
        page.WaitForElement("[data-test=rotation-new]").Click();
        page.Find("[data-test=rotation-save]").Closest("form")!.Submit();
        page.WaitForAssertion(() => Assert.Contains("Give the rotation a name.", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));

        page.Find("[data-test=rotation-title]").Change("Web");
        foreach (var person in (await screen.Host.People.ListAsync(TestContext.Current.CancellationToken)).OrderBy(p => p.Name != "Ben"))
            await page.Find("[data-test=rotation-add]").ChangeAsync(new ChangeEventArgs { Value = person.Id });
        page.Find("[data-test=rotation-save]").Closest("form")!.Submit();

        page.WaitForAssertion(() => Assert.Contains("Ben", page.Find(".shifts li").TextContent, StringComparison.Ordinal));
        Assert.Contains("now, until Mon 7 Jan, 09:00", page.Find(".shifts li").TextContent, StringComparison.Ordinal);

        var ana = (await screen.Host.People.ListAsync(TestContext.Current.CancellationToken)).Single(p => p.Name != "Ben");
        page.Find("[data-test=cover-who]").Change(ana.Id);
        page.Find("[data-test=cover-go]").Closest("form")!.Submit();
        page.WaitForAssertion(() => Assert.Contains("covers for Ben", page.Find(".shifts li").TextContent, StringComparison.Ordinal));
        page.Find("[data-test=uncover]").Click();
        page.WaitForAssertion(() => Assert.DoesNotContain("covers", page.Find(".shifts li").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Page_ForAResponder_OffersNoChangeOfTheRotation()
    {
        await using var screen = await OpenAsync(AccessRole.Responder);
        var page = screen.Bunit.Render<OnCallPage>();
        page.WaitForAssertion(() => Assert.Contains("No rotation", page.Markup, StringComparison.Ordinal));
        Assert.Empty(page.FindAll("[data-test=rotation-new]"));
        Assert.Contains("Only an Administrator", page.Find(".notice").TextContent, StringComparison.Ordinal);
    }

    private static async Task<SettingsScreen> OpenAsync(AccessRole role)
    {
        var screen = await SettingsScreen.OpenAsync(role);
        var services = screen.Host.App.Services;
        screen.Bunit.Services.AddSingleton(ActivatorUtilities.CreateInstance<OnCallService>(services)).AddSingleton(ActivatorUtilities.CreateInstance<RunbookCatalog>(services)).AddSingleton<TimeProvider>(screen.Host.Time);
        return screen;
    }
}
