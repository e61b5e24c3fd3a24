using System.Diagnostics;
using Bunit;
using MeetSolis.IncidentConsole.Signals;
using MeetSolis.IncidentConsole.Signals.Polls;
using MeetSolis.IncidentConsole.Signals.Settings;
using MeetSolis.IncidentConsole.Signals.Trying;
using MeetSolis.IncidentConsole.Tests.Signals.Polls;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace MeetSolis.IncidentConsole.Tests.Signals.Settings;

public sealed class SourcesPageTests : IAsyncDisposable
{
    private readonly BunitContext _screen = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero));

    public ValueTask DisposeAsync() => _screen.DisposeAsync();

    [Fact]
    public void Page_ShowsEachSourceAndNoSecret()
    {
        var page = Open(new() { ["Sources:vercel:Secret"] = "not-to-be-seen", ["Sources:checks:Kind"] = "events", ["Sources:old:Kind"] = "carrier-pigeon" });

        Assert.DoesNotContain("not-to-be-seen", page.Markup, StringComparison.Ordinal);
        Assert.Contains("/ingest/vercel", page.Find("[aria-label='Source vercel']").TextContent, StringComparison.Ordinal);
        Assert.Contains("secret set", page.Find("[aria-label='Source vercel']").TextContent, StringComparison.Ordinal);
        Assert.Contains("not configured", page.Find("[aria-label='Source checks']").TextContent, StringComparison.Ordinal);
        Assert.Contains("This kind is not known here", page.Find("[aria-label='Source old']").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("clerk", "Clerk sends none")]
    [InlineData("supabase", "pg_stat_database")]
    [InlineData("vercel", "Durations")]
    public void Page_SourceThatCannotSupplySomething_SaysWhatDoes(string kind, string expected)
    {
        var page = Open(new() { [$"Sources:{kind}:Secret"] = "s" });

        Assert.Contains(expected, page.Find($"[aria-label='Source {kind}'] .notice").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_WithoutSources_SaysHowToAddOne()
    {
        var page = Open([]);

        Assert.Contains("No source is configured", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_WhenABatchIsRefused_ShowsItWithoutReload()
    {
        var page = Open(new() { ["Sources:vercel:Secret"] = "s" });
        var registry = _screen.Services.GetRequiredService<SourceRegistry>();

        registry.NoteBadSignature(registry.Find("vercel")!, "The signature <b>does not</b> fit.");
        _time.Advance(TimeSpan.FromSeconds(2));

        page.WaitForAssertion(() => Assert.Contains("The signature <b>does not</b> fit.", page.Find(".notice.warn").TextContent, StringComparison.Ordinal));
        Assert.Contains("1, last", page.Find("dd.bad").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_OfASourceThatIsAsked_SaysHowThatGoesAndNoPassword()
    {
        var page = Open(new()
        {
            ["Sources:prometheus:Url"] = "https://ana:not-to-be-seen@metrics.test/prom/", ["Sources:prometheus:Secret"] = "not-to-be-seen",
            ["Sources:stats:Kind"] = "postgres", ["Sources:stats:Secret"] = "Host=db;Password=not-to-be-seen",
        });
        var registry = _screen.Services.GetRequiredService<SourceRegistry>();
        Assert.Contains("not asked yet", page.Find("[aria-label='Source prometheus']").TextContent, StringComparison.Ordinal);
        Assert.Contains("https://metrics.test/prom", page.Find("[aria-label='Source prometheus']").TextContent, StringComparison.Ordinal);

        var now = _time.GetUtcNow();
        registry.NotePoll(registry.Find("prometheus")!, new PollStatus(now, null, now.AddMinutes(1), 2), 0, "metrics.test answers 500.");
        registry.NotePoll(registry.Find("stats")!, new PollStatus(now, now, now.AddSeconds(15), 0), 3, null);
        _time.Advance(TimeSpan.FromSeconds(2));

        page.WaitForAssertion(() => Assert.Contains("metrics.test answers 500.", page.Find("[aria-label='Source prometheus'] .notice.warn").TextContent, StringComparison.Ordinal));
        Assert.Contains("what it would say is not known", page.Find("[aria-label='Source prometheus']").TextContent, StringComparison.Ordinal);
        Assert.Contains("never since the start", page.Find("[aria-label='Source prometheus'] dl").TextContent, StringComparison.Ordinal);
        Assert.Contains("answers", page.Find("[aria-label='Source stats'] .good").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("not-to-be-seen", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_HowToAdd_HasEveryKindWithItsSettingsAndSomethingToTry()
    {
        var page = Open([]);

        foreach (var kind in SourceKinds.All.Concat(SourceKinds.Polled))
        {
            var text = page.Find($"[data-test='how-to-{kind}']").TextContent;
            Assert.Contains($"Sources__{kind}__", text, StringComparison.Ordinal);
            Assert.Contains(kind == SourceKinds.Postgres ? "psql " : "curl --fail-with-body", text, StringComparison.Ordinal);
            if (!SourceKinds.IsPolled(kind)) Assert.Contains($"/ingest/{kind}", text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("prometheus", "/api/v1/query?query=sum(x{a='b'}[30s])")]
    [InlineData("openai", "/v1/organization/usage/completions?start_time=")]
    [InlineData("sentry-rate", "/api/0/organizations/meetsolis/events/?field=failure_rate()&field=count()&query=event.type:transaction&project=7")]
    public async Task Guide_ItsScript_AsksWhatTheConsoleAsks(string kind, string expected)
    {
        await using var site = await PolledSite.StartAsync();
        var source = new Source(kind, kind, "production", "s")
        {
            Poll = PollSettings.None with { Url = site.Url + "/", Organization = "meetsolis", Project = "7", Queries = [new("requests.all", "sum(x{a='b'}[$interval])", "count")] },
        };
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", SourceGuide.Of(source, "")!.Try]) { Environment = { ["SECRET"] = "the secret" }, RedirectStandardError = true, RedirectStandardOutput = true })!;
        await bash.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(bash.ExitCode == 0, await bash.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        var (url, authorization) = Assert.Single(site.Asked);
        Assert.StartsWith(expected, Uri.UnescapeDataString(url.PathAndQuery), StringComparison.Ordinal);
        Assert.Equal("Bearer the secret", authorization);
    }

    private IRenderedComponent<SourcesPage> Open(Dictionary<string, string?> settings)
    {
        _screen.AddAuthorization().SetAuthorized("ben@meetsolis.test");
        _screen.JSInterop.Mode = JSRuntimeMode.Loose;
        _screen.Services.AddSingleton<TimeProvider>(_time);
        _screen.Services.AddSingleton(new SourceRegistry(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), _time));
        _screen.Services.AddSingleton<SourceTest>();
        return _screen.Render<SourcesPage>();
    }
}
