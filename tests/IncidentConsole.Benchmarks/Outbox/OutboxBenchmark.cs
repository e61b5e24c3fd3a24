using MeetSolis.IncidentConsole.E2E.Survive;
using MeetSolis.IncidentConsole.Harness;

namespace MeetSolis.IncidentConsole.Benchmarks.Outbox;

/// <summary>
/// <c>outbox</c>: a message to 1,000 people by a real SMTP server that takes 50 ms over each and refuses one in twenty for now; the console is killed
/// (SIGKILL) in the middle and started again. Each person has it exactly once, or is listed as in doubt.
/// </summary>
public static class OutboxBenchmark
{
    private const int People = 1_000;

    public static async Task RunAsync(Table table, CancellationToken ct)
    {
        var seed = Random.Shared.Next();
        await Console.Error.WriteLineAsync($"{People} people, from seed {seed}");
        using var place = new Workplace();
        using var folder = new TempFolder();
        using var sink = await SmtpSink.StartAsync(folder.FullPath, ct, "--delay", "0.05", "--temporary", "5");
        await using var console = await SurviveConsole.StartAsync(place, postgres: null, ct, Mailing.Settings(sink));
        var result = await new Mailing(console, sink, new Random(seed)).RunAsync(People, kills: 1, ct);
        table.Add("killed after so many were taken", "", [], [result.KilledAt[0]], "–");
        table.Add("sent", "", [], [result.Sent], "–");
        table.Add("listed as in doubt", "", [], [result.InDoubt], "≤ 4");
        table.Add("of these, have it", "", [], [result.Arrived], "–");
        table.Add("have it twice", "", [], [result.Twice], "0");
        table.Add("lost", "", [], [result.Lost], "0");
        table.Add("the whole mailing, with the restart", "s", [], [result.Took.TotalSeconds], "–");
    }
}
