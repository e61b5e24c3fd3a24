using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MeetSolis.IncidentConsole.Harness;

public sealed class BrowserTests(Browser browser)
{
    [Fact]
    public async Task Window_ButtonClicked_ShowsWhatTheServerAnswered()
    {
        await using var server = WebApplication.Create(["--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default=None"]);
        server.MapGet("/", () => TypedResults.Content(
            """
            <meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
            <button onclick="fetch('/said').then(r => r.text()).then(t => out.textContent = t)">Ask</button><p id="out"></p>
            """, "text/html"));
        server.MapGet("/said", () => "✓ heard");
        await server.StartAsync(TestContext.Current.CancellationToken);

        await using var phone = await browser.OpenAsync("ana", WindowSize.Phone);
        await phone.Page.GotoAsync(server.Urls.Single());
        await phone.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Ask" }).ClickAsync();
        await Microsoft.Playwright.Assertions.Expect(phone.Page.Locator("#out")).ToHaveTextAsync("✓ heard");

        Assert.Empty(phone.Problems);
        Assert.Equal(390, await phone.Page.EvaluateAsync<int>("innerWidth"));
        await phone.ShootAsync("harness-phone");
        phone.Done();
    }
}
