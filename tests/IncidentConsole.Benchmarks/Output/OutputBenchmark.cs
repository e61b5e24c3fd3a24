using System.Diagnostics;
using MeetSolis.IncidentConsole.E2E.Survive;

namespace MeetSolis.IncidentConsole.Benchmarks.Output;

/// <summary>
/// <c>output</c>: a script that prints a million lines of a hundred bytes, into a file and as a step: stored, and told to two clients of the hub,
/// or read line by line as it comes by two clients of the API. The output is then checked: every line once, in order.
/// </summary>
public static class OutputBenchmark
{
    private const int CountedRounds = 5;
    public const int Lines = 1_000_000;

    public static async Task RunAsync(Table table, CancellationToken ct)
    {
        using var place = new Workplace();
        await File.WriteAllTextAsync(Producer(place), Script, ct);
        await using var console = await SurviveConsole.StartAsync(place, postgres: null, ct);
        var rounds = await Rounds.AlternateAsync(CountedRounds, ct,
            t => RedirectAsync(place, t), t => new LoudStep(console, readers: false).RunAsync(t), t => new LoudStep(console, readers: true).RunAsync(t));
        double[] baseline = [.. rounds[0].Select(r => r.Wall)];
        table.Add("1,000,000 lines, 100 MB, two at the hub", "ms", baseline, [.. rounds[1].Select(r => r.Wall)], "≤ 1.3×");
        table.Add("the same, two more reading every line as it comes", "ms", baseline, [.. rounds[2].Select(r => r.Wall)], "–");
        table.Add("memory grows by, at the peak", "MB", [], [.. rounds[1].Select(r => r.Growth)], "≤ 64 MB");
        table.Add("the same with the readers", "MB", [], [.. rounds[2].Select(r => r.Growth)], "–");
        table.Add("lines once and in order", "of a million", [], [rounds[1].Concat(rounds[2]).Min(r => r.Whole)], "all");
    }

    private const string Script =
        """
        printf -v rest '%91s' ''
        rest=${rest// /x}
        for ((i = 1; i <= 1000000; i++)); do printf '%07d %s\n' "$i" "$rest"; done
        """;

    /// <summary>The line of that number, without its end.</summary>
    public static string Line(int number) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{number:0000000} {new string('x', 91)}");

    private static string Producer(Workplace place) => Path.Combine(place.Work, "producer");

    private static async Task<Loud> RedirectAsync(Workplace place, CancellationToken ct)
    {
        var file = Path.Combine(place.Work, "redirected");
        var began = Stopwatch.GetTimestamp();
        using var bash = Process.Start("bash", ["-c", $"exec bash \"$1\" >\"$2\"", "bash", Producer(place), file]);
        await bash.WaitForExitAsync(ct);
        var wall = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        if (new FileInfo(file).Length != Lines * 100L) throw new InvalidOperationException("The producer did not print what it should.");
        File.Delete(file);
        return new(wall, 0, Lines);
    }
}

/// <param name="Wall">Milliseconds until the end was known to whoever asked for it.</param>
/// <param name="Growth">Megabytes of the console's memory (resident) at its peak, beyond what it had before.</param>
/// <param name="Whole">How many lines were there once, in order.</param>
internal sealed record Loud(double Wall, double Growth, int Whole);
