namespace MeetSolis.IncidentConsole.Runs;

/// <summary>The attempt is another owner's by now, or was given up while this node could not be heard: nothing was written.</summary>
public sealed class LeaseLostException : Exception
{
    public LeaseLostException() { }
    public LeaseLostException(string message) : base(message) { }
    public LeaseLostException(string message, Exception inner) : base(message, inner) { }

    internal static LeaseLostException Of(Incidents.AttemptId attempt) => new($"Attempt {attempt} has another owner by now, or was given up.");
}
