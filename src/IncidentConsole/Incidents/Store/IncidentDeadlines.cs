using MeetSolis.IncidentConsole.Data;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>A deadline and the incident that owes it.</summary>
public sealed record OwedDeadline(IncidentRow Incident, Deadline Deadline)
{
    public string Says => Deadline.Kind switch
    {
        DeadlineKind.Update => $"Next update: {Deadline.Title}",
        DeadlineKind.Checklist => $"{Deadline.Title}: {Deadline.Left} open",
        _ => Deadline.Title,
    };

    public bool IsLate(DateTimeOffset now) => !Deadline.NotBefore && Deadline.Due < now;

    public bool IsNear(DateTimeOffset now) => Deadline.Warns <= now;
}

/// <summary>What all incidents owe by a time. The store keeps it with the list's row, in the transaction that appends.</summary>
public sealed class IncidentDeadlines(IDbContextFactory<ConsoleDbContext> contexts, WriteLane lane)
{
    /// <summary>The soonest first, of the incidents whose first is due soonest. A drill that has ended owes nobody anything.</summary>
    /// <param name="most">So many incidents are looked at.</param>
    public async Task<IReadOnlyList<OwedDeadline>> SoonestAsync(int most, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var rows = await db.Set<IncidentRow>().AsNoTracking().Where(i => i.DueAt != null && (!i.Drill || i.Status == IncidentStatus.Open)).OrderBy(i => i.DueAt).Take(most).ToListAsync(ct);
        return [.. rows.SelectMany(r => DeadlineText.Read(r.Deadlines).Select(d => new OwedDeadline(r, d))).OrderBy(o => o.Deadline.Due).ThenBy(o => o.Incident.Number)];
    }

    /// <summary>Incidents after which something must not begin yet, as far as their rows say: whether it is held now, their state says.</summary>
    public async Task<IReadOnlyList<IncidentNumber>> HoldingAsync(string? environment, string? runbook, int most, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var rows = db.Set<IncidentRow>().AsNoTracking().Where(i => i.Deadlines != null && i.Deadlines.Contains("\"notBefore\":true") && (!i.Drill || i.Status == IncidentStatus.Open));
        if (environment is { Length: > 0 }) rows = rows.Where(i => i.Environment == CleanText.Of(environment));
        if (runbook is { Length: > 0 }) rows = rows.Where(i => i.Runbook == CleanText.Of(runbook));
        return await rows.OrderByDescending(i => i.Number).Take(most).Select(i => i.Number).ToListAsync(ct);
    }

    /// <summary>The incidents at which the console must look now.</summary>
    public async Task<IReadOnlyList<IncidentNumber>> ToLookAtAsync(DateTimeOffset now, int most, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.Set<IncidentRow>().Where(i => i.LookAt != null && i.LookAt < now).OrderBy(i => i.LookAt).Take(most).Select(i => i.Number).ToListAsync(ct);
    }

    /// <summary>Writes them anew, unless the incident has gone on since that version: where nothing was recorded although it was time, the row is not right.</summary>
    public async Task RefreshAsync(Incident incident, IReadOnlyList<Deadline> deadlines, CancellationToken ct)
    {
        var row = IncidentRow.From(incident, default, deadlines: deadlines);
        using var turn = await lane.EnterAsync(ct);
        await using var db = await contexts.CreateDbContextAsync(ct);
        await db.Set<IncidentRow>().Where(i => i.Number == incident.Number && i.Version == incident.Version)
            .ExecuteUpdateAsync(u => u.SetProperty(i => i.Deadlines, row.Deadlines).SetProperty(i => i.DueAt, row.DueAt).SetProperty(i => i.LookAt, row.LookAt), ct);
    }
}
