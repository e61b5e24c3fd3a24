using MeetSolis.IncidentConsole.Messages;
using MeetSolis.IncidentConsole.Postmortems;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>
/// What follows from something done: a clock that waits for it is met, and an item that names it is ticked, once all that it names is done. A
/// clock that was met late ticks nothing that says <em>in time</em>.
/// </summary>
internal static class ItemTies
{
    /// <summary>What ticked an item, where no person's word did.</summary>
    public const string Check = "check", Signals = "signals";

    public static IEnumerable<IncidentEvent> Of(IncidentView view, IReadOnlyList<IncidentEvent> events)
    {
        var arrived = events.Select(e => Arrived(view.Incident, e)).OfType<string>().ToHashSet();
        var met = events.OfType<FindingRecorded>().SelectMany(f => view.Clocks
            .Where(c => c.Clock.MetByFinding == f.Finding && c.State != ClockState.Met)
            .Select(c => new ClockMet(c.Clock.Id, c.Due < view.Now, $"finding {f.Finding}", null)))
            .Concat(view.Clocks.Where(c => c.Clock.MetByMessage is { } m && arrived.Contains(m) && c.State != ClockState.Met)
                .Select(c => new ClockMet(c.Clock.Id, c.Due < view.Now, $"message {c.Clock.MetByMessage}", null)))
            .Concat(view.Clocks.Where(c => c.Clock.Id == PostmortemDocument.Id && events.Any(e => e is PostmortemPublished) && c.State != ClockState.Met)
                .Select(c => new ClockMet(c.Clock.Id, c.Due < view.Now, "publishing it", null)))
            .DistinctBy(c => c.Clock).ToList();
        IReadOnlyList<IncidentEvent> all = [.. events, .. met];
        var ticked = all.OfType<ChecklistItemDone>().Select(d => d.Item).ToHashSet();
        return [.. met, .. view.Checklists.SelectMany(l => l.Items)
            .Where(i => i.Status == ItemStatus.Open && !ticked.Contains(i.Item.Id))
            .Select(i => (i.Item, Names: Named(i.Item)))
            .Where(i => i.Names.Exists(n => DoneBy(all, arrived, n, i.Item)) && i.Names.TrueForAll(n => DoneBy(all, arrived, n, i.Item) || IsDone(view.Incident, n, i.Item)))
            .Select(i => new ChecklistItemDone(i.Item.Id, null, Because: string.Join(", ", i.Names.Select(n => $"{n.Kind} {n.Id}"))))];
    }

    private static List<(string Kind, string Id)> Named(ChecklistItem item) =>
        [.. new[] { ("finding", item.Finding), ("message", item.Message), ("document", item.Document), ("clock", item.Clock) }.Where(n => n.Item2 is not null).Select(n => (n.Item1, n.Item2!))];

    /// <summary>The template of a message that has reached everybody with this event; null where it has not, or the event is about none.</summary>
    private static string? Arrived(Incident incident, IncidentEvent e) => e switch
    {
        MessageDelivered d => ArrivedBy(incident, d.Message, d.Channel, c => c with { Delivered = c.Delivered + d.Recipients }),
        MessageJudged { Arrived: true } j => ArrivedBy(incident, j.Message, j.Channel, c => c with { Delivered = c.Delivered + c.InDoubt, InDoubt = 0 }),
        _ => null,
    };

    private static string? ArrivedBy(Incident incident, Guid message, string channel, Func<ChannelProgress, ChannelProgress> change) =>
        incident.FindMessage(message) is { Does: null } known && known.With(channel, c => change(c).Settled()).Arrived ? known.Template : null;

    private static bool DoneBy(IReadOnlyList<IncidentEvent> events, HashSet<string> arrived, (string Kind, string Id) name, ChecklistItem item) => name.Kind switch
    {
        "finding" => events.OfType<FindingRecorded>().Any(f => f.Finding == name.Id),
        "message" => arrived.Contains(name.Id),
        "document" => name.Id == PostmortemDocument.Id && events.Any(e => e is PostmortemPublished),
        "clock" => events.Any(e => e is ClockMet { Late: false } m && m.Clock == name.Id || item.Automatic && e is ClockOpened o && o.Clock == name.Id),
        _ => false,
    };

    private static bool IsDone(Incident incident, (string Kind, string Id) name, ChecklistItem item) => name.Kind switch
    {
        "finding" => incident.Findings.ContainsKey(name.Id),
        "message" => incident.Prepared.Exists(m => m.Template == name.Id && m.Does is null && m.Arrived),
        "document" => name.Id == PostmortemDocument.Id && incident.Postmortem.Published is not null,
        "clock" => incident.Clocks.GetValueOrDefault(name.Id) is { } mark && (mark is { Met: not null, MetLate: false } || item.Automatic && mark.OpenedAt is not null),
        _ => false,
    };
}
