using MeetSolis.IncidentConsole.Data;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>States kept every 500 entries.</summary>
internal static class Snapshots
{
    private const int Every = 500;

    // A snapshot is only as right as the fold that made it, so it counts for the very build of the Core that made it.
    private static readonly string Fold = typeof(Incident).Module.ModuleVersionId.ToString("N");

    public static bool IsDue(long version) => version % Every == 0;

    public static SnapshotRow Of(Incident state) => new(state.Number, state.Version, Fold, IncidentJson.Write(state));

    public static async Task<Incident?> NewestAsync(ConsoleDbContext db, IncidentNumber number, long upTo, CancellationToken ct)
    {
        var json = await db.Set<SnapshotRow>().Where(s => s.Incident == number && s.Version <= upTo && s.Fold == Fold)
            .OrderByDescending(s => s.Version).Select(s => s.Json).FirstOrDefaultAsync(ct);
        return json is null ? null : IncidentJson.Read(json);
    }

    public static Task KeepAsync(ConsoleDbContext db, IReadOnlyList<SnapshotRow> snapshots) => db.RunAsync(
        [.. snapshots.Select(s => TableSql.Of<SnapshotRow>(db).Insert(s)).Select(s =>
            s with { Sql = s.Sql + " ON CONFLICT (incident, version) DO UPDATE SET fold = excluded.fold, json = excluded.json" })],
        CancellationToken.None);
}
