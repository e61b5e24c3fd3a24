using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(MeetSolis.IncidentConsole.Harness.Browser))]

namespace MeetSolis.IncidentConsole.Harness;

/// <summary>
/// One Chromium for the whole run; a test asks for it in its constructor and opens windows in it, each with cookies
/// of its own as if another person sat there.
/// </summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Names = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    private static readonly string[] Flags =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>The full path of Chromium: <c>TEST_CHROMIUM</c>, or what is on PATH.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public static string FindChromium() =>
        Environment.GetEnvironmentVariable("TEST_CHROMIUM") is { Length: > 0 } given
            ? given
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
                .SelectMany(_ => Names, Path.Combine)
                .FirstOrDefault(File.Exists)
              ?? throw new FileNotFoundException("No Chromium on PATH and no TEST_CHROMIUM: ./test finds or installs one.");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        // A busy machine is slow to draw; what comes is what counts.
        Assertions.SetDefaultExpectTimeout(30_000);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = FindChromium(), Args = Flags });
    }

    /// <summary>Opens a window of <paramref name="size"/> for one person.</summary>
    /// <param name="who">Names the window in traces and pictures, e.g. <c>ana</c>.</param>
    /// <param name="size"><see cref="WindowSize.Desktop"/> unless said.</param>
    /// <param name="configure">Further options of the browser context, e.g. its colour scheme or base address.</param>
    /// <param name="trace">Keep a trace of what is done, for a test that fails; slow on large pages.</param>
    public async Task<Window> OpenAsync(string who, WindowSize? size = null, Action<BrowserNewContextOptions>? configure = null, bool trace = true)
    {
        size ??= WindowSize.Desktop;
        var options = new BrowserNewContextOptions
        {
            ViewportSize = new() { Width = size.Width, Height = size.Height },
            HasTouch = size.Touch,
            IsMobile = size.Touch,
        };
        configure?.Invoke(options);
        return await Window.OpenAsync(_browser!, options, who, trace);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}

/// <summary>A window's inner size in CSS pixels, and whether it is a phone's.</summary>
public sealed record WindowSize(int Width, int Height, bool Touch)
{
    /// <summary>The responder's desk.</summary>
    public static WindowSize Desktop { get; } = new(1440, 900, Touch: false);

    /// <summary>A small laptop, or half a screen.</summary>
    public static WindowSize Laptop { get; } = new(1024, 768, Touch: false);

    /// <summary>The smallest phone that is supported.</summary>
    public static WindowSize SmallPhone { get; } = new(360, 640, Touch: true);

    /// <summary>The responder's phone.</summary>
    public static WindowSize Phone { get; } = new(390, 844, Touch: true);
}
