namespace MeetSolis.IncidentConsole.Live;

/// <summary>What a worker does again and again: one time that fails is said, and neither ends the worker nor holds up what comes after it.</summary>
internal static class Tireless
{
    /// <exception cref="OperationCanceledException">The worker is to end.</exception>
    public static async Task DoAsync(Func<Task> act, Action<Exception> say)
    {
        try
        {
            await act();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            say(e);
        }
    }
}
