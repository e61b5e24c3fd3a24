using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace MeetSolis.IncidentConsole.Harness;

/// <summary>
/// One person's browser window. Closed while its test fails or throws, it leaves a trace of what was done
/// (<c>playwright show-trace</c>), the page as it stood and a picture in the folder <c>TEST_SCREENS</c> names, else in
/// <c>TestResults</c>. With <c>TEST_TRACE=1</c> the trace holds the page at every step too, which costs an eighth of the run.
/// </summary>
public sealed class Window : IAsyncDisposable
{
    private readonly string _who;
    private readonly ConcurrentQueue<string> _problems = new();
    private readonly bool _trace;
    private bool _done;

    private Window(IPage page, string who, bool trace)
    {
        Page = page;
        _who = who;
        _trace = trace;
        page.PageError += (_, message) => _problems.Enqueue($"script error: {message}");
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                _problems.Enqueue($"console: {message.Text} ({message.Location})");
        };
    }

    /// <summary>The page in it.</summary>
    public IPage Page { get; }

    /// <summary>Script errors and what the browser's console reported as errors, e.g. refusals by the content security policy.</summary>
    public IReadOnlyCollection<string> Problems => _problems;

    /// <summary>Forgets the problems so far, before the window goes on to another page.</summary>
    public void Forget() => _problems.Clear();

    internal static async Task<Window> OpenAsync(IBrowser browser, BrowserNewContextOptions options, string who, bool trace)
    {
        var context = await browser.NewContextAsync(options);
        if (trace) await context.Tracing.StartAsync(new() { Snapshots = Environment.GetEnvironmentVariable("TEST_TRACE") == "1", Screenshots = false, Title = who });
        return new Window(await context.NewPageAsync(), who, trace);
    }

    /// <summary>Says that the test got to its end: no trace is kept. Call it last; what a test never reached is kept.</summary>
    public void Done() => _done = true;

    /// <summary>Takes a picture of the window as it is seen, <paramref name="name"/>.png, if <c>TEST_SCREENS</c> names a folder.</summary>
    public async Task ShootAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("TEST_SCREENS") is { Length: > 0 } folder)
            await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png"), Animations = ScreenshotAnimations.Disabled });
    }

    /// <summary>Closes the window.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_done)
            await KeepAsync();
        await Page.Context.CloseAsync();
    }

    private async Task KeepAsync()
    {
        var folder = Environment.GetEnvironmentVariable("TEST_SCREENS") is { Length: > 0 } given
            ? given
            : Repository.PathOf("tests", "IncidentConsole.E2E", "TestResults");
        var name = $"{TestContext.Current.TestClass?.TestClassSimpleName}.{TestContext.Current.TestMethod?.MethodName}-{_who}";
        try
        {
            if (_trace) await Page.Context.Tracing.StopAsync(new() { Path = Path.Combine(folder, $"{name}.zip") });
            Directory.CreateDirectory(folder);
            await File.WriteAllTextAsync(Path.Combine(folder, $"{name}.html"), await Page.ContentAsync());
            await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png"), FullPage = true });
        }
        catch (PlaywrightException ex)
        {
            // The page may have crashed, which is what the test says; a missing picture must not hide it.
            TestContext.Current.SendDiagnosticMessage("No trace of {0}: {1}", name, ex.Message);
        }
    }
}
