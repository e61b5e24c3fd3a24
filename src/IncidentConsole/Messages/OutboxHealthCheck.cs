using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Messages.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeetSolis.IncidentConsole.Messages;

/// <summary>Degraded while something has been due in the outbox for long: no loop takes it, or its channel is no longer set up.</summary>
internal sealed class OutboxHealthCheck(IDbContextFactory<ConsoleDbContext> contexts, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(5);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var since = time.GetUtcNow() - Late;
        var late = await db.Set<OutboxRecipientRow>().Where(r => r.State == SendState.Waiting && r.DueAt < since).GroupBy(r => r.Via).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(cancellationToken);
        return late.Count == 0 ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded($"Due for more than {Late.TotalMinutes:0} minutes: {string.Join(", ", late.Select(l => $"{l.Count} on {l.Key}"))}.");
    }
}
