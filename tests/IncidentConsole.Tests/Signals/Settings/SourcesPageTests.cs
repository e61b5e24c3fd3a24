using Bunit;
using MeetSolis.IncidentConsole.Signals;
using MeetSolis.IncidentConsole.Signals.Settings;
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

    private IRenderedComponent<SourcesPage> Open(Dictionary<string, string?> settings)
    {
        _screen.AddAuthorization().SetAuthorized("ben@meetsolis.test");
        _screen.JSInterop.Mode = JSRuntimeMode.Loose;
        _screen.Services.AddSingleton<TimeProvider>(_time);
        _screen.Services.AddSingleton(new SourceRegistry(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), _time));
        return _screen.Render<SourcesPage>();
    }
}
