using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Access;

/// <summary>Who asks for a change, with the role the store gives them now. API keys act as <see cref="AccessRole.Commander"/> but never approve.</summary>
public sealed record Caller(Actor Actor, AccessRole Role)
{
    /// <summary>The console itself: triggers, the step runner, clocks.</summary>
    public static readonly Caller Console = new(Actor.Console, AccessRole.Administrator);
}
