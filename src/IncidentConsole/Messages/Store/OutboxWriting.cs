using System.Text.Json;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Messages.Store;

/// <summary>What a decision about messages stores beside its entries, in their transaction.</summary>
internal static class OutboxWriting
{
    internal const int Ages = 7_000;
    /// <summary>What is due from then on is held back by a person.</summary>
    internal static readonly DateTimeOffset FarAge = new(9000, 1, 1, 0, 0, 0, TimeSpan.Zero);

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
                for (var i = 0; i < message.Recipients.Count; i++)
                    yield return Recipient(row, message.Recipients[i].Address.Trim(), CleanText.Of(JsonSerializer.Serialize(message.Recipients[i].Fields, JsonSerializerOptions.Web)),
                        message.PerMinute is { } pace ? at + TimeSpan.FromMinutes((double)i / pace) : at);
        }
    }

    /// <summary>What must happen to the rows in the transaction that records a person's word on a message.</summary>
    public static Func<ConsoleDbContext, CancellationToken, Task>? Change(IncidentCommand command, DateTimeOffset at) => command switch
    {
        IncidentCommand.TryMessageAgain again => (db, ct) => AgainAsync(db, again, at, ct),
        IncidentCommand.StopMessage stop => (db, ct) => HoldAsync(db, stop, at, ct),
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

    /// <summary>What is held back is due in a far age: it is neither taken nor done. Going on, the first is due now and the others as far behind it as before.</summary>
    private static async Task HoldAsync(ConsoleDbContext db, IncidentCommand.StopMessage stop, DateTimeOffset at, CancellationToken ct)
    {
        var waiting = await db.Set<OutboxRecipientRow>().AsTracking()
            .Where(r => r.State == SendState.Waiting && db.Set<OutboxRow>().Any(o => o.Id == r.Outbox && o.Message == stop.Message && o.Channel == stop.Channel)).ToListAsync(ct);
        var held = waiting.Where(r => r.DueAt >= FarAge).ToList();
        if (stop.Stop)
            foreach (var recipient in waiting.Except(held)) recipient.DueAt = recipient.DueAt.AddYears(Ages);
        else if (held.Count > 0)
        {
            var first = held.Min(r => r.DueAt).AddYears(-Ages);
            var late = first < at ? at - first : TimeSpan.Zero;
            foreach (var recipient in held) recipient.DueAt = recipient.DueAt.AddYears(-Ages) + late;
        }
        await db.SaveChangesAsync(ct);
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
