using System.Runtime.CompilerServices;
using MeetSolis.PracticeTarget.Cli;

namespace MeetSolis.PracticeTarget;

/// <summary><c>vercel ARGS…</c>: the stand-in for Vercel's CLI; <c>serve</c> or nothing: play production.</summary>
internal static class Program
{
    // The verbs stand in methods of their own, so that the CLI never loads the web host.
    private static int Main(string[] args) => args switch
    {
        ["vercel", .. var rest] => RunCli(rest),
        ["serve", .. var rest] => RunServer(rest),
        _ => RunServer(args),
    };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int RunCli(string[] args) => VercelCli.RunAsync(args, TimeProvider.System).GetAwaiter().GetResult();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int RunServer(string[] args) => Serve.Run(args);
}
