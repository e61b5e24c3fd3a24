using Bunit;
using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Signals;
using MeetSolis.IncidentConsole.Signals.History;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace MeetSolis.IncidentConsole.Tests.Signals.History;

public sealed class SignalPageTests : IAsyncLifetime
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    private readonly BunitContext _screen = new();
    private readonly TempFolder _folder = new();
    private SignalsHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await SignalsHost.StartAsync(_folder.FullPath);
        foreach (var service in new[] { typeof(RunbookCatalog), typeof(SignalPasts), typeof(SignalBoard), typeof(MethodsInForce), typeof(SignalPageFacts), typeof(IncidentList), typeof(TimeProvider), typeof(IConfiguration) })
            _screen.Services.AddSingleton(service, _host.App.Services.GetRequiredService(service));
    }

    public async ValueTask DisposeAsync()
    {
        await _screen.DisposeAsync();
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Page_OfASignal_ShowsItsHistoryItsTriggersAndWhoFeedsIt()
    {
        for (var i = 0; i < 70; i++) await _host.SecondAsync(20, 2);
        _host.Get<MethodsInForce>().Set("production", new([new("method-a", SignalsHost.Start.AddSeconds(30), null)]));

        var page = Open("/signals/error_rate");

        page.WaitForElement("[data-test=chart]", _patience);
        Assert.Equal("Error rate", page.Find("h1").TextContent);
        Assert.Contains("highest 10 %", page.Find("figure svg[role=img]").GetAttribute("aria-label"), StringComparison.Ordinal);
        Assert.Equal("Method A in force", page.Find(".chart-method").GetAttribute("title"));
        Assert.Contains("pending", page.Find("[data-test=trigger-production-error-rate-spike]").TextContent, StringComparison.Ordinal);
        Assert.Contains("batches come", page.Find("[data-test=source-vercel]").TextContent, StringComparison.Ordinal);
        Assert.Equal(["production", "staging", "drill"], page.FindAll("[aria-label=Environment] a").Select(a => a.TextContent));
        Assert.Equal("/signals/error_rate?environment=production&span=7d", page.FindAll("[aria-label=Span] a")[^1].GetAttribute("href"));
    }

    [Fact]
    public async Task Page_OfAnEnvironmentWithoutASource_SaysThatNothingCouldFeedIt()
    {
        await _host.JudgeAsync();
        var page = Open("/signals/error_rate?environment=staging&span=24h");

        page.WaitForElement("[data-test=chart]", _patience);
        Assert.Contains("No source that could feed it is connected to staging", page.Markup, StringComparison.Ordinal);
        Assert.Contains("nothing that can be judged", page.Find("figure svg[role=img]").GetAttribute("aria-label"), StringComparison.Ordinal);
        Assert.Contains("no source", page.Find("[data-test=trigger-staging-error-rate-spike]").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/signals/no_such")]
    [InlineData("/signals/error_rate?environment=moon")]
    public void Page_OfNoSuchSignal_SaysSo(string path) => Assert.Contains("There is no such signal", Open(path).Markup, StringComparison.Ordinal);

    private IRenderedComponent<SignalPage> Open(string path)
    {
        _screen.Services.GetRequiredService<NavigationManager>().NavigateTo(path);
        return _screen.Render<SignalPage>(p => p.Add(x => x.Id, path.Split('/', '?')[2]));
    }
}
