using MeetSolis.IncidentConsole.Controls;
using MeetSolis.IncidentConsole.Incidents.Timelines;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>One incident at one moment, made once and shown by every screen that watches it; nothing in it changes.</summary>
/// <param name="Timeline">Its newest lines; older ones are in the store.</param>
/// <param name="Output">What the attempt at hand printed: its newest lines.</param>
public sealed record WatchedIncident(IncidentView View, TimelineWindow Timeline, BoardSnapshot Board, AttemptId? Attempt, IReadOnlyList<OutputLine> Output)
{
    public Incident Incident => View.Incident;

    /// <summary>The attempt whose output belongs on the screen: that of the step at hand.</summary>
    public static AttemptId? AttemptAtHand(IncidentView view) =>
        view.Undoing is { } undoing ? undoing.State.Undos[^1].Id
        : (view.Steps.FirstOrDefault(s => s is { Status: StepStatus.Running, IsExecuted: true }) ?? view.Wanted)?.State.Current is { } attempt && attempt.Fact.IsExecuted() ? attempt.Id : null;
}
