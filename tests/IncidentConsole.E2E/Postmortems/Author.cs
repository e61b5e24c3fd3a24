using MeetSolis.IncidentConsole.E2E.Screens;
using MeetSolis.IncidentConsole.E2E.Sop;
using MeetSolis.IncidentConsole.Harness;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MeetSolis.IncidentConsole.E2E.Postmortems;

/// <summary>One who writes a post-mortem, while others do.</summary>
internal sealed class Author(Hands hands)
{
    private const float Patience = 60_000;

    private IPage Page => hands.Page;

    public async Task OpenAsync(string path)
    {
        await Page.GotoAsync(path, new() { Timeout = Patience });
        await Page.Locator("#palette[data-live=true]").WaitForAsync(new() { State = WaitForSelectorState.Attached, Timeout = Patience });
    }

    public async Task WriteAsync()
    {
        await hands.ClickAsync("write");
        await Expect(Part("editor-text")).ToBeEnabledAsync(new() { Timeout = Patience });
    }

    /// <param name="settle">Waits until the console has it.</param>
    public async Task ReplaceAsync(string what, string with, bool settle = true)
    {
        await Expect(Part("editor-text")).ToBeEnabledAsync(new() { Timeout = Patience });
        var text = await Part("editor-text").InputValueAsync();
        Assert.Contains(what, text, StringComparison.Ordinal);
        await Part("editor-text").FillAsync(text.Replace(what, with, StringComparison.Ordinal));
        if (settle) await ReadsAsync("editor-state", "Draft kept");
    }

    /// <summary>Pastes so many characters, as a clipboard does.</summary>
    public async Task PasteAsync(int characters) => await Page.EvaluateAsync(
        """
        count => {
            const area = document.querySelector('[data-test=editor-text]');
            const data = new DataTransfer();
            data.setData('text/plain', 'x'.repeat(count));
            area.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
        }
        """, characters);

    public async Task SaveAsync(string says)
    {
        await Part("editor-save").ClickAsync();
        await ReadsAsync("postmortem-said", says);
    }

    public Task ReadsAsync(string part, string text) => Expect(Part(part)).ToContainTextAsync(text, new() { Timeout = Patience });

    /// <summary>Nothing is wrong with the page as it stands, at these sizes and in both themes.</summary>
    public async Task SoundAsync(string name, params WindowSize[] sizes)
    {
        using var screen = new Screen(hands.Window, name);
        var faults = await screen.FaultsAsync(sizes);
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    public ILocator Part(string name) => Page.Locator($"[data-test={name}]");
}
