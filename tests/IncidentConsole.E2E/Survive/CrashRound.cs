using System.Text.Json;

namespace MeetSolis.IncidentConsole.E2E.Survive;

/// <summary>
/// One console, killed at a random moment of a running incident and started again on its data, round after round. After each round nothing
/// that was acknowledged may be missing, and nothing may have run twice.
/// </summary>
internal sealed class CrashRound(SurviveConsole console, Workplace place, Random random)
{
    // From before the step begins until after its end.
    private const int LatestKill = 900;

    /// <summary>How the step of a round ended, and how long the console was away.</summary>
    public sealed record Result(string Status, int KilledAfter, TimeSpan Away);

    /// <exception cref="InvalidOperationException">Something was lost, came twice or out of order; the message says what.</exception>
    public async Task<Result> RunAsync(CancellationToken ct)
    {
        var incident = await console.DeclareAsync("short", ct);
        var ranBefore = place.Runs.Count;
        var killAfter = random.Next(LatestKill);
        using var killed = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var notes = new List<string>();
        var started = StartAsync(incident, killed.Token);
        var writing = WriteNotesAsync(incident, notes, killed.Token);
        // On a busy machine the step would otherwise hardly ever have begun.
        if (random.Next(3) > 0) await started;
        await Task.Delay(killAfter, ct);
        await console.Process.KillAsync();
        await killed.CancelAsync();
        var acknowledged = await started;
        await writing;

        var away = System.Diagnostics.Stopwatch.StartNew();
        await console.Process.StartAgainAsync(ct);
        var took = away.Elapsed;
        var status = await CheckAsync(incident, acknowledged, notes, ranBefore, ct);
        return new(status, killAfter, took);
    }

    private async Task<string> CheckAsync(string incident, bool acknowledged, List<string> notes, int ranBefore, CancellationToken ct)
    {
        var step = await console.StepOnceAsync(incident, "the step has ended", s => s is not "running", ct);
        var status = SurviveConsole.Status(step);
        var ran = place.Runs;
        Hold(ran.All(r => r == 1), $"a step ran {ran.DefaultIfEmpty().Max()} times");
        Hold(step.GetProperty("attempts").GetInt32() <= 1, "an attempt was made by itself");
        Hold(!acknowledged || status != "ready", "the start was acknowledged, and is lost");
        Hold(status is "succeeded" or "failed" or "ready", $"the step is {status}: {step}");
        Hold(status == "succeeded" == ran.Count > ranBefore, $"the step is {status}, and the script ran {ran.Count - ranBefore} times: {step}");

        var timeline = await console.TimelineAsync(incident, ct);
        var written = timeline.Where(e => e.Type == "note-added").ToList();
        foreach (var note in notes) Hold(written.Count(w => w.Summary.Contains(note, StringComparison.Ordinal)) == 1, $"the note “{note}” was acknowledged, and is not there once");
        if (status != "succeeded") return status;
        var output = await console.OutputAsync(incident, ct);
        Hold(output.SequenceEqual(Enumerable.Range(1, Workplace.ShortLines).Select(i => $"line {i}")), $"the output is not complete and in order: {output.Count} lines");
        return status;
    }

    private async Task<bool> StartAsync(string incident, CancellationToken ct)
    {
        try
        {
            await console.StartStepAsync(incident, ct);
            return true;
        }
        catch (Exception e) when (CutOff(e))
        {
            return false;
        }
    }

    private async Task WriteNotesAsync(string incident, List<string> acknowledged, CancellationToken ct)
    {
        try
        {
            for (var i = 0; i < 1_000; i++)
            {
                var note = $"note {i:000} of {incident[^9..]}.";
                await console.DoAsync($"{incident}/notes", new { text = note }, ct);
                acknowledged.Add(note);
                await Task.Delay(15, ct);
            }
        }
        catch (Exception e) when (CutOff(e))
        {
            // Not acknowledged: it may be there or not.
        }
    }

    private static bool CutOff(Exception e) => e is HttpRequestException or OperationCanceledException or IOException or JsonException;

    private static void Hold(bool held, string otherwise)
    {
        if (!held) throw new InvalidOperationException($"After the crash, {otherwise}.");
    }
}
