using System.Globalization;
using System.Text;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.StatusPage;

/// <summary>Everything the status page says. It holds nothing that the public may not see, so that it can be kept and sent as it is.</summary>
/// <param name="AsOf">When it was read from the store.</param>
/// <param name="Current">The newest first.</param>
/// <param name="Past">The newest first.</param>
public sealed record PublicPage(
    string Title, DateTimeOffset AsOf, IReadOnlyList<PublicComponent> Components, IReadOnlyList<ToldIncident> Current, IReadOnlyList<ToldIncident> Past)
{
    /// <summary>The store has been away since: it may be otherwise by now.</summary>
    public bool Stale { get; init; }

    public ComponentState Worst => Components.Select(c => c.State).DefaultIfEmpty().Max();

    /// <summary>All of it in a few words.</summary>
    public string Say => Worst switch
    {
        ComponentState.MajorOutage => "Major outage",
        ComponentState.PartialOutage => "Partial outage",
        ComponentState.Degraded => "Slower or less than usual",
        _ when Current.Count > 0 => Current.All(i => i.Status == PublicStatus.Monitoring) ? "Fixed, and watched" : "We are looking into a problem",
        _ => "Everything works",
    };
}

public sealed record PublicComponent(string Id, string Title, string? Say, ComponentState State);

public sealed record ToldIncident(
    string Id, string Title, PublicStatus Status, bool Practice, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, IReadOnlyList<string> Components, IReadOnlyList<ToldUpdate> Updates);

/// <param name="At">The newest update stands first in its incident.</param>
public sealed record ToldUpdate(PublicStatus Status, DateTimeOffset At, string Text);

/// <summary>Puts a page together.</summary>
public static class PublicPages
{
    /// <param name="text">A kept text by its id; null where it was erased.</param>
    public static PublicPage Of(
        string title, DateTimeOffset asOf, IReadOnlyList<ServiceComponent> components, IReadOnlyList<PublicIncident> incidents, Func<Guid, string?> text)
    {
        var now = incidents.Where(i => !i.IsOver).SelectMany(i => i.Affects).GroupBy(a => a.Key).ToDictionary(g => g.Key, g => g.Max(a => a.Value));
        var told = incidents.OrderByDescending(i => i.StartedAt).Select(i => (i.IsOver, Told: Told(i, components, text))).ToList();
        return new(
            Clean(title), asOf,
            [.. components.Select(c => new PublicComponent(c.Id, Clean(c.Title), c.Say is null ? null : Clean(c.Say), now.GetValueOrDefault(c.Id)))],
            [.. told.Where(i => !i.IsOver).Select(i => i.Told)],
            [.. told.Where(i => i.IsOver).Select(i => i.Told)]);
    }

    private static ToldIncident Told(PublicIncident i, IReadOnlyList<ServiceComponent> components, Func<Guid, string?> text)
    {
        var touched = components.Where(c => i.Touched.Contains(c.Id)).Select(c => Clean(c.Title)).ToList();
        var title = i.Title ?? (touched.Count == 0 ? "Problem with the service" : $"Problem with {string.Join(" and ", touched)}");
        return new(i.Id, Clean(title), i.Status, i.Practice, i.StartedAt, i.EndedAt, touched,
            [.. i.Updates.Reverse().Select(u => new ToldUpdate(u.Status, u.At, u.Text is { } id ? text(id) is { } said ? Clean(said) : "This text was removed." : u.Say))]);
    }

    /// <summary>Text that others wrote, as it may stand in a page and in a feed: what cannot be seen or turns the line around becomes a sign, and what no document may hold a question mark.</summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.ReplaceLineEndings("\n").EnumerateRunes())
            clean.Append(rune.Value switch
            {
                '\n' or '\t' => rune.ToString(),
                0xfffe or 0xffff => "\ufffd",
                _ when Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control => "\ufffd",
                >= 0x202a and <= 0x202e or >= 0x2066 and <= 0x2069 or 0x200e or 0x200f or 0x061c => "\ufffd",
                _ => rune.ToString(),
            });
        return clean.ToString().Trim();
    }
}
