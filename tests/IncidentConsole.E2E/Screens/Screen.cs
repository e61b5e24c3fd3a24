using System.Collections.Concurrent;
using Deque.AxeCore.Commons;
using MeetSolis.IncidentConsole.Harness;
using Microsoft.Playwright;

namespace MeetSolis.IncidentConsole.E2E.Screens;

/// <summary>A page in a window, and what must hold of every page at every size in both themes.</summary>
internal sealed class Screen : IDisposable
{
    private static readonly string[] Themes = ["dark", "light"];
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    private readonly Window _window;
    private readonly string _name;
    private readonly ConcurrentQueue<string> _left = new();

    /// <param name="window">Problems of this page alone: <see cref="Window.Forget"/> what was before.</param>
    /// <param name="name">Names the pictures.</param>
    public Screen(Window window, string name)
    {
        (_window, _name) = (window, name);
        window.Page.Request += Watch;
    }

    /// <summary>Goes there and waits until the page is live, or, where it has no circuit, until it is loaded.</summary>
    public async Task GoAsync(string path, bool live = true)
    {
        if (!live)
        {
            await _window.Page.GotoAsync(path);
            return;
        }
        var drawn = new TaskCompletionSource();
        void Listen(object? _, IWebSocket socket) => socket.FrameReceived += (_, frame) =>
        {
            if (Circuit.IsRender(frame)) drawn.TrySetResult();
        };
        _window.Page.WebSocket += Listen;
        await _window.Page.GotoAsync(path, new() { Timeout = 60_000 });
        await drawn.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        _window.Page.WebSocket -= Listen;
        await Assertions.Expect(_window.Page.Locator("h1, [data-test=loading-failed], .empty").First).ToBeVisibleAsync(new() { Timeout = 60_000 });
    }

    /// <summary>What axe finds on a page as it stands now: a line each, with where.</summary>
    public static async Task<IReadOnlyList<string>> ViolationsAsync(IPage page, string where)
    {
        await page.EvaluateAsync(Axe);
        await RestAsync(page, Settle, null, $"{where}: what moves on the page did not come to rest");
        return [.. (await page.EvaluateAsync<string[]>(Violations, null)).Select(v => $"{where}: {v}")];
    }

    /// <summary>All that is wrong with the page at these sizes, in both themes: a line each.</summary>
    public async Task<IReadOnlyList<string>> FaultsAsync(params WindowSize[] sizes)
    {
        var faults = new List<string>();
        await _window.Page.EvaluateAsync(Axe);
        // What is out of view would keep the colours of the theme before until somebody scrolls to it.
        await _window.Page.AddStyleTagAsync(new() { Content = "* { content-visibility: visible !important; }" });
        foreach (var size in sizes)
        {
            await _window.Page.SetViewportSizeAsync(size.Width, size.Height);
            foreach (var theme in Themes)
            {
                await RestAsync(_window.Page, Turn, theme, $"{_name} {size.Width}×{size.Height}: its colours did not come to those of the theme {theme}");
                // A theme changes colours and nothing else, so the second one is asked for contrast alone.
                var everything = theme == Themes[0];
                var found = await _window.Page.EvaluateAsync<string[]>(Violations, everything ? null : "color-contrast");
                if (everything) found = [.. found, .. await _window.Page.EvaluateAsync<string[]>(Layout, new { width = size.Width, touch = size.Touch })];
                faults.AddRange(found.Select(f => $"{_name} {size.Width}×{size.Height} {theme}: {f}"));
                await _window.ShootAsync($"{_name}-{size.Width}-{theme}");
            }
        }
        faults.AddRange(_left.Distinct().Select(url => $"{_name}: a request left the host: {url}"));
        faults.AddRange(_window.Problems.Where(p => !p.Contains("404 (Not Found)", StringComparison.Ordinal)).Select(p => $"{_name}: {p}"));
        return faults;
    }

    public void Dispose() => _window.Page.Request -= Watch;

    // A page whose frames stand still would wait for ever.
    private static async Task RestAsync(IPage page, string script, string? argument, string otherwise)
    {
        try
        {
            await page.EvaluateAsync(script, argument).WaitAsync(Longest, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"{otherwise} within {Longest.TotalSeconds:0} seconds.");
        }
    }

    // data: and blob: are requests too; those stay in the page.
    private void Watch(object? sender, IRequest request)
    {
        if (Uri.TryCreate(request.Url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" or "ws" or "wss" && !uri.IsLoopback) _left.Enqueue(request.Url);
    }

    // A new entry lights up for a moment; what is judged is what it comes to. What never ends is judged as it is.
    private const string Settle =
        """
        async () => {
            const ends = a => Number.isFinite(a.effect?.getComputedTiming().endTime);
            for (let fading; (fading = document.getAnimations().filter(a => a.playState === 'running' && ends(a))).length;)
                await Promise.all(fading.map(a => a.finished.catch(() => { })));
        }
        """;

    // Colours fade over when they change; what is judged is what they come to, and not while all is pale because the console is late.
    private const string Turn =
        """
        async theme => {
            localStorage.setItem('theme', theme);
            document.documentElement.dataset.theme = theme;
            const frame = () => new Promise(requestAnimationFrame);
            do await frame();
            while (document.documentElement.dataset.connection === 'lost');
            await frame();
            await Promise.all(document.getAnimations().filter(a => a instanceof CSSTransition).map(a => a.finished.catch(() => { })));
            await frame();
        }
        """;

    /// <summary>axe's rules of every level and kind, best practices too; or one rule alone.</summary>
    private const string Violations =
        """
        async rule => {
            const result = await axe.run(document, { resultTypes: ['violations'], ...(rule ? { runOnly: { type: 'rule', values: [rule] } } : {}) });
            return result.violations.flatMap(v => v.nodes.slice(0, 4).map(n =>
                `${v.id} (${v.impact}): ${n.target.join(' ')} ${n.html.slice(0, 160)} ${[...n.any, ...n.all, ...n.none].map(c => c.message).join('; ').slice(0, 240)}`));
        }
        """;

    // A link in running text is as high as its line; a checkbox or radio counts with its label.
    private const string Layout =
        """
        ({ width, touch }) => {
            const faults = [];
            // Not innerWidth: a phone widens that to what it has to show.
            const wide = document.documentElement.scrollWidth;
            if (wide > width) {
                const out = [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > width + 1 && !e.closest('.sr')).slice(0, 3).map(e => e.outerHTML.slice(0, 120));
                faults.push(`scrolls sideways: ${wide} > ${width}: ${out.join(' | ')}`);
            }
            if (!touch) return faults;
            for (const element of document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=checkbox], [role=tab], [role=menuitem]')) {
                if (!element.checkVisibility({ visibilityProperty: true }) || element.closest('.sr, .skip')) continue;
                if (element.matches('a') && getComputedStyle(element).display === 'inline') continue;
                const area = element.matches('[type=checkbox], [type=radio]') ? element.closest('label') ?? element : element;
                const box = area.getBoundingClientRect();
                if (box.width > 0 && (box.width < 43.5 || box.height < 43.5)) faults.push(`target of ${Math.round(box.width)}×${Math.round(box.height)}: ${element.outerHTML.slice(0, 160)}`);
            }
            return faults;
        }
        """;
}
