using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Incidents.Charts;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runs;
using MeetSolis.IncidentConsole.Signals;
using MeetSolis.IncidentConsole.Signals.Silences;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Replays;

/// <summary>Opens incidents for replay.</summary>
public sealed class ReplayReader(
    IncidentStore store, RunbookCatalog runbooks, KeptTexts texts, OutputStore outputs, SignalStore signals, SignalTable table, MethodsInForce methods,
    SilenceBook silences, IDbContextFactory<ConsoleDbContext> contexts, TimeProvider time)
{
    /// <summary>Marks of one incident; of a longer one the newest.</summary>
    public const int MostMarks = 20_000;

    /// <summary>Null where there is no such incident.</summary>
    /// <param name="marked">Whether its marks are wanted.</param>
    /// <exception cref="InvalidOperationException">Its runbook version is not in the store.</exception>
    public async Task<ReplayTape?> OpenAsync(IncidentNumber number, bool marked, CancellationToken ct)
    {
        // It also makes the snapshots that are missing, by which every seek is short.
        if (await store.LoadAsync(number, ct) is not { } newest) return null;
        var runbook = await runbooks.PinnedAsync(newest, ct)
            ?? throw new InvalidOperationException($"Runbook {newest.Runbook.Id} {newest.Runbook.Version} is not in the store.");
        var read = new ReplaySignals(runbook, IncidentCharts.EnvironmentOf(newest, runbook), signals, table, methods, silences, time);
        return new(newest, runbook, marked ? await MarksAsync(newest, ct) : [], read, time.GetUtcNow(), store, texts, outputs);
    }

    private async Task<IReadOnlyList<ReplayMark>> MarksAsync(Incident newest, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var (types, judged) = (ReplayMark.Types, ReplayMark.Judged);
        var rows = await db.Set<EntryRow>().Where(e => e.Incident == newest.Number && e.Version <= newest.Version && types.Contains(e.Type))
            .OrderByDescending(e => e.Version).Take(MostMarks).Select(e => new { e.Version, e.At, e.Type, Json = judged.Contains(e.Type) ? e.Json : null }).ToListAsync(ct);
        return [.. rows.AsEnumerable().Reverse().Where(r => ReplayMark.KindOf(r.Type, r.Json) is not null).Select(r => new ReplayMark(r.Version, r.At, ReplayMark.KindOf(r.Type, r.Json)!.Value))];
    }
}
