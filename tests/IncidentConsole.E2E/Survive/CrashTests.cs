namespace MeetSolis.IncidentConsole.E2E.Survive;

public sealed class CrashTests
{
    private const int Rounds = 20;

    [Fact]
    public async Task Console_KilledAtRandomMoments_LosesAndDoublesNothing()
    {
        var ct = TestContext.Current.CancellationToken;
        using var place = new Workplace();
        await using var console = await SurviveConsole.StartAsync(place, postgres: null, ct);
        var seed = Random.Shared.Next();
        TestContext.Current.SendDiagnosticMessage("The moments come from seed {0}.", seed);
        var round = new CrashRound(console, place, new Random(seed));

        var results = new List<CrashRound.Result>();
        for (var i = 0; i < Rounds; i++) results.Add(await round.RunAsync(ct));

        // Otherwise no step was ever in the middle when the console died.
        Assert.Contains(results, r => r.Status == "succeeded");
        Assert.Empty(Directory.EnumerateDirectories(Path.Combine(console.Process.DataFolder, "spool")));
    }

    [Fact]
    public async Task Step_WhoseProcessesDiedWithTheConsole_IsUnknownAndAPersonDecides()
    {
        var ct = TestContext.Current.CancellationToken;
        using var place = new Workplace();
        await using var console = await SurviveConsole.StartAsync(place, postgres: null, ct);
        var incident = await console.DeclareAsync("held", ct);
        await console.StartStepAsync(incident, ct);
        await SurviveConsole.UntilAsync("it prints", async () => await console.OutputAsync(incident, ct) is { Count: > 2 } ? default(System.Text.Json.JsonElement) : null, ct);

        await console.Process.KillAsync();
        foreach (var process in StepProcessesOf(console.Process.DataFolder)) KillHard(process);
        await console.Process.StartAgainAsync(ct);

        var step = await console.StepOnceAsync(incident, "it is unknown", s => s != "running", ct);
        Assert.Equal("unknown", SurviveConsole.Status(step));
        Assert.Contains("left no exit status", step.GetProperty("failure").GetString(), StringComparison.Ordinal);
        Assert.True((await console.OutputAsync(incident, ct)).Count > 2);
        Assert.Equal(1, Assert.Single(place.Runs));
        await console.DoAsync($"{incident}/steps/work/complete", new { reason = "I looked: it had its effect." }, ct);
        Assert.Equal("succeeded", SurviveConsole.Status(await console.StepAsync(incident, ct)));
    }

    /// <summary>The supervisors of the steps in a data folder, with their whole sessions.</summary>
    internal static List<int> StepProcessesOf(string dataFolder)
    {
        var supervisors = Directory.EnumerateFiles(Path.Combine(dataFolder, "spool"), "pid", SearchOption.AllDirectories)
            .Select(f => int.Parse(File.ReadAllText(f).Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture)).ToHashSet();
        return [.. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(n => int.TryParse(n, out _)).Select(n => int.Parse(n!, System.Globalization.CultureInfo.InvariantCulture))
            .Where(pid => SessionOf(pid) is { } session && supervisors.Contains(session)).OrderByDescending(supervisors.Contains)];
    }

    private static int? SessionOf(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[3], System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }

    internal static void KillHard(int pid)
    {
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(pid);
            process.Kill();
        }
        catch (ArgumentException)
        {
            // It ended with the one before it.
        }
    }
}
