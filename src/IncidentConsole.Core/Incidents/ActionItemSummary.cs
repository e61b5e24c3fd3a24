using System.Globalization;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>What became of what is to be done, as sentences.</summary>
public static class ActionItemSummary
{
    /// <param name="incident">The state at or after the entry.</param>
    /// <param name="text">Gives the words of a kept text.</param>
    internal static string? Of(IncidentEvent e, Incident incident, Func<KeptText, string> text)
    {
        string Title(Guid id) => incident.FindActionItem(id) is { } item ? text(item.Title) : "an action item";
        return e switch
        {
            ActionItemAdded a => $"{(a.From is { } from ? $"carried an action item over from {from.Incident}" : "added an action item")}{Who(a.Owner)}{When(a.Due)}: {text(a.Title)}{Where(a.Link)}",
            ActionItemChanged c => $"changed an action item, now{Who(c.Owner)}{When(c.Due)}: {text(c.Title)}{Where(c.Link)}",
            ActionItemDone d => $"marked an action item done{In(d.In)}: {Title(d.Item)}{(d.Note is { } note ? $" ({text(note)})" : "")}",
            ActionItemDropped d => $"dropped the action item “{Title(d.Item)}”{In(d.In)}: {d.Reason}",
            ActionItemReopened r => $"opened an action item again{In(r.In)}: {Title(r.Item)}",
            ActionItemCarried c => $"carried an action item into {c.To}: {Title(c.Item)}",
            _ => null,
        };
    }

    /// <summary>The kept texts whose words are in the sentence.</summary>
    public static IEnumerable<Guid> TextsOf(IncidentEvent e, Incident incident)
    {
        KeptText? Title(Guid id) => incident.FindActionItem(id)?.Title;
        IEnumerable<KeptText?> texts = e switch
        {
            ActionItemAdded a => [a.Title],
            ActionItemChanged c => [c.Title],
            ActionItemDone d => [Title(d.Item), d.Note],
            ActionItemDropped d => [Title(d.Item)],
            ActionItemReopened r => [Title(r.Item)],
            ActionItemCarried c => [Title(c.Item)],
            _ => [],
        };
        return texts.OfType<KeptText>().Select(t => t.Id);
    }

    private static string Who(PersonRef? owner) => owner is null ? "" : $" for {owner.Name}";
    private static string When(DateTimeOffset? due) => due is { } at ? $", until {at.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)}" : "";
    private static string Where(string? link) => link is null ? "" : $" ({link})";
    private static string In(IncidentNumber? later) => later is { } number ? $" in {number}" : "";
}
