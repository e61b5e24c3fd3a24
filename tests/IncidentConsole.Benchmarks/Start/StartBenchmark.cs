using MeetSolis.IncidentConsole.Harness;

namespace MeetSolis.IncidentConsole.Benchmarks.Start;

/// <summary>
/// <c>start</c>: from the start of the process until it answers, and the memory it then holds at rest, beside an empty
/// Blazor Server app that is published and started the same way.
/// </summary>
public static class StartBenchmark
{
    private const int CountedRounds = 7;

    /// <summary>Adds three measures to <paramref name="table"/>: start on a fresh and on a used data folder, and memory.</summary>
    public static async Task RunAsync(Table table, CancellationToken ct)
    {
        using var kept = new TempFolder();
        var rounds = await Rounds.AlternateAsync(CountedRounds, ct, EmptyAsync, FreshAsync, stop => ConsoleAsync(kept, stop));
        var (empty, fresh, used) = (rounds[0], rounds[1], rounds[2]);
        table.Add("start to ready, fresh data folder", "ms", Ready(empty), Ready(fresh), "≤ 2.5×");
        table.Add("start to ready, used data folder", "ms", Ready(empty), Ready(used), "≤ 2.5×");
        table.Add("resident memory at rest", "MB", Resident(empty), Resident(used), "≤ 200 MB");
    }

    private static Task<Started> EmptyAsync(CancellationToken ct) =>
        Started.MeasureAsync(Repository.PathOf("artifacts", "baselines", "empty-blazor", "EmptyBlazor.dll"), "/", [], ct);

    private static async Task<Started> FreshAsync(CancellationToken ct)
    {
        using var folder = new TempFolder();
        return await ConsoleAsync(folder, ct);
    }

    private static Task<Started> ConsoleAsync(TempFolder folder, CancellationToken ct) =>
        Started.MeasureAsync(
            Path.Combine(ConsoleProcess.Folder, "IncidentConsole.dll"), "/healthz/ready", new() { ["Data__Folder"] = folder.FullPath }, ct);

    private static double[] Ready(IReadOnlyList<Started> starts) => [.. starts.Select(start => start.Ready.TotalMilliseconds)];

    private static double[] Resident(IReadOnlyList<Started> starts) => [.. starts.Select(start => start.ResidentMegabytes)];
}
