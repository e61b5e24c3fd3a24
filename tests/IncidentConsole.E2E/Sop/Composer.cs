using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MeetSolis.IncidentConsole.E2E.Sop;

/// <summary>The dialog of the deck in which one person writes messages.</summary>
internal sealed class Composer(Hands hands)
{
    private const float Patience = 60_000;

    private ILocator Dialog => hands.Page.Locator("html:not([data-connection=lost]) #message");

    public ILocator Part(string name) => Dialog.Locator($"[data-test={name}]");

    /// <summary>Writes a message and sends it.</summary>
    public async Task SendAsync(string template, params (string Field, string Text)[] said)
    {
        await hands.ClickAsync("message-open");
        await Part("message-template").SelectOptionAsync(template);
        await FillAsync(said);
        await hands.ShootAsync($"composer-{template}");
        await GoAsync();
    }

    /// <summary>Says what nothing in the incident fills: of these fields this, of any other that it is not known.</summary>
    public async Task FillAsync(params (string Field, string Text)[] said)
    {
        await hands.SeesAsync(Part("message-go"));
        foreach (var (field, text) in said)
        {
            await Part($"message-{field}").FillAsync(text);
            await Expect(Dialog.Locator($".field.missing [data-test=message-{field}]")).ToHaveCountAsync(0, new() { Timeout = Patience });
        }
        var missing = Dialog.Locator(".field.missing textarea");
        for (int left; (left = await missing.CountAsync()) > 0;)
        {
            await missing.First.FillAsync("not known");
            await Expect(missing).ToHaveCountAsync(left - 1, new() { Timeout = Patience });
        }
    }

    /// <summary>Presses its button, and closes it once the console has taken it.</summary>
    public async Task GoAsync()
    {
        await Part("message-go").ClickAsync(new() { Timeout = Patience });
        await hands.SeesAsync(Part("message-said"));
        await CloseAsync();
    }

    public async Task CloseAsync()
    {
        await hands.Page.Keyboard.PressAsync("Escape");
        await Expect(hands.Page.Locator("#message")).ToBeHiddenAsync();
    }
}
