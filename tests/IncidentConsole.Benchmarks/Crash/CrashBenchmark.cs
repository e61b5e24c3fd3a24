using MeetSolis.IncidentConsole.E2E.Survive;

namespace MeetSolis.IncidentConsole.Benchmarks.Crash;

/// <summary>
/// <c>crash</c>: the console is killed (SIGKILL) at a random moment of a running incident and started again on its data, round after round. A round
/// in which anything acknowledged was lost, anything ran twice, or the output or the chain is not whole, ends the benchmark with what was wrong.
/// </summary>
public static class CrashBenchmark
{
    public static async Task RunAsync(Table table, CancellationToken ct)
    {
        var rounds = Sizes.Or(200)[0];
        var seed = Random.Shared.Next();
        await Console.Error.WriteLineAsync($"{rounds} rounds from seed {seed}");
        using var place = new Workplace();
        await using var console = await SurviveConsole.StartAsync(place, postgres: null, ct);
        var round = new CrashRound(console, place, new Random(seed));
        var results = new List<CrashRound.Result>();
        for (var i = 1; i <= rounds; i++)
        {
            results.Add(await round.RunAsync(ct));
            if (i % 20 == 0) await Console.Error.WriteLineAsync($"{i} of {rounds}: {Words(results)}");
        }
        double Share(Func<CrashRound.Result, bool> which) => results.Count(which);
        table.Add("rounds in which nothing was lost or doubled", "of " + rounds, [], [results.Count], "all");
        table.Add("steps that outlived the console and were adopted, or had ended", "", [], [Share(r => r.Status == "succeeded")], "–");
        table.Add("starts cut off before the command was begun: nothing ran", "", [], [Share(r => r.Status == "failed")], "–");
        table.Add("killed before the start was recorded", "", [], [Share(r => r.Status == "ready")], "–");
        table.Add("ready again after", "ms", [], [.. results.Select(r => r.Away.TotalMilliseconds)], "–");
    }

    private static string Words(List<CrashRound.Result> results) => string.Join(", ", results.GroupBy(r => r.Status).Select(g => $"{g.Count()} {g.Key}"));
}
