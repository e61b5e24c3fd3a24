using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Signals.History;

/// <summary>What the page of a signal says besides its values.</summary>
public sealed class SignalPageFacts(SourceRegistry sources, IncidentList incidents, IConfiguration configuration)
{
    public double KeepDays => SignalRetention.DaysOf(configuration);

    public IReadOnlyList<SourceStatus> SourcesOf(string environment) => [.. sources.Status().Where(s => s.Source.Environment == environment)];

    /// <summary>Those declared in an environment since then, newest first.</summary>
    public async Task<IReadOnlyList<IncidentRow>> IncidentsAsync(string environment, DateTimeOffset since, int most, CancellationToken ct) =>
        (await incidents.ListAsync(new IncidentFilter(Environment: environment, From: since), null, most, ct)).Items;
}
