using System.Text.Json;
using MeetSolis.IncidentConsole.Harness;

namespace MeetSolis.IncidentConsole.E2E.Survive;

/// <summary>One message to many people, during which the console is killed and started again; then each has it once, or is listed as in doubt.</summary>
internal sealed class Mailing(SurviveConsole console, SmtpSink sink, Random random)
{
    /// <param name="Sent">Recipients the console calls sent.</param>
    /// <param name="InDoubt">Recipients it lists as in doubt.</param>
    /// <param name="Arrived">Of those in doubt, how many have it.</param>
    /// <param name="Twice">Recipients who have it more than once.</param>
    /// <param name="Lost">Recipients called sent who do not have it, or of whom nothing is known.</param>
    public sealed record Result(int Sent, int InDoubt, int Arrived, int Twice, int Lost, TimeSpan Took, IReadOnlyList<int> KilledAt);

    public static Dictionary<string, string?> Settings(SmtpSink sink) => new()
    {
        ["Channels:email:Host"] = "127.0.0.1", ["Channels:email:Port"] = $"{sink.Port}", ["Channels:email:Security"] = "none", ["Channels:email:From"] = "console@example.com",
    };

    public async Task<Result> RunAsync(int people, int kills, CancellationToken ct)
    {
        var incident = await console.DeclareAsync("short", ct);
        var took = System.Diagnostics.Stopwatch.StartNew();
        var recipients = Enumerable.Range(1, people).Select(i => new { email = $"p{i}-{random.Next()}@example.com", fields = new { name = $"Person {i}" } }).ToList();
        var before = sink.Mails.Count;
        var message = (await console.DoAsync($"{incident}/messages", new { template = "mail", recipients }, ct)).GetProperty("id").GetString();
        var killed = new List<int>();
        for (var kill = 1; kill <= kills; kill++)
        {
            // Somewhere in its share of the mailing.
            var at = (int)((kill - 1 + random.NextDouble()) * people / (kills + 1)) + 1;
            while (sink.Mails.Count - before < at) await Task.Delay(5, ct);
            await console.Process.KillAsync();
            killed.Add(sink.Mails.Count - before);
            await console.Process.StartAgainAsync(ct);
        }
        await SurviveConsole.UntilAsync("everything of the message is settled", async () =>
            (await console.GetAsync($"{incident}/messages", ct)).GetProperty("items")[0].GetProperty("channels")[0].GetProperty("state").GetString() is not "waiting" and var state
                ? JsonSerializer.SerializeToElement(state) : null, ct);
        return Count((await console.GetAsync($"{incident}/messages/{message}/recipients", ct)).GetProperty("items"), [.. recipients.Select(r => r.email)], took.Elapsed, killed);
    }

    private Result Count(JsonElement listed, IReadOnlyList<string> people, TimeSpan took, IReadOnlyList<int> killed)
    {
        var state = listed.EnumerateArray().ToDictionary(r => r.GetProperty("address").GetString()!, r => r.GetProperty("state").GetString()!);
        var mails = sink.Mails.GroupBy(m => m.To).ToDictionary(g => g.Key, g => g.Count());
        var doubtful = people.Where(p => state[p] == "in-doubt").ToList();
        return new(
            people.Count(p => state[p] == "sent"), doubtful.Count, doubtful.Count(mails.ContainsKey), people.Count(p => mails.GetValueOrDefault(p) > 1),
            people.Count(p => state[p] == "sent" && !mails.ContainsKey(p) || state[p] is not ("sent" or "in-doubt")), took, killed);
    }
}
