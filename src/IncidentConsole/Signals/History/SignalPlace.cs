using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Signals.History;

/// <summary>A signal of a runbook in one of its environments.</summary>
public sealed record SignalPlace(Runbook Runbook, RunbookEnvironment Environment, SignalDefinition Signal)
{
    /// <summary>Of several runbooks the first: the board shows its signal too.</summary>
    public static SignalPlace? Find(IEnumerable<Runbook> active, string signal, string environment) => active
        .Where(r => r.Signals.ContainsKey(signal) && r.Environments.ContainsKey(environment))
        .Select(r => new SignalPlace(r, r.Environments[environment], r.Signals[signal])).FirstOrDefault();

    /// <summary>Where a signal is to be seen: production first, the drill last.</summary>
    public static IReadOnlyList<string> Environments(IEnumerable<Runbook> active, string signal) => [.. active
        .Where(r => r.Signals.ContainsKey(signal)).SelectMany(r => r.Environments.Values)
        .OrderBy(e => e.PracticeTarget ? 2 : e.Id == "production" ? 0 : 1).Select(e => e.Id).Distinct()];

    public static string PathOf(string signal, string environment) => $"/signals/{Uri.EscapeDataString(signal)}?environment={Uri.EscapeDataString(environment)}";
}
