using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Runs;

/// <summary>A step with all its values: what the decision sees (<see cref="Resolution"/>) and what the runner executes.</summary>
/// <param name="Incident">The state it was resolved on.</param>
public sealed record ResolvedStep(
    StepResolution Resolution, Step Step, StepAction Do, Proof? Proof, EnvironmentValues Environment, IReadOnlyDictionary<string, string> Values, Incident Incident);
