using Bunit;
using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Incidents.Now;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Signals;
using MeetSolis.IncidentConsole.Signals.Silences;
using MeetSolis.IncidentConsole.Tests.Incidents.Deck;
using MeetSolis.IncidentConsole.Tests.Signals;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace MeetSolis.IncidentConsole.Tests.Incidents.Now;

public sealed class SilencesNowTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private readonly BunitContext _screen = new();
    private SignalsHost _host = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await SignalsHost.StartAsync(_folder.FullPath);
        _screen.JSInterop.Mode = JSRuntimeMode.Loose;
        _screen.AddAuthorization().SetAuthorized("ana@meetsolis.test").SetClaims([.. (await _host.AdministratorAsync()).Claims]);
        _screen.Services.AddSingleton<TimeProvider>(_host.Time).AddSingleton(_host.Get<SilenceService>()).AddSingleton(_host.Get<CallerService>());
        await _host.JudgeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _screen.DisposeAsync();
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Form_Filled_SilencesAndThePanelSaysByWhomWhyAndUntilWhen()
    {
        var panel = Open(mayAct: true);
        await Change(panel, "silence-environment", "production");
        await Change(panel, "silence-trigger", "server-errors");
        await panel.Find("[data-test=silence-reason]").InputAsync(new ChangeEventArgs { Value = "The load test" });
        await panel.Find("[data-test=silence-form]").SubmitAsync();
        panel.WaitForAssertion(() => Assert.Contains("Done", panel.Find("[data-test=silence-form]").TextContent, StringComparison.Ordinal));

        for (var i = 0; i < 15; i++) await _host.SecondAsync(250, 10);
        var shown = Open(mayAct: false);
        var text = shown.Find("[data-test=silence-active]").TextContent;
        Pictures.Keep($"<div class='page now-page'>{Open(mayAct: true).Markup}</div>");
        Assert.All(["silenced", "production", "5xx responses", "13:00:00", "The load test", "Fires untold: 5xx responses"], said => Assert.Contains(said, text, StringComparison.Ordinal));
        Assert.Empty(shown.FindAll("[data-test=silence-end], [data-test=silence-open]"));
    }

    [Fact]
    public async Task Form_WithoutAReason_SaysWhatIsMissing()
    {
        var panel = Open(mayAct: true);
        await Change(panel, "silence-environment", "production");
        await panel.Find("[data-test=silence-form]").SubmitAsync();
        panel.WaitForAssertion(() => Assert.Contains("Say why", panel.Find("[data-test=silence-refusal]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Form_ForWhatOverridesTheTree_AsksForItExplicitly()
    {
        var panel = Open(mayAct: true);
        await Change(panel, "silence-environment", "production");
        await Change(panel, "silence-trigger", "data-exposure");
        await panel.Find("[data-test=silence-reason]").InputAsync(new ChangeEventArgs { Value = "The canary is rebuilt" });
        await panel.Find("[data-test=silence-form]").SubmitAsync();
        panel.WaitForAssertion(() => Assert.Contains("explicitly", panel.Find("[data-test=silence-refusal]").TextContent, StringComparison.Ordinal));

        Pictures.Keep($"<div class='page now-page'>{panel.Markup.Replace("<details ", "<details open ", StringComparison.Ordinal)}</div>");
        await panel.Find("[data-test=silence-overriding]").ChangeAsync(new ChangeEventArgs { Value = true });
        await panel.Find("[data-test=silence-form]").SubmitAsync();
        panel.WaitForAssertion(() => Assert.Contains("Done", panel.Find("[data-test=silence-form]").TextContent, StringComparison.Ordinal));
        Assert.True(Assert.Single(await _host.Get<SilenceService>().ListAsync("production", false, Ct)).Overriding);
    }

    [Fact]
    public async Task Window_IsAnnouncedBeforeAndEndedInTwoPresses()
    {
        var now = _host.Time.GetUtcNow();
        await _host.Get<SilenceService>().MakeAsync(new SilenceWish("production", null, now.AddHours(3), now.AddHours(4), "The database moves", Weekly: true), Guid.NewGuid(), Caller.Console, Ct);
        await _host.JudgeAsync();
        var panel = Open(mayAct: true);
        var text = panel.Find("[data-test=silence-planned]").TextContent;
        Assert.All(["planned maintenance", "Every trigger", "15:00:00", "16:00:00", "every week", "Not silenced: "], said => Assert.Contains(said, text, StringComparison.Ordinal));

        await panel.Find("[data-test=silence-end]").ClickAsync(new());
        Pictures.Keep($"<div class='page now-page'>{panel.Markup}</div>");
        Assert.Single(await _host.Get<SilenceService>().ListAsync("production", false, Ct));
        await panel.Find("[data-test=silence-end-go]").ClickAsync(new());
        Assert.Empty(await _host.Get<SilenceService>().ListAsync("production", false, Ct));
    }

    private IRenderedComponent<SilencesNow> Open(bool mayAct)
    {
        var runbook = _host.Get<RunbookCatalog>().Active.Single();
        var places = runbook.Environments.Values.Select(e => new NowPlace(runbook, e, _host.Get<SignalBoard>().Current(e.Id), 1, [])).ToList();
        return _screen.Render<SilencesNow>(p => p.Add(s => s.Places, places).Add(s => s.Now, _host.Time.GetUtcNow()).Add(s => s.MayAct, mayAct));
    }

    private static Task Change(IRenderedComponent<SilencesNow> panel, string test, string value) => panel.Find($"[data-test={test}]").ChangeAsync(new ChangeEventArgs { Value = value });
}
