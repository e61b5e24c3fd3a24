using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Incidents.Api;

namespace MeetSolis.IncidentConsole.Actions;

/// <param name="Title">Null once erased.</param>
/// <param name="State">open, done or dropped.</param>
public sealed record ActionItemShape(Guid Id, string Incident, string? Title, PersonRef? Owner, DateTimeOffset? Due, string? Link, string State, bool Overdue)
{
    public string? IncidentTitle { get; init; }
    /// <summary>Why it was dropped.</summary>
    public string? Reason { get; init; }
    public required string AddedBy { get; init; }
    public DateTimeOffset AddedAt { get; init; }
    public string? SettledBy { get; init; }
    public DateTimeOffset? SettledAt { get; init; }
    /// <summary>The earlier incident it was left open by.</summary>
    public string? From { get; init; }
    /// <summary>The later incident in which it goes on, and is settled.</summary>
    public string? CarriedTo { get; init; }

    public static ActionItemShape Of(ListedAction listed, DateTimeOffset now)
    {
        var row = listed.Row;
        return new(row.Id, row.Incident.ToString(), listed.Title, row.OwnerId is null ? null : new(row.OwnerId, row.OwnerName ?? row.OwnerId), row.Due, row.Link, Shapes.Word(row.State),
            row is { State: ActionItemState.Open, CarriedTo: null } && row.Due < now)
        {
            IncidentTitle = listed.IncidentTitle, Reason = row.Reason, AddedBy = row.AddedBy, AddedAt = row.AddedAt, SettledBy = row.SettledBy, SettledAt = row.SettledAt,
            From = row.FromIncident?.ToString(), CarriedTo = row.CarriedTo?.ToString(),
        };
    }

    public static ActionItemShape Of(ActionItem item, IncidentView view) =>
        new(item.Id, view.Incident.Number.ToString(), view.Written.GetValueOrDefault(item.Title.Id), item.Owner, item.Due, item.Link, Shapes.Word(item.State), item.IsOverdue(view.Now))
        {
            Reason = item.Reason, AddedBy = item.Added.By.Name, AddedAt = item.Added.At, SettledBy = item.Settled?.By.Name, SettledAt = item.Settled?.At,
            From = item.From?.Incident.ToString(), CarriedTo = item.CarriedTo?.ToString(),
        };
}
