namespace MeetSolis.PracticeTarget.Cli;

/// <summary>A value handed over on standard input.</summary>
internal static class StandardInput
{
    // The real CLI gives a pipe half a second to begin.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    /// <summary>What was piped in, without the last line end; null when nothing came.</summary>
    public static async Task<string?> ReadPipedAsync(TimeProvider time)
    {
        if (!Console.IsInputRedirected)
            return null;
        try
        {
            // A read of the console cannot be given up, so it goes on in the background and dies with the process.
            var text = await Task.Run(Console.In.ReadToEnd).WaitAsync(Patience, time);
            return text.Length == 0 ? null : text.TrimEnd('\n').TrimEnd('\r');
        }
        catch (Exception ex) when (ex is TimeoutException or IOException)
        {
            return null;
        }
    }
}
