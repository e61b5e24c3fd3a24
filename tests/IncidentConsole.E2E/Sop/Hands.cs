using MeetSolis.IncidentConsole.Harness;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MeetSolis.IncidentConsole.E2E.Sop;

/// <summary>One person at the deck: what is done is pressed and typed there.</summary>
/// <param name="name">Begins the names of the pictures.</param>
internal sealed class Hands(Window window, string name)
{
    // Machines that test are slow, and a criterion watches a window of minutes.
    private readonly float _patience = 150_000;

    private int _pictures;

    public Window Window => window;

    public IPage Page => window.Page;

    public IReadOnlyCollection<string> Problems => window.Problems;

    public void Done() => window.Done();

    public async Task SignInAsync()
    {
        await Page.GotoAsync("/signin");
        await Page.FillAsync("#email", "ana@example.com");
        await Page.FillAsync("#password", "a long and winding road");
        await Page.ClickAsync("button[type=submit]");
        await SeesAsync(Page.Locator("h1").First);
    }

    // A console that answers late is taken for lost for a moment, and nothing can be pressed then: a person waits for the banner to go.
    private const string There = "html:not([data-connection=lost])";

    public ILocator Test(string test) => Page.Locator($"{There} [data-test='{test}']").First;

    /// <summary>The large button, once it says this and can be pressed.</summary>
    public ILocator Primary(string label) => Page.Locator($"{There} [data-test=primary]:not([disabled])", new() { HasText = label });

    public async Task PressAsync(string label)
    {
        await SeesAsync(Primary(label));
        // In the moment in which it says so: a mouse takes a third of a second to get there, and a guard may have changed the button by then.
        await Primary(label).DispatchEventAsync("click");
    }

    public async Task ClickAsync(string test)
    {
        await SeesAsync(Test(test));
        await Test(test).ClickAsync();
    }

    public async Task FillAsync(string test, string text)
    {
        await SeesAsync(Test(test));
        await Test(test).FillAsync(text);
    }

    public Task SeesAsync(ILocator what) => Expect(what).ToBeVisibleAsync(new() { Timeout = _patience });

    public Task ReadsAsync(string test, string text) => Expect(Test(test)).ToContainTextAsync(text, new() { Timeout = _patience });

    /// <summary>The step is the one at hand.</summary>
    public Task HasBeforeThemAsync(string step) => SeesAsync(Page.Locator($"[data-test=step][data-step={step}]"));

    public Task EndsAsync(string step, string status = "succeeded") =>
        Expect(Page.Locator($"[data-test=step-{step}]")).ToHaveAttributeAsync("data-status", status, new() { Timeout = _patience });

    /// <summary>Runs the step at hand to its proven end.</summary>
    public async Task RunAsync(string step)
    {
        await HasBeforeThemAsync(step);
        // While a choice is still on its way the button leads to it, and starts nothing that was not read.
        await SeesAsync(Page.Locator($"{There} [data-test=primary]:not([disabled]):not([data-go])", new() { HasText = "Run step" }));
        await PressAsync("Run step");
        await EndsAsync(step);
    }

    /// <summary>Opens what a step printed and proved, and reads it.</summary>
    public async Task LookUpAsync(string step, params string[] says)
    {
        await Page.Locator($"[data-test$=-{step}][data-test^=record-]").Last.ClickAsync();
        foreach (var text in says) await Expect(Page.Locator("#step-record")).ToContainTextAsync(text, new() { Timeout = _patience });
        await ShootAsync($"record-{step}");
        await Page.Keyboard.PressAsync("Escape");
        await Expect(Page.Locator("#step-record")).ToBeHiddenAsync();
    }

    /// <summary>Pictures as a desk and as a phone show it, in the order they were taken.</summary>
    public async Task ShootAsync(string what)
    {
        if (Environment.GetEnvironmentVariable("TEST_SCREENS") is not { Length: > 0 } folder) return;
        var was = Page.ViewportSize!;
        var number = (++_pictures).ToString("00", System.Globalization.CultureInfo.InvariantCulture);
        foreach (var size in new[] { WindowSize.Desktop, WindowSize.Phone })
        {
            await Page.SetViewportSizeAsync(size.Width, size.Height);
            await window.ShootAsync($"{name}-{number}-{what}-{size.Width}");
            if (size.Touch) await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{number}-{what}-{size.Width}-full.png"), FullPage = true, Animations = ScreenshotAnimations.Disabled });
        }
        await Page.SetViewportSizeAsync(was.Width, was.Height);
    }
}
