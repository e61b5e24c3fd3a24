using MeetSolis.IncidentConsole.Controls;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>One incident as a screen shows it at one moment.</summary>
/// <param name="Entries">All of them, in the order of their versions.</param>
/// <param name="Texts">What people wrote, by the id its entry names; null where it was erased.</param>
/// <param name="Output">What the attempt at hand printed: its newest lines.</param>
/// <param name="FreshAfter">Entries with a higher version came while somebody watched.</param>
public sealed record WatchedIncident(
    IncidentView View, IReadOnlyList<Entry> Entries, IReadOnlyDictionary<Guid, string?> Texts, BoardSnapshot Board,
    AttemptId? Attempt, IReadOnlyList<OutputLine> Output, long FreshAfter)
{
    public Incident Incident => View.Incident;

    /// <summary>The attempt whose output belongs on the screen: that of the step at hand.</summary>
    public static AttemptId? AttemptAtHand(IncidentView view) => 
        view.Undoing is { } undoing ? undoing.State.Undos[^1].Id
        : (view.Steps.FirstOrDefault(s => s is { Status: StepStatus.Running, IsExecuted: true }) ?? view.Wanted)?.State.Current is { } attempt && attempt.Fact.IsExecuted() ? attempt.Id : null;

    /// <summary>The entries as sentences.</summary>
    public EntrySummary Summary() => new(View.Runbook, Incident, id => Texts.GetValueOrDefault(id));
}
