using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Messages.Channels;
using MeetSolis.IncidentConsole.Messages.Store;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Messages;

/// <summary>How far a message has come on a channel, by its recipients; the newest of the errors, and when the next try is due.</summary>
public sealed record ChannelDeliveries(string Channel, string? Target, int Waiting, int Sent, int Failed, int InDoubt, string? Error, DateTimeOffset? NextTry);

/// <summary>One recipient of a message on one channel.</summary>
/// <param name="Fields">As JSON; null where the recipient is no person.</param>
public sealed record RecipientDelivery(string Address, string? Fields, SendState State, int Tries, DateTimeOffset? SettledAt, DateTimeOffset DueAt, string? Error);

/// <summary>A channel's last good and bad word, over all incidents.</summary>
public sealed record ChannelHistory(DateTimeOffset? LastSent, DateTimeOffset? LastErrorAt, string? LastError, int Waiting);

/// <summary>
/// What other features may ask of messages. To send one: <see cref="IncidentCommand.PrepareMessage"/> through <see cref="IncidentService"/>; its message's id
/// is that of the kept text, or the one the command gives, and <see cref="Incident.Prepared"/> says how far it has come, from the entries. What the entries
/// do not tell (each recipient, how many are still waiting, the next try) is read here.
/// </summary>
public sealed class MessageService(IDbContextFactory<ConsoleDbContext> contexts, ChannelRegistry channels, TimeProvider time)
{
    /// <summary>By message and channel. A message none of whose channels left has none.</summary>
    public async Task<ILookup<Guid, ChannelDeliveries>> OfIncidentAsync(IncidentNumber incident, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var rows = await db.Set<OutboxRow>().AsNoTracking().Where(o => o.Incident == incident).Select(o => new { o.Id, o.Message, o.Channel, o.Target }).ToListAsync(ct);
        var counts = (await db.Set<OutboxRecipientRow>().Where(r => db.Set<OutboxRow>().Any(o => o.Id == r.Outbox && o.Incident == incident))
            .GroupBy(r => new { r.Outbox, r.State }).Select(g => new { g.Key.Outbox, g.Key.State, Count = g.Count(), Error = g.Max(r => r.Error), Due = g.Min(r => r.DueAt) }).ToListAsync(ct)).ToLookup(c => c.Outbox);
        return rows.ToLookup(r => r.Message, r =>
        {
            int Count(params SendState[] states) => counts[r.Id].Where(c => states.Contains(c.State)).Sum(c => c.Count);
            return new ChannelDeliveries(r.Channel, r.Target, Count(SendState.Waiting, SendState.Sending), Count(SendState.Sent), Count(SendState.Failed), Count(SendState.InDoubt),
                counts[r.Id].Where(c => c.State != SendState.Sent).Select(c => c.Error).FirstOrDefault(e => e is not null),
                counts[r.Id].Where(c => c.State == SendState.Waiting && c.Due < OutboxWriting.FarAge).Select(c => (DateTimeOffset?)c.Due).Min());
        });
    }

    /// <summary>Each recipient of a message on a channel, those in trouble first; at most so many.</summary>
    public async Task<IReadOnlyList<RecipientDelivery>> RecipientsAsync(Guid message, string channel, int most, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.Set<OutboxRecipientRow>().Where(r => db.Set<OutboxRow>().Any(o => o.Id == r.Outbox && o.Message == message && o.Channel == channel))
            .OrderBy(r => r.State == SendState.Sent).ThenBy(r => r.Id).Take(most)
            .Select(r => new RecipientDelivery(r.Address, r.Fields, r.State, r.Tries, r.SettledAt, r.DueAt, r.Error)).ToListAsync(ct);
    }

    /// <summary>By the channel's name in the settings.</summary>
    public async Task<IReadOnlyDictionary<string, ChannelHistory>> HistoryAsync(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var found = new Dictionary<string, ChannelHistory>();
        foreach (var setting in channels.All)
        {
            var rows = db.Set<OutboxRecipientRow>().AsNoTracking().Where(r => r.Via == setting.Name);
            var sent = await rows.Where(r => r.State == SendState.Sent).MaxAsync(r => r.SettledAt, ct);
            var bad = await rows.Where(r => r.Error != null && r.State != SendState.Sent).OrderByDescending(r => r.ClaimedAt).Select(r => new { r.ClaimedAt, r.Error }).FirstOrDefaultAsync(ct);
            found[setting.Name] = new(sent, bad?.ClaimedAt, bad?.Error, await rows.CountAsync(r => r.State == SendState.Waiting || r.State == SendState.Sending, ct));
        }
        return found;
    }

    /// <summary>Sends a few words over a channel now, past the outbox, and gives what it answered; null where it is not configured.</summary>
    /// <param name="address">For email: whom to send it to.</param>
    public async Task<SendResult?> TestAsync(string name, string? address, string by, CancellationToken ct)
    {
        if (channels.Find(name) is not { } channel) return null;
        var target = name switch { "email" => address, _ => channels.BookFor("", drill: false).Find(name == "pagerduty" ? "pager" : name, null).Target };
        if (name == "slack-webhook") target = name;
        if (string.IsNullOrWhiteSpace(target)) return new SendResult.Refused(name == "email" ? "Say whom to send it to." : "There is no default channel: set Channels:slack:Channel.");
        var content = new MessageContent
        {
            Message = Guid.CreateVersion7(), Incident = new(0), IncidentTitle = "Test", Environment = "test", Severity = IncidentSeverity.Sev4, Drill = false, Template = "test",
            Title = "Test of the incident console", Body = "This is a test, asked for by {by}. Nothing is wrong.", Values = new Dictionary<string, string> { ["by"] = by },
            Reference = "test", PageStatus = "resolved", At = time.GetUtcNow(),
        };
        var result = await channel.SendAsync(new(Guid.CreateVersion7(), content, target.Trim(), null, null, null, 0), ct);
        // A page that was only a test is ended at once.
        if (name == "pagerduty" && result is SendResult.Sent) await channel.SendAsync(new(Guid.CreateVersion7(), content with { PagerAction = PagerActions.Resolve }, target, null, null, null, 0), ct);
        return result;
    }
}
