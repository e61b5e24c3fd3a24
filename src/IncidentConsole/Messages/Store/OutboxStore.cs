using System.Text.Json;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Messages.Channels;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Messages.Store;

/// <summary>A send that this life of this node has taken upon itself.</summary>
public sealed record ClaimedSend(OutboxRow Row, OutboxRecipientRow Recipient, Send Send);

/// <summary>
/// The outbox as its worker sees it. A recipient is <c>Sending</c> in the store before anything leaves, and settled after: what lies between is what a crash
/// leaves in doubt. On PostgreSQL rows are claimed with <c>FOR UPDATE SKIP LOCKED</c>; SQLite has one writer at a time anyway.
/// </summary>
public sealed class OutboxStore(IDbContextFactory<ConsoleDbContext> contexts, WriteLane lane)
{
    // Longer than any send may take.
    private static readonly TimeSpan Abandoned = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan RootPatience = TimeSpan.FromSeconds(2);

    /// <summary>Takes the next send of a channel that is due; null where there is none. One whose thread is still being begun is put off.</summary>
    /// <param name="life">Which life of which node: <c>node/life</c>.</param>
    public async Task<ClaimedSend?> ClaimAsync(string via, string life, DateTimeOffset now, CancellationToken ct)
    {
        using var turn = await lane.EnterAsync(ct);
        await using var db = await contexts.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await NextAsync(db, via, now, ct) is not { } recipient) return null;
        var row = await db.Set<OutboxRow>().AsNoTracking().SingleAsync(o => o.Id == recipient.Outbox, ct);
        var content = Read<MessageContent>(row.Content);
        var (held, thread) = content is null ? (true, null) : await ThreadAsync(db, row, ct);
        var tried = recipient.Tries;
        // What cannot be read must not come up again and again, before everything else.
        if (content is null) (recipient.State, recipient.SettledAt, recipient.Error) = (SendState.Failed, now, "What was to be sent was erased, or cannot be read by this console.");
        else if (held) recipient.DueAt = now + RootPatience;
        else (recipient.State, recipient.ClaimedBy, recipient.ClaimedAt, recipient.Tries) = (SendState.Sending, life, now, tried + 1);
        await db.SaveChangesAsync(ct);
        var replaces = row.Replaces is { } replaced
            ? await db.Set<OutboxRow>().Where(o => o.Message == replaced && o.Channel == row.Channel).Select(o => o.Answer).FirstOrDefaultAsync(ct) : null;
        await transaction.CommitAsync(ct);
        return held ? null : new(row, recipient, new(recipient.Id, content!, recipient.Address, Read<Dictionary<string, string>>(recipient.Fields), thread, replaces, tried));
    }

    /// <summary>Writes what became of a send. False: it is no longer this life's to say.</summary>
    /// <param name="due">When it is tried again; null where it is settled.</param>
    public async Task<bool> SettleAsync(ClaimedSend claimed, SendState state, string? error, string? answer, DateTimeOffset now, DateTimeOffset? due, bool counted, CancellationToken ct)
    {
        using var turn = await lane.EnterAsync(ct);
        await using var db = await contexts.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var (id, life) = (claimed.Recipient.Id, claimed.Recipient.ClaimedBy);
        var (tries, next) = (claimed.Recipient.Tries - (counted ? 0 : 1), due ?? claimed.Recipient.DueAt);
        var (said, at) = (error is null ? null : CleanText.Of(error), due is null ? now : (DateTimeOffset?)null);
        // It was under way when a person held back the rest: what is tried again waits with them.
        var outbox = claimed.Row.Id;
        if (due is { } again && await db.Set<OutboxRecipientRow>().AnyAsync(r => r.Outbox == outbox && r.State == SendState.Waiting && r.DueAt >= OutboxWriting.FarAge, ct)) due = again.AddYears(OutboxWriting.Ages);
        var settled = await db.Set<OutboxRecipientRow>().Where(r => r.Id == id && r.State == SendState.Sending && r.ClaimedBy == life).ExecuteUpdateAsync(s => s
            .SetProperty(r => r.State, state)
            .SetProperty(r => r.Error, said)
            .SetProperty(r => r.Tries, tries)
            .SetProperty(r => r.DueAt, next)
            .SetProperty(r => r.SettledAt, at), ct);
        if (settled == 1 && answer is not null)
            await db.Set<OutboxRow>().Where(o => o.Id == claimed.Row.Id && o.Answer == null).ExecuteUpdateAsync(s => s.SetProperty(o => o.Answer, answer), ct);
        await transaction.CommitAsync(ct);
        return settled == 1;
    }

    /// <summary>
    /// Finds sends that an earlier life of this node, or a node that is gone, left in the middle: where sending twice does no harm they wait again, elsewhere
    /// they are in doubt.
    /// </summary>
    /// <returns>How many.</returns>
    public async Task<int> RecoverAsync(string node, string life, Func<string, bool> repeatable, DateTimeOffset now, CancellationToken ct)
    {
        using var turn = await lane.EnterAsync(ct);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var (own, old) = (node + "/", now - Abandoned);
        var left = await db.Set<OutboxRecipientRow>().AsTracking().Where(r => r.State == SendState.Sending && r.ClaimedBy != life && (r.ClaimedBy!.StartsWith(own) || r.ClaimedAt < old)).ToListAsync(ct);
        foreach (var recipient in left)
        {
            if (repeatable(recipient.Via)) (recipient.State, recipient.DueAt) = (SendState.Waiting, now);
            else (recipient.State, recipient.SettledAt, recipient.Error) = (SendState.InDoubt, now, "The console ended while it was being sent.");
        }
        await db.SaveChangesAsync(ct);
        return left.Count;
    }

    /// <summary>Messages of which nothing is on its way any more, and whose end does not stand in the timeline yet.</summary>
    public async Task<IReadOnlyList<OutboxRow>> UnreportedAsync(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.Set<OutboxRow>().AsNoTracking()
            .Where(o => o.ReportedRound < o.Round && !db.Set<OutboxRecipientRow>().Any(r => r.Outbox == o.Id && (r.State == SendState.Waiting || r.State == SendState.Sending)))
            .OrderBy(o => o.CreatedAt).Take(100).ToListAsync(ct);
    }

    /// <summary>The recipients of a row's present round by their state, with the first of the reasons.</summary>
    public async Task<IReadOnlyDictionary<SendState, (int Count, string? Error)>> RoundAsync(OutboxRow row, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var states = await db.Set<OutboxRecipientRow>().Where(r => r.Outbox == row.Id && r.Round == row.Round)
            .GroupBy(r => r.State).Select(g => new { g.Key, Count = g.Count(), Error = g.Min(r => r.Error) }).ToListAsync(ct);
        return states.ToDictionary(s => s.Key, s => (s.Count, s.Error));
    }

    public async Task ReportedAsync(OutboxRow row, CancellationToken ct)
    {
        using var turn = await lane.EnterAsync(ct);
        await using var db = await contexts.CreateDbContextAsync(ct);
        await db.Set<OutboxRow>().Where(o => o.Id == row.Id && o.ReportedRound < row.Round).ExecuteUpdateAsync(s => s.SetProperty(o => o.ReportedRound, row.Round), ct);
    }

    private static T? Read<T>(string? json) where T : class
    {
        try
        {
            return json is null ? null : JsonSerializer.Deserialize<T>(json, JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task<OutboxRecipientRow?> NextAsync(ConsoleDbContext db, string via, DateTimeOffset now, CancellationToken ct) =>
        db.Database.IsNpgsql()
            ? (await db.Set<OutboxRecipientRow>().FromSql(
                $"SELECT * FROM outbox_recipients WHERE via = {via} AND state = 'Waiting' AND due_at <= {now} ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED").AsTracking().ToListAsync(ct)).FirstOrDefault()
            : await db.Set<OutboxRecipientRow>().AsTracking().Where(r => r.Via == via && r.State == SendState.Waiting && r.DueAt <= now).OrderBy(r => r.DueAt).ThenBy(r => r.Id).FirstOrDefaultAsync(ct);

    private static async Task<(bool Held, string? Thread)> ThreadAsync(ConsoleDbContext db, OutboxRow row, CancellationToken ct)
    {
        if (row.Thread is not { } thread) return (false, null);
        var before = db.Set<OutboxRow>().Where(o => o.Incident == row.Incident && o.Via == row.Via && o.Target == row.Target && o.Place < row.Place
            && (thread == OutboxRow.OneThread || o.Template == thread));
        if (await before.Where(o => o.Answer != null).OrderBy(o => o.Place).Select(o => o.Answer).FirstOrDefaultAsync(ct) is { } answer) return (false, answer);
        return (await before.AnyAsync(o => db.Set<OutboxRecipientRow>().Any(r => r.Outbox == o.Id && (r.State == SendState.Waiting || r.State == SendState.Sending)), ct), null);
    }
}
