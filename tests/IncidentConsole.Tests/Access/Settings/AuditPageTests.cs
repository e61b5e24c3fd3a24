using Bunit;
using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Access.Settings;
using MeetSolis.IncidentConsole.Incidents;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace MeetSolis.IncidentConsole.Tests.Access.Settings;

public sealed class AuditPageTests
{
    private static readonly Actor _chi = new(ActorKind.Person, "u-chi", "Chi");

    [Fact]
    public async Task Page_OfManyActs_ShowsTheNewestFirstAndLeadsToOlderOnes()
    {
        await using var screen = await OpenAsync(AuditReader.Take + 5);
        var first = Show(screen, "/settings/audit");
        first.WaitForAssertion(() => Assert.Equal(AuditReader.Take, first.FindAll(".audit-list > li").Count));
        Assert.Contains($"person {AuditReader.Take + 4}", first.Find(".audit-list > li").TextContent, StringComparison.Ordinal);

        var second = Show(screen, first.Find("a[rel=next]").GetAttribute("href")!);

        second.WaitForAssertion(() => Assert.Contains("person 4", second.Find(".audit-list > li").TextContent, StringComparison.Ordinal));
        Assert.Empty(second.FindAll("a[rel=next]"));
    }

    [Fact]
    public async Task Page_FilteredByItsAddress_ShowsWhatFitsInWords()
    {
        await using var screen = await OpenAsync(2);
        await screen.Host.Get<AuditLog>().WriteAsync(_chi, AuditActs.PersonRole, "ben@meetsolis.test", new { from = "Observer", to = "Commander" }, "10.0.0.7", TestContext.Current.CancellationToken);

        var page = Show(screen, "/settings/audit?kind=person&who=BEN%40");

        page.WaitForAssertion(() => Assert.Contains("Chi changed a role: ben@meetsolis.test", page.Find(".audit-list").TextContent, StringComparison.Ordinal));
        Assert.Contains("from: Observer, to: Commander", page.Find(".audit-list").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/settings/audit?kind=nonsense&before=x", true)]
    [InlineData("/settings/audit?who=%27%3B%20drop%20table", false)]
    public async Task Page_OfANonsensicalAddress_StaysCalm(string address, bool rows)
    {
        await using var screen = await OpenAsync(2);
        var page = Show(screen, address);
        page.WaitForAssertion(() => Assert.Equal(rows, page.FindAll(".audit-list > li").Count > 0));
        if (!rows) Assert.Contains("No act fits", page.Markup, StringComparison.Ordinal);
    }

    private static async Task<SettingsScreen> OpenAsync(int acts)
    {
        var screen = await SettingsScreen.OpenAsync(AccessRole.Administrator);
        screen.Bunit.Services.AddSingleton(screen.Host.Get<AuditReader>());
        for (var i = 0; i < acts; i++) await screen.Host.Get<AuditLog>().WriteAsync(_chi, AuditActs.PersonEnabled, $"person {i}", ct: TestContext.Current.CancellationToken);
        return screen;
    }

    private static IRenderedComponent<AuditPage> Show(SettingsScreen screen, string address)
    {
        screen.Bunit.Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return screen.Bunit.Render<AuditPage>();
    }
}
