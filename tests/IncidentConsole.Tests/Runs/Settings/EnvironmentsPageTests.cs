using Bunit;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runs;
using MeetSolis.IncidentConsole.Runs.Settings;
using MeetSolis.IncidentConsole.Tests.Data;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace MeetSolis.IncidentConsole.Tests.Runs.Settings;

public sealed class EnvironmentsPageTests
{
    [Fact]
    public async Task Page_ShowsValuesButOfSecretsOnlyWhetherTheyAreSet()
    {
        await using var store = await TestStore.MakeAsync(StoreKind.Sqlite);
        var services = await store.OpenAsync();
        var settings = new Dictionary<string, string?>
        {
            ["Environments:production:Workspace"] = store.Folder,
            ["Environments:production:Secrets:VERCEL_TOKEN"] = "not-to-be-seen",
            ["Environments:production:Secrets:SITE_URL"] = "turned-into-a-secret",
            ["Environments:staging:Variables:SITE_URL"] = "https://staging.example.com",
        };
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        using var catalog = ActivatorUtilities.CreateInstance<RunbookCatalog>(services, configuration);
        await catalog.RefreshAsync(TestContext.Current.CancellationToken);
        await using var screen = new BunitContext();
        screen.AddAuthorization().SetAuthorized("ben@meetsolis.test");
        screen.Services.AddSingleton(catalog).AddSingleton(new EnvironmentSettings(configuration));

        var page = screen.Render<EnvironmentsPage>();
        var production = page.Find("[aria-label=production]").TextContent;

        Assert.DoesNotContain("not-to-be-seen", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("turned-into-a-secret", page.Markup, StringComparison.Ordinal);
        Assert.Contains(store.Folder + " ", production, StringComparison.Ordinal);
        Assert.Contains("there", production, StringComparison.Ordinal);
        Assert.Contains("not set", production, StringComparison.Ordinal);
        Assert.All(["vercel", "psql"], tool => Assert.Contains(tool, page.Find("[aria-label=production] [data-test=tools]").TextContent, StringComparison.Ordinal));
        Assert.Contains("https://staging.example.com", page.Find("[aria-label=staging]").TextContent, StringComparison.Ordinal);
        Assert.Contains("no such folder", page.Find("[aria-label=staging]").TextContent, StringComparison.Ordinal);
    }
}
