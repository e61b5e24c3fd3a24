using System.Runtime.CompilerServices;
using MeetSolis.IncidentConsole.Controls;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Live;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Runs;

/// <summary>What a step printed, stored in chunks together with how far its spool files were read: every line once, in order.</summary>
public sealed class OutputStore(IDbContextFactory<ConsoleDbContext> contexts, WriteLane lane, OutputFeed feed)
{
    public const string Channel = "attempt_output";
    private const int MostFound = 1_000;

    /// <summary>
    /// Stores the lines under the next sequence numbers and the offsets with them, then publishes them. Null: nothing was stored, because
    /// another owner has the attempt or the output has gone on since <see cref="OutputChunkToStore.AfterSequence"/>; read the position again.
    /// </summary>
    public async Task<OutputChunkStored?> AppendAsync(OutputChunkToStore chunk, CancellationToken ct = default)
    {
        var lines = chunk.Lines.Select((l, i) => new StoredLine(chunk.AfterSequence + 1 + i, Instants.Cut(l.At), l.Stream, CleanText.Of(l.Text))).ToArray();
        var stored = new OutputChunkStored(chunk.Attempt, lines);
        using (await lane.EnterAsync(ct))
        {
            await using var db = await contexts.CreateDbContextAsync(ct);
            await using var transaction = await db.Database.BeginTransactionAsync(CancellationToken.None);
            var moved = await db.Set<AttemptRow>()
                .Where(a => a.Id == chunk.Attempt && a.Token == chunk.Token && a.LastSequence == chunk.AfterSequence)
                .ExecuteUpdateAsync(s => s
                    .SetProperty(a => a.StdoutOffset, chunk.StdoutOffset)
                    .SetProperty(a => a.StderrOffset, chunk.StderrOffset)
                    .SetProperty(a => a.LastSequence, chunk.AfterSequence + lines.Length), CancellationToken.None);
            if (moved == 0) return null;
            if (lines.Length > 0)
            {
                var row = new OutputRow(chunk.Attempt, lines[0].Sequence, lines[^1].Sequence, OutputLines.Write(lines));
                await db.RunAsync([TableSql.Of<OutputRow>(db).Insert(row)], CancellationToken.None);
                if (db.Database.IsNpgsql())
                    await db.Database.ExecuteSqlAsync(
                        $"SELECT pg_notify({Channel}, {$"{chunk.Attempt},{row.FirstSequence},{row.LastSequence},{feed.Origin}"})", CancellationToken.None);
            }
            await transaction.CommitAsync(CancellationToken.None);
            if (lines.Length > 0) feed.Publish(chunk.Attempt, stored);
        }
        return stored;
    }

    /// <summary>Where to go on reading the spool, or null if there is no such attempt.</summary>
    public async Task<OutputPosition?> PositionAsync(AttemptId attempt, CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.Set<AttemptRow>().Where(a => a.Id == attempt)
            .Select(a => new OutputPosition(a.LastSequence, a.StdoutOffset, a.StderrOffset)).FirstOrDefaultAsync(ct);
    }

    /// <summary>The lines after a sequence, in order, at most so many.</summary>
    public async Task<IReadOnlyList<StoredLine>> ReadAsync(AttemptId attempt, long afterSequence, int most, CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var lines = new List<StoredLine>();
        var chunks = db.Set<OutputRow>().Where(o => o.Attempt == attempt && o.LastSequence > afterSequence)
            .OrderBy(o => o.LastSequence).Select(o => o.Lines).AsAsyncEnumerable();
        await foreach (var chunk in chunks.WithCancellation(ct))
        {
            lines.AddRange(OutputLines.Read(chunk).Where(l => l.Sequence > afterSequence).Take(most - lines.Count));
            if (lines.Count >= most) break;
        }
        return lines;
    }

    /// <summary>Every stored line, chunk by chunk, as it is read.</summary>
    public async IAsyncEnumerable<IReadOnlyList<StoredLine>> ReadAllAsync(AttemptId attempt, [EnumeratorCancellation] CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var chunks = db.Set<OutputRow>().Where(o => o.Attempt == attempt).OrderBy(o => o.LastSequence).Select(o => o.Lines).AsAsyncEnumerable();
        await foreach (var chunk in chunks.WithCancellation(ct)) yield return [.. OutputLines.Read(chunk)];
    }

    /// <summary>The lines that hold a text, whatever its case and colours: the first thousand of them.</summary>
    public async Task<OutputFound> FindAsync(AttemptId attempt, string text, CancellationToken ct = default)
    {
        var found = new List<long>();
        await foreach (var lines in ReadAllAsync(attempt, ct))
            foreach (var line in lines)
            {
                if (!AnsiText.Plain(line.Text).Contains(text, StringComparison.OrdinalIgnoreCase)) continue;
                if (found.Count == MostFound) return new(found, More: true);
                found.Add(line.Sequence);
            }
        return new(found, More: false);
    }

    /// <summary>How many lines are stored, without those erased.</summary>
    public async Task<long> CountAsync(AttemptId attempt, CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.Set<OutputRow>().Where(o => o.Attempt == attempt).SumAsync(o => o.LastSequence - o.FirstSequence + 1, ct);
    }

    /// <summary>Erases all output of an attempt for good; what comes later keeps counting on.</summary>
    public async Task EraseAsync(AttemptId attempt, CancellationToken ct = default)
    {
        using (await lane.EnterAsync(ct))
        {
            await using var db = await contexts.CreateDbContextAsync(ct);
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            await LockOrder.ToEraseAsync(db, attempt, ct);
            await db.Set<OutputRow>().Where(o => o.Attempt == attempt).ExecuteDeleteAsync(ct);
            await transaction.CommitAsync(ct);
        }
        feed.Reload(attempt);
    }
}

/// <param name="Token">The owner's fencing token.</param>
/// <param name="AfterSequence">The newest line that is stored.</param>
/// <param name="StdoutOffset">Bytes of the spool file that are stored once these lines are.</param>
/// <param name="StderrOffset">The same for the other file.</param>
public sealed record OutputChunkToStore(
    AttemptId Attempt, long Token, long AfterSequence, IReadOnlyList<NewLine> Lines, long StdoutOffset, long StderrOffset);

/// <param name="Stream"><c>stdout</c> or <c>stderr</c>.</param>
/// <param name="Text">Secrets masked.</param>
public sealed record NewLine(DateTimeOffset At, string Stream, string Text);

public sealed record OutputPosition(long LastSequence, long StdoutOffset, long StderrOffset);
