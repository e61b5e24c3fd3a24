namespace MeetSolis.PracticeTarget;

/// <summary><c>vercel ARGS…</c>: the stand-in for Vercel's CLI; anything else: serve.</summary>
internal static class Program
{
    // The two verbs stand in methods of their own, so that the CLI never loads the web host.
    private static int Main(string[] args) => Serve.Run(args);
}
