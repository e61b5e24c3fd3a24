using System.Data.Common;
using System.Text.Json;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Live;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>
/// The entries of all incidents. Appending stores, then tells: what <see cref="IncidentFeed"/> carries can be loaded. Reading: see
/// <c>IncidentStore.Reading.cs</c>. Once a write has begun it is not cancelled, or it would be unknown whether it happened.
/// </summary>
public sealed partial class IncidentStore(
    IDbContextFactory<ConsoleDbContext> contexts, WriteLane lane, IncidentFeed feed, ILogger<IncidentStore> log)
{
    /// <summary>Stores the entries, the list's row, the kept texts and the further rows in one transaction, then publishes the entries.</summary>
    /// <exception cref="ArgumentException">The entries do not follow the state before.</exception>
    /// <exception cref="DbException">The store is away or refuses; nothing is stored, unless the connection broke at the commit.</exception>
    public async Task<AppendResult> AppendAsync(Append change, CancellationToken ct = default)
    {
        change.Check();
        feed.Expect(change.Incident, change.Before.Version);
        using (await lane.EnterAsync(ct))
        {
            await using var db = await contexts.CreateDbContextAsync(ct);
            if (await TryAppendAsync(db, change))
            {
                // Still in the lane, so that on SQLite entries are published in the order of their commits without looking.
                var entries = AsStored(change.Entries);
                await PublishAsync(change.Incident, entries);
                return new AppendResult.Appended(entries);
            }
        }
        return change.CommandId is { } command && await FindCommandAsync(change.Incident, command, ct) is { } version
            ? new AppendResult.AlreadyDone(version)
            : new AppendResult.VersionTaken();
    }

    /// <summary>The version at which the incident stood after this command, or null if it was never appended.</summary>
    public async Task<long?> FindCommandAsync(IncidentNumber number, string commandId, CancellationToken ct = default)
    {
        commandId = CleanText.Of(commandId);
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.Set<EntryRow>().Where(e => e.Incident == number && e.CommandId == commandId)
            .Select(e => (long?)e.Version).FirstOrDefaultAsync(ct);
    }

    private static async Task<bool> TryAppendAsync(ConsoleDbContext db, Append change)
    {
        var statements = AppendStatements.For(db, change);
        try
        {
            if (change.Rows.Count == 0 && change.Also is null && !db.Database.IsSqlite())
                return (await db.RunAsync(statements, CancellationToken.None))[0] == 1;
            await using var transaction = await db.Database.BeginTransactionAsync(CancellationToken.None);
            if ((await db.RunAsync(statements, CancellationToken.None))[0] != 1) return false;
            await AddRowsAsync(db, change);
            await transaction.CommitAsync(CancellationToken.None);
            return true;
        }
        catch (DbException ex) when (StoreErrors.IsDuplicate(ex, "entries"))
        {
            return false;
        }
    }

    private static async Task AddRowsAsync(ConsoleDbContext db, Append change)
    {
        if (change.Rows.Count > 0)
        {
            db.AddRange(change.Rows);
            await db.SaveChangesAsync(CancellationToken.None);
        }
        if (change.Also is { } also) await also(db, CancellationToken.None);
    }

    /// <summary>What watchers see live is what they will read later: without what the text leaves out.</summary>
    private static Entry[] AsStored(IReadOnlyList<Entry> entries) => [.. entries.Select(e => EntryJson.Read(e.Json, e.Hash))];

    private async Task PublishAsync(IncidentNumber number, IReadOnlyList<Entry> entries)
    {
        if (!feed.TryPublish(number, entries)) await CatchUpAsync(number, CancellationToken.None);
    }

    /// <summary>Publishes all stored entries of an incident that have not been published yet; for one of which nothing was, those after a version.</summary>
    internal async Task CatchUpAsync(IncidentNumber number, CancellationToken ct, long afterVersion = long.MaxValue)
    {
        try
        {
            var entries = await EntriesAsync(number, feed.Published(number) ?? afterVersion, null, ct);
            if (feed.TryPublish(number, entries)) return;
        }
        catch (Exception ex) when (ex is DbException or InvalidOperationException or TimeoutException or JsonException)
        {
            // The entries are safe; only the telling failed. A newer node may have made one of a kind that this build cannot read.
            LogNotTold(number, ex);
        }
        feed.Reload(number);
    }

    [LoggerMessage(LogLevel.Warning, "New entries of {Incident} could not be read to be shown; its readers load again")]
    private partial void LogNotTold(IncidentNumber incident, Exception ex);
}
