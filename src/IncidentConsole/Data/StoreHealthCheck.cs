using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeetSolis.IncidentConsole.Data;

/// <summary>Healthy while the store answers a query and the data folder can be written.</summary>
internal sealed class StoreHealthCheck(StoreProbe probe) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await probe.TroubleAsync(cancellationToken) is { } trouble ? new(context.Registration.FailureStatus, trouble) : HealthCheckResult.Healthy();
}
