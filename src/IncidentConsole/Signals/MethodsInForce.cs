using System.Collections.Concurrent;

namespace MeetSolis.IncidentConsole.Signals;

/// <summary>When which method was in force where, for the exclusions: incidents say it, the evaluator reads it. Held in memory.</summary>
public sealed class MethodsInForce
{
    private readonly ConcurrentDictionary<string, MethodPeriods> _periods = new();

    public void Set(string environment, MethodPeriods periods) => _periods[environment] = periods;

    public MethodPeriods Of(string environment) => _periods.GetValueOrDefault(environment, MethodPeriods.None);
}
