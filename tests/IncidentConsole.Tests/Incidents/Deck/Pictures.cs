using MeetSolis.IncidentConsole.Harness;

namespace MeetSolis.IncidentConsole.Tests.Incidents.Deck;

/// <summary>Leaves what a test has drawn as a page to look at, if <c>TEST_PAGES</c> names a folder.</summary>
internal static class Pictures
{
    private static readonly string[] _sheets = ["tokens", "mud", "base", "shell", "controls", "output", "chart", "deck", "timeline", "pages"];

    public static void Keep(string markup)
    {
        if (Environment.GetEnvironmentVariable("TEST_PAGES") is not { Length: > 0 } folder) return;
        var test = TestContext.Current.Test?.TestDisplayName ?? "page";
        var name = string.Concat(test[(test.LastIndexOf('.') + 1)..].Select(c => char.IsLetterOrDigit(c) ? c : '-')).Trim('-');
        var sheets = string.Concat(_sheets.Select(s => $"<link rel=stylesheet href=\"file://{Repository.PathOf("wwwroot", "css", s + ".css")}\">"));
        File.WriteAllText(Path.Combine(folder, name + ".html"),
            $"<!doctype html><html lang=en data-theme=THEME><meta charset=utf-8><meta name=viewport content=\"width=device-width,initial-scale=1\">{sheets}<body><div class=app><header class=top><a class=brand href=/><b>MeetSolis</b></a></header><main class=\"stack grow\">{markup}</main></div></body></html>");
    }
}
