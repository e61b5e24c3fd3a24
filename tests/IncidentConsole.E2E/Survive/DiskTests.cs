using MeetSolis.IncidentConsole.Harness;

namespace MeetSolis.IncidentConsole.E2E.Survive;

public sealed class DiskTests
{
    [Fact]
    public async Task DataFolder_ThatIsFull_RefusesWithTheReasonAndRecovers()
    {
        var ct = TestContext.Current.CancellationToken;
        using var disk = new SmallDisk(24 * 1024);
        using var place = new Workplace();
        await using var console = await SurviveConsole.StartAsync(place, postgres: null, ct, new() { ["Data:Folder"] = disk.Path });
        var incident = await console.DeclareAsync("held", ct);
        await console.DoAsync($"{incident}/notes", new { text = "before" }, ct);
        await console.StartStepAsync(incident, ct);
        await SurviveConsole.UntilAsync("it prints", async () => await console.OutputAsync(incident, ct) is { Count: > 2 } ? default(System.Text.Json.JsonElement) : null, ct);

        disk.Fill();
        // Room that the store had taken before lets a few through; each of those counts.
        var acknowledged = 0;
        var (status, sentence) = (200, "");
        for (var i = 0; i < 3_000 && status == 200; i++)
        {
            (status, sentence) = await console.TryAsync($"{incident}/notes", new { text = $"into the full disk {i} {new string('x', 900)}" }, ct);
            if (status == 200) acknowledged++;
        }
        Assert.Equal(503, status);
        Assert.Contains("the disk of the data folder is full", sentence, StringComparison.Ordinal);
        Assert.Equal(503, await console.ReadyAsync(ct));

        disk.Free();
        await SurviveConsole.UntilAsync("it is ready again", async () => await console.ReadyAsync(ct) == 200 ? default(System.Text.Json.JsonElement) : null, ct);
        place.Go();
        await console.StepOnceAsync(incident, "its end is recorded once there is room", s => s == "succeeded", ct);
        await console.DoAsync($"{incident}/notes", new { text = "after" }, ct);
        var notes = (await console.TimelineAsync(incident, ct)).Where(e => e.Type == "note-added").Select(e => e.Summary).ToList();
        Assert.Equal(acknowledged + 2, notes.Count);
        // Under it may stand that the disk was full, where that was noticed while the step's output was read.
        Assert.Equal("done", (await console.OutputAsync(incident, ct)).Last(l => !l.StartsWith("[console] ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task DataFolder_WhoseDiskBreaksUnderIt_RefusesWithTheReasonAndIsWholeOnceRepaired()
    {
        var ct = TestContext.Current.CancellationToken;
        using var disk = new BreakableDisk();
        using var place = new Workplace();
        await using var console = await SurviveConsole.StartAsync(place, postgres: null, ct, new() { ["Data:Folder"] = disk.Path });
        var incident = await console.DeclareAsync("held", ct);
        await console.DoAsync($"{incident}/notes", new { text = "before" }, ct);
        await console.StartStepAsync(incident, ct);
        await SurviveConsole.UntilAsync("it prints", async () => await console.OutputAsync(incident, ct) is { Count: > 2 } ? default(System.Text.Json.JsonElement) : null, ct);

        disk.Break();
        var (status, sentence) = await console.TryAsync($"{incident}/notes", new { text = "onto the broken disk" }, ct);
        Assert.True(status == 503, $"{status} {sentence}\n{console.Process.Log}");
        Assert.Contains("Nothing was saved", sentence, StringComparison.Ordinal);
        Assert.Equal(503, await console.ReadyAsync(ct));
        // As when the machine is started again: nothing of it is left running, nor could say how it ended.
        await console.Process.KillAsync();
        foreach (var process in CrashTests.StepProcessesOf(disk.Path)) CrashTests.KillHard(process);

        // While it cannot be written nothing starts on it, and the console says so.
        await disk.RepairAsync(readOnly: true, ct);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => console.Process.StartAgainAsync(ct));
        Assert.Contains("ended with status 1", refused.Message, StringComparison.Ordinal);
        Assert.Contains($"The data folder {disk.Path} cannot be written", refused.Message, StringComparison.Ordinal);
        await console.Process.KillAsync();

        await disk.RepairAsync(readOnly: false, ct);
        await console.Process.StartAgainAsync(ct);
        var step = await console.StepOnceAsync(incident, "a person can decide", s => s != "running", ct);
        Assert.Equal("unknown", SurviveConsole.Status(step));
        await console.DoAsync($"{incident}/notes", new { text = "after" }, ct);
        var notes = (await console.TimelineAsync(incident, ct)).Where(e => e.Type == "note-added").Select(e => e.Summary);
        Assert.Equal(["before", "after"], notes);
        Assert.Equal(1, Assert.Single(place.Runs));
    }

    [Fact]
    public async Task SpoolFolder_ThatBecomesReadOnly_StartsNothingAndSaysWhy()
    {
        var ct = TestContext.Current.CancellationToken;
        using var place = new Workplace();
        await using var console = await SurviveConsole.StartAsync(place, postgres: null, ct);
        var running = await console.DeclareAsync("held", ct);
        await console.StartStepAsync(running, ct);
        await SurviveConsole.UntilAsync("it prints", async () => await console.OutputAsync(running, ct) is { Count: > 2 } ? default(System.Text.Json.JsonElement) : null, ct);
        var other = await console.DeclareAsync("short", ct);

        using (new ReadOnlyFolder(Path.Combine(console.Process.DataFolder, "spool")))
        {
            await console.StartStepAsync(other, ct);
            var refused = await console.StepOnceAsync(other, "it ends", s => s != "running", ct);
            Assert.Equal("failed", SurviveConsole.Status(refused));
            Assert.Contains("Read-only file system", refused.GetProperty("failure").GetString(), StringComparison.Ordinal);
        }

        // Nothing had run, so that it can be run once the folder is what it was; what ran meanwhile goes on.
        Assert.Empty(place.Runs.Skip(1));
        await console.DoAsync($"{other}/steps/work/retry", new { }, ct);
        await console.StepOnceAsync(other, "it ends", s => s == "succeeded", ct);
        place.Go();
        await console.StepOnceAsync(running, "its end is recorded", s => s == "succeeded", ct);
        Assert.Equal("done", (await console.OutputAsync(running, ct))[^1]);
    }
}
