using System.Collections.Frozen;
using Microsoft.AspNetCore.Components;

namespace MeetSolis.IncidentConsole.Controls;

/// <summary>
/// The shapes, drawn here rather than taken from a font, so that every screen shows the same one. Decorative: the word stands beside it.
/// As markup, where a page that many keep open has dozens of them: each is then one string for all screens, not a component on each.
/// </summary>
public static class IconMarkup
{
    private const string Open = "<svg class=\"ico {0}\" viewBox=\"0 0 16 16\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.8\" stroke-linecap=\"round\" stroke-linejoin=\"round\" aria-hidden=\"true\">";

    private static readonly FrozenDictionary<IconName, MarkupString> All = Enum.GetValues<IconName>().ToFrozenDictionary(n => n, n => new MarkupString(Open.Replace(" {0}", "", StringComparison.Ordinal) + Shape(n) + "</svg>"));

    public static MarkupString Of(IconName name) => All[name];

    /// <param name="style">A class of our own style sheets.</param>
    public static MarkupString Of(IconName name, string? style) =>
        style is null ? All[name] : new(Open.Replace("{0}", style, StringComparison.Ordinal) + Shape(name) + "</svg>");

    private static string Shape(IconName name) => name switch
    {
        IconName.Check => """<path d="M3 8.5l3.2 3.2L13 4.8" />""",
        IconName.Cross => """<path d="M4 4l8 8M12 4l-8 8" />""",
        IconName.Dot => """<circle cx="8" cy="8" r="4.6" fill="currentColor" stroke="none" />""",
        IconName.Ring => """<circle cx="8" cy="8" r="4.6" />""",
        IconName.HalfRing => """<circle cx="8" cy="8" r="4.6" /><path d="M8 3.4a4.6 4.6 0 0 1 0 9.2z" fill="currentColor" stroke="none" />""",
        IconName.Arrow => """<path d="M2.5 8h10.5M9 4l4 4-4 4" />""",
        IconName.Skip => """<path d="M2.5 10.5c1-5 8-6 10-1.2M13 5v4.5H8.5" />""",
        IconName.Question => """<path d="M5.3 6a2.7 2.7 0 1 1 3.9 2.5c-.8.4-1.2.8-1.2 1.7" /><path d="M8 13h.01" />""",
        IconName.Bang => """<path d="M8 3v6.2M8 12.8h.01" stroke-width="2.2" />""",
        IconName.Stop => """<circle cx="8" cy="8" r="5.4" /><path d="M4.3 4.3l7.4 7.4" />""",
        IconName.Triangle => """<path d="M8 2.2l6.2 11H1.8z" fill="currentColor" stroke-width="1" />""",
        IconName.Diamond => """<path d="M8 1.5L14.5 8 8 14.5 1.5 8z" fill="currentColor" stroke="none" />""",
        IconName.Copy => """<rect x="5.5" y="5.5" width="8" height="8" rx="1.6" /><path d="M10.5 5.2V4A1.5 1.5 0 0 0 9 2.5H4A1.5 1.5 0 0 0 2.5 4v5A1.5 1.5 0 0 0 4 10.500h1.2" />""",
        IconName.Play => """<path d="M5 3.2v9.600l7.6-4.800z" fill="currentColor" stroke-width="1" />""",
        IconName.Pause => """<path d="M5.5 3.500v9M10.5 3.500v9" stroke-width="2.2" />""",
        IconName.Sun => """<circle cx="8" cy="8" r="2.9" /><path d="M8 1.500v1.300M8 13.200v1.300M1.5 8h1.300M13.2 8h1.300M3.4 3.400l.9.9M11.7 11.700l.9.9M3.4 12.600l.9-.9M11.7 4.300l.9-.9" />""",
        IconName.Moon => """<path d="M13.5 9.600A5.8 5.8 0 0 1 6.4 2.500a5.8 5.8 0 1 0 7.1 7.100z" />""",
        IconName.Screen => """<rect x="2" y="3" width="12" height="8" rx="1.4" /><path d="M6 13.500h4" />""",
        IconName.Bell => """<path d="M4 11V7.200a4 4 0 0 1 8 0V11l1.2 1H2.800zM6.8 13.800h2.4" />""",
        IconName.Link => """<path d="M6.5 9.500l3-3M7.5 4.500l1-1a2.8 2.8 0 0 1 4 4l-1 1M8.5 11.500l-1 1a2.8 2.8 0 0 1-4-4l1-1" />""",
        IconName.Download => """<path d="M8 2.500v7.500M4.8 7L8 10.2 11.2 7M3 13.300h10" />""",
        IconName.Plus => """<path d="M8 3v10M3 8h10" />""",
        IconName.Search => """<circle cx="7" cy="7" r="4.3" /><path d="M10.3 10.300l3.2 3.2" />""",
        IconName.Keyboard => """<rect x="1.5" y="4" width="13" height="8.5" rx="1.5" /><path d="M4.5 7h.01M7 7h.01M9.5 7h.01M12 7h.01M5 10h6" />""",
        IconName.Down => """<path d="M4 6l4 4 4-4" />""",
        IconName.Up => """<path d="M4 10l4-4 4 4" />""",
        IconName.Back => """<path d="M13.5 8H3M7 4L3 8l4 4" />""",
        IconName.Person => """<circle cx="8" cy="5.3" r="2.8" /><path d="M2.8 13.800c.6-3 2.6-4.3 5.2-4.300s4.6 1.3 5.2 4.3" />""",
        IconName.Note => """<path d="M3 3h10v7l-3.2 3H3zM5.5 6h5M5.5 9h3" />""",
        IconName.Clock => """<circle cx="8" cy="8" r="5.7" /><path d="M8 4.800V8l2.2 1.5" />""",
        IconName.List => """<path d="M6 4h8M6 8h8M6 12h8M2.5 4h.01M2.5 8h.01M2.5 12h.01" />""",
        IconName.Eye => """<path d="M1.5 8S4 3.8 8 3.8 14.5 8 14.5 8 12 12.2 8 12.2 1.5 8 1.5 8z" /><circle cx="8" cy="8" r="1.9" />""",
        IconName.Book => """<path d="M8 4C6.5 2.8 4.5 2.7 2.5 3v9.500c2-.3 4-.2 5.5 1 1.5-1.2 3.5-1.3 5.5-1V3c-2-.3-4-.2-5.5 1zM8 4v9.5" />""",
        IconName.Undo => """<path d="M6 3L2.8 6.2 6 9.400M3 6.200h6.500a3.5 3.5 0 0 1 0 7H6" />""",
        IconName.Pin => """<path d="M9.5 2.200l4.300 4.300-2.500.8-2.400 2.400.3 2.300-1.500 1.500-5.200-5.200L4 6.800l2.300.3 2.400-2.400zM4.800 11.200L2.200 13.800" />""",
        IconName.Clip => """<path d="M12.800 7.300l-5 5a3 3 0 0 1-4.300-4.300l5.500-5.500a2 2 0 0 1 2.900 2.900l-5.400 5.400a1 1 0 0 1-1.500-1.500l4.700-4.700" />""",
        _ => "",
    };
}
