namespace MeetSolis.PracticeTarget.VercelApi;

/// <summary>What a build prints.</summary>
public static class BuildLog
{
    public sealed record Line(DateTimeOffset At, string Text, bool IsError = false);

    /// <summary>The lines printed up to <paramref name="now"/>.</summary>
    public static IEnumerable<Line> Of(Deployment build, DateTimeOffset now)
    {
        var length = build.DoneAt - build.CreatedAt;
        Line At(double share, string text, bool isError = false) => new(build.CreatedAt + (length * share), text, isError);
        Line[] all = build.Fails
            ? [At(0.2, "Running build in Washington, D.C., USA (East) – iad1"), At(0.3, "Restored build cache"), At(0.4, "Running \"npm run build\""),
               At(0.8, "Failed to compile.", true), At(1, "Error: Command \"npm run build\" exited with 1", true)]
            : [At(0.2, "Running build in Washington, D.C., USA (East) – iad1"), At(0.3, "Restored build cache"), At(0.4, "Running \"npm run build\""),
               At(0.8, "Compiled successfully"), At(0.9, "Deploying outputs..."), At(1, "Deployment completed")];
        return all.Where(l => l.At <= now);
    }
}
