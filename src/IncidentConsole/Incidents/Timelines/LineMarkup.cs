using System.Globalization;
using System.Net;
using MeetSolis.IncidentConsole.Controls;
using Microsoft.AspNetCore.Components;

namespace MeetSolis.IncidentConsole.Incidents.Timelines;

/// <summary>A line put into marks and words, once: a thousand screens that draw it hold these strings, not ones of their own, and compare references.</summary>
/// <param name="Place">Its place on a page: <c>v12</c>.</param>
/// <param name="Version">As its mark on a page says it.</param>
/// <param name="Look">The classes by which a page shows it.</param>
/// <param name="LookFresh">The same while it is new to who reads.</param>
/// <param name="When">The time.</param>
/// <param name="Said">Who and what: whether it is pinned, what it says, and what it said before it was corrected.</param>
/// <param name="ToActOn">The whole of it, for who may act on it on the deck: the time leads to it.</param>
/// <param name="ToRead">The same for who reads the deck.</param>
/// <param name="ToWatch">The same on the watch page.</param>
public sealed record LineMarkup(
    string Place, string Version, string Look, string LookFresh, MarkupString When, MarkupString Said, MarkupString ToActOn, MarkupString ToRead, MarkupString ToWatch)
{
    public static LineMarkup Of(IncidentNumber incident, long version, DateTimeOffset at, string? name, string text, bool note, string? tone, LineMarks marks)
    {
        var place = string.Create(CultureInfo.InvariantCulture, $"v{version}");
        var when = string.Create(CultureInfo.InvariantCulture, $"<time datetime=\"{at.UtcDateTime:O}\">{at.UtcDateTime:HH:mm:ss}</time>");
        var said = SaidOf(name, text, note, marks);
        var look = (note ? " note" : "") + (tone is null ? "" : " " + tone);
        MarkupString Whole(string path, string title) => new($"<a class=\"when\" href=\"{path}#{place}\" tabindex=\"-1\" title=\"{title}\">{when}</a> <div class=\"said\">{said}</div>");
        return new(place, place[1..], "entry" + look, "entry fresh" + look, new(when), new(said),
            Whole($"/incidents/{incident}", "Link to it, pin or correct it"), Whole($"/incidents/{incident}", "Link to it"), Whole($"/incidents/{incident}/watch", "Link to it"));
    }

    /// <summary>A note's own words are Markdown; all else that people wrote is text in it.</summary>
    private static string SaidOf(string? name, string text, bool note, LineMarks marks)
    {
        var says = marks.Correction?.Text ?? text;
        var said = (name is null ? "" : $"<b>{Shown(name)}</b> ") + (note ? NoteHtml.Of(says, marks.Mentions) : marks.File?.Markup ?? Shown(text));
        // It is shown by its beginning until somebody wants to see it all (wwwroot/js/fold.js). In the narrowest column so much takes more than that.
        if (says.Length > 400 || says.Count('\n') >= 8)
            said = $"<div class=\"fold\">{said}</div><button type=\"button\" class=\"btn small unfold\" data-unfold data-offline aria-expanded=\"false\"><span class=\"more\">Show all</span><span class=\"less\">Show less</span></button>";
        var pin = marks.Pinned ? $"<span class=\"pin\" data-test=\"pinned\">{IconMarkup.Of(IconName.Pin)}<span class=\"sr\">Pinned</span></span> " : "";
        return pin + said + marks.Original();
    }

    private static string Shown(string text) => WebUtility.HtmlEncode(ShownText.Of(text));
}
