using System.Text.Json;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Messages.Store;

/// <summary>What a decision about messages stores beside its entries, in their transaction.</summary>
internal static class OutboxWriting
{
    /// <param name="place">Grows with each message of an incident.</param>
    public static IEnumerable<object> Rows(OutgoingMessage message, long place, DateTimeOffset at)
    {
        var content = message.Content;
        foreach (var route in message.Routes)
        {
            var row = new OutboxRow
            {
                Id = Guid.CreateVersion7(),
                Incident = content.Incident,
                Message = content.Message,
                Template = content.Template,
                Channel = route.Channel,
                Via = route.Via!,
                Target = route.Target,
                // A status page knows one incident, whatever is said of it; so does a pager.
                Thread = route.Via == "statuspage" ? OutboxRow.OneThread : content.Thread,
                Replaces = content.Replaces,
                AsksForAcknowledgement = content.Body.Contains('✅', StringComparison.Ordinal) || content.Body.Contains(":white_check_mark:", StringComparison.Ordinal),
                Content = CleanText.Of(JsonSerializer.Serialize(content, JsonSerializerOptions.Web)),
                CreatedAt = at,
                Place = place,
                Round = 1,
            };
            yield return row;
            if (route.Target is { } target) yield return Recipient(row, target, null, at);
            else
                foreach (var person in message.Recipients)
                    yield return Recipient(row, person.Address.Trim(), CleanText.Of(JsonSerializer.Serialize(person.Fields, JsonSerializerOptions.Web)), at);
        }
    }

    /// <summary>What must happen to the rows in the transaction that records a person's word on a message.</summary>
    public static Func<ConsoleDbContext, CancellationToken, Task>? Change(IncidentCommand command, DateTimeOffset at) => command switch
    {
        IncidentCommand.TryMessageAgain again => (db, ct) => AgainAsync(db, again, at, ct),
        IncidentCommand.JudgeMessage judged => (db, ct) => JudgeAsync(db, judged, at, ct),
        _ => null,
    };

    private static async Task AgainAsync(ConsoleDbContext db, IncidentCommand.TryMessageAgain again, DateTimeOffset at, CancellationToken ct)
    {
        var row = await db.Set<OutboxRow>().AsTracking().SingleAsync(o => o.Message == again.Message && o.Channel == again.Channel, ct);
        row.Round++;
        await db.SaveChangesAsync(ct);
        await db.Set<OutboxRecipientRow>()
            .Where(r => r.Outbox == row.Id && (r.State == SendState.Failed || again.Doubtful && r.State == SendState.InDoubt))
            .ExecuteUpdateAsync(s => s.SetProperty(r => r.State, SendState.Waiting).SetProperty(r => r.Round, row.Round).SetProperty(r => r.Tries, 0)
                .SetProperty(r => r.DueAt, at).SetProperty(r => r.Error, (string?)null).SetProperty(r => r.SettledAt, (DateTimeOffset?)null), ct);
    }

    private static async Task JudgeAsync(ConsoleDbContext db, IncidentCommand.JudgeMessage judged, DateTimeOffset at, CancellationToken ct)
    {
        var state = judged.Arrived ? SendState.Sent : SendState.Failed;
        await db.Set<OutboxRecipientRow>()
            .Where(r => r.State == SendState.InDoubt && db.Set<OutboxRow>().Any(o => o.Id == r.Outbox && o.Message == judged.Message && o.Channel == judged.Channel))
            .ExecuteUpdateAsync(s => s.SetProperty(r => r.State, state).SetProperty(r => r.SettledAt, at), ct);
    }

    private static OutboxRecipientRow Recipient(OutboxRow row, string address, string? fields, DateTimeOffset at) => new()
    {
        Id = Guid.CreateVersion7(),
        Outbox = row.Id,
        Via = row.Via,
        Address = CleanText.Of(address),
        Fields = fields,
        State = SendState.Waiting,
        Round = 1,
        DueAt = at,
    };
}
