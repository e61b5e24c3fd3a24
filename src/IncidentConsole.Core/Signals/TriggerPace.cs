using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Signals;

/// <summary>How fast a trigger may change.</summary>
/// <param name="Hold">Its condition must hold for so long before it fires.</param>
/// <param name="Settle">Once it fires, its condition must be false for so long before it is quiet: a value that hovers fires once.</param>
/// <param name="FlapTime">Firing <see cref="TooOften"/> times within it is flapping.</param>
/// <param name="Calm">What takes the place of <paramref name="Settle"/> while it flaps.</param>
public sealed record TriggerPace(TimeSpan Hold, TimeSpan Settle, TimeSpan FlapTime, TimeSpan Calm)
{
    public const int TooOften = 3;

    private static readonly TimeSpan OneMinute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LeastShort = TimeSpan.FromMinutes(15);

    public static TriggerPace Of(Trigger trigger, RunbookEnvironment environment)
    {
        // What must hold for long cannot come back soon: four rounds of it are a short time for it.
        var rounds = 4 * (trigger.For + OneMinute);
        return new(
            environment.Scale(trigger.For), environment.Scale(OneMinute),
            environment.Scale(rounds > LeastShort ? rounds : LeastShort), environment.Scale(TimeSpan.FromMinutes(10)));
    }
}
