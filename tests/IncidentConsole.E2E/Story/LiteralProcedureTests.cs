using System.Text.Json;
using System.Text.RegularExpressions;
using MeetSolis.IncidentConsole.Harness;

namespace MeetSolis.IncidentConsole.E2E.Story;

/// <summary>What the procedure says to the letter, run as a step of a live incident: it exits with 0, does nothing it says, and the console says <em>failed</em>.</summary>
public sealed partial class LiteralProcedureTests
{
    private const string Incident = "/api/v1/incidents/INC-1001";

    // Indented as a step's script.
    private const string Chain =
        """
                  vercel env rm NEXT_PUBLIC_ENABLE_CLIENT_CARDS production && vercel env rm NEXT_PUBLIC_ENABLE_NEW_MEETINGS production && vercel env rm ENABLE_PGVECTOR production && vercel --prod

        """;

    [Fact]
    public async Task LiteralFlagChain_AsAStepOfAnIncident_ExitsWithZeroAndIsFailed()
    {
        var ct = TestContext.Current.CancellationToken;
        using var folder = new TempFolder();
        var shipped = await File.ReadAllTextAsync(Path.Combine(ConsoleProcess.Folder, "runbooks", "meetsolis-deployment-rollback.yaml"), ct);
        var literal = ScriptOfDisableFlags().Replace(shipped, m => m.Groups["before"].Value + Chain + m.Groups["after"].Value, 1);
        Assert.NotEqual(shipped, literal);
        await File.WriteAllTextAsync(folder.PathOf("literal.yaml"), literal, ct);
        await using var console = await StoryConsole.StartAsync("sqlite", administrator: true, ct, new() { ["Runbooks:Folder"] = folder.FullPath });

        await console.DoAsync("/api/v1/drills", new { scenario = "error-spike" }, ct);
        await console.OpenedByATriggerAsync(ct);
        await console.TickBeforeRollbackAsync(Incident, ct);
        await console.DoAsync($"{Incident}/method", new { method = "method-a", reason = "to see what the literal chain does" }, ct);
        await console.DoAsync($"{Incident}/steps/disable-flags/start", null, ct);
        var ended = await console.IncidentOnceAsync("the step has ended", i => StatusOf(Step(i)) != "running", ct);

        Assert.True(StatusOf(Step(ended)) == "failed", $"It is {Step(ended)}");
        Assert.StartsWith("It exited with 0, but the proof failed", Step(ended).GetProperty("failure").GetString(), StringComparison.Ordinal);
        // What comes after a failed step is not to be started as if nothing had happened.
        Assert.Equal(409, (await console.PostAsync($"{Incident}/steps/redeploy/start", null, ct)).Status);
    }

    private static JsonElement Step(JsonElement incident) => incident.GetProperty("steps").EnumerateArray().First(s => s.GetProperty("id").GetString() == "disable-flags");

    private static string? StatusOf(JsonElement step) => step.GetProperty("status").GetString();

    [GeneratedRegex(@"(?<before>\n  method-a:.*?\n      disable-flags:.*?\n        shell: \|\n).*?(?<after>\n        proof:)", RegexOptions.Singleline)]
    private static partial Regex ScriptOfDisableFlags();
}
