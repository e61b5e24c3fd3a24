using MeetSolis.IncidentConsole.Data;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Runbooks;

/// <summary>A content that a runbook had here, without its text.</summary>
public sealed record RunbookVersion(string Hash, string Version, DateTimeOffset LoadedAt);

/// <summary>Every content a runbook ever had here, as it was kept by its hash.</summary>
public sealed class RunbookVersions(IDbContextFactory<ConsoleDbContext> contexts)
{
    public const int Most = 200;

    /// <summary>Newest first, at most <see cref="Most"/>.</summary>
    public async Task<IReadOnlyList<RunbookVersion>> ListAsync(string runbook, CancellationToken ct = default)
    {
        var id = CleanText.Of(runbook);
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.Set<RunbookVersionRow>().AsNoTracking().Where(r => r.Runbook == id).OrderByDescending(r => r.LoadedAt).Take(Most)
            .Select(r => new RunbookVersion(r.Hash, r.Version, r.LoadedAt)).ToListAsync(ct);
    }

    /// <summary>What differs between two of them; null where one of the two was never in use under this id.</summary>
    public async Task<IReadOnlyList<DifferenceLine>?> DifferenceAsync(string runbook, string before, string after, CancellationToken ct = default)
    {
        var (id, first, second) = (CleanText.Of(runbook), CleanText.Of(before), CleanText.Of(after));
        await using var db = await contexts.CreateDbContextAsync(ct);
        var texts = await db.Set<RunbookVersionRow>().AsNoTracking().Where(r => r.Runbook == id && (r.Hash == first || r.Hash == second))
            .ToDictionaryAsync(r => r.Hash, r => r.Yaml, ct);
        return texts.TryGetValue(first, out var old) && texts.TryGetValue(second, out var now) ? TextDifference.Of(old, now) : null;
    }
}
