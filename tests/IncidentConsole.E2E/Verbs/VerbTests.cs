using System.IO.Compression;
using MeetSolis.IncidentConsole.E2E.Survive;
using MeetSolis.IncidentConsole.Harness;

namespace MeetSolis.IncidentConsole.E2E.Verbs;

/// <summary>The verbs of the published program, as somebody at a shell sees them.</summary>
public sealed class VerbTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Export_OfARunningConsoleAndOfAStoppedOne_IsVerifiedOfflineAndTamperingNamed()
    {
        using var place = new Workplace();
        using var folder = new TempFolder();
        await using var console = await SurviveConsole.StartAsync(place, postgres: null, Ct);
        var incident = await console.DeclareAsync("short", Ct);
        await console.StartStepAsync(incident, Ct);
        await console.StepOnceAsync(incident, "it ends", s => s == "succeeded", Ct);
        var number = incident.Split('/')[^1];
        var (zip, key, data) = (folder.PathOf("running.zip"), folder.PathOf("key.pem"), $"--Data:Folder={console.Process.DataFolder}");
        await File.WriteAllTextAsync(key, await console.Process.Client.GetStringAsync(new Uri("/export-key.pem", UriKind.Relative), Ct), Ct);

        var exported = await ConsoleProcess.RunAsync(["export", number, zip, data], Ct);
        Assert.True(exported.Status == 0, exported.ToString());
        Assert.Contains($"{zip}: {number}, ", exported.Output, StringComparison.Ordinal);
        var verified = await ConsoleProcess.RunAsync(["verify", zip, "--key", key], Ct);
        Assert.True(verified.Status == 0, verified.ToString());
        Assert.Contains("is whole", verified.Output, StringComparison.Ordinal);
        Assert.Contains("still open", verified.Output, StringComparison.Ordinal);

        // What is there is not written over; what is no incident is said.
        var again = await ConsoleProcess.RunAsync(["export", number, zip, data], Ct);
        Assert.Equal((1, "is there already"), (again.Status, again.Errors.Contains("is there already", StringComparison.Ordinal) ? "is there already" : again.Errors));
        Assert.Equal((1, "There is no incident INC-4711.\n"), Of(await ConsoleProcess.RunAsync(["export", "4711", folder.PathOf("none.zip"), data], Ct)));
        Assert.Equal(1, (await ConsoleProcess.RunAsync(["export", number, folder.PathOf("none.zip"), $"--Data:Folder={folder.PathOf("nowhere")}"], Ct)).Status);

        await console.Process.StopAsync();
        var stopped = await ConsoleProcess.RunAsync(["export", number[4..], folder.PathOf("stopped.zip"), data], Ct);
        Assert.True(stopped.Status == 0, stopped.ToString());

        ExportedZip.Change(zip, 2, entry => entry.Replace("\"version\":2", "\"version\": 2", StringComparison.Ordinal));
        var changed = await ConsoleProcess.RunAsync(["verify", zip, "--key", key], Ct);
        Assert.Equal(1, changed.Status);
        Assert.Contains("Entry 2 was changed: its text does not give its hash.", changed.Output, StringComparison.Ordinal);
        var bytes = await File.ReadAllBytesAsync(folder.PathOf("stopped.zip"), Ct);
        await File.WriteAllBytesAsync(folder.PathOf("cut.zip"), bytes[..(bytes.Length / 2)], Ct);
        Assert.Equal(3, (await ConsoleProcess.RunAsync(["verify", folder.PathOf("cut.zip")], Ct)).Status);
        Assert.Equal(2, (await ConsoleProcess.RunAsync(["verify", folder.PathOf("none.zip")], Ct)).Status);
        Assert.Equal(2, (await ConsoleProcess.RunAsync(["verify"], Ct)).Status);
    }

    [Fact]
    public async Task Drill_GoesToItsEndByItself_AndWhatCannotIsSaidWithAStatus()
    {
        using var folder = new TempFolder();
        string Data(string name) => $"--Data:Folder={folder.PathOf(name)}";
        Assert.Equal(2, (await ConsoleProcess.RunAsync(["drill", Data("none")], Ct)).Status);
        Assert.Equal(2, (await ConsoleProcess.RunAsync(["drill", "server-errors", "--choose", "a=b", Data("none")], Ct)).Status);
        var nothing = await ConsoleProcess.RunAsync(["drill", "flood", Data("none")], Ct);
        Assert.Equal((1, true), (nothing.Status, nothing.Errors.StartsWith("There is no drill 'flood': there are error-spike,", StringComparison.Ordinal)));
        var away = await ConsoleProcess.RunAsync(["drill", "server-errors", Data("none"), $"--Drill:Target={folder.PathOf("gone.dll")}"], Ct);
        Assert.Equal((1, $"The practice target is not there: {folder.PathOf("gone.dll")}.\n"), Of(away));

        try
        {
            var drill = await ConsoleProcess.RunAsync(["drill", "server-errors", Data("drill")], Ct);
            Assert.True(drill.Status == 0, drill.ToString());
            Assert.Contains("Method A: Disable feature flags", drill.Output, StringComparison.Ordinal);
            Assert.Matches(@"All of it\s+[0-9.]+ s\s+ETA 3 min", drill.Output);
            Assert.Contains("INC-1001 is resolved, and proven by its success criteria.", drill.Output, StringComparison.Ordinal);
            var exported = await ConsoleProcess.RunAsync(["export", "INC-1001", folder.PathOf("drill.zip"), Data("drill")], Ct);
            Assert.True(exported.Status == 0, exported.ToString());
            using var zip = ZipFile.OpenRead(folder.PathOf("drill.zip"));
            using var entries = new StreamReader(zip.GetEntry("entries.jsonl")!.Open());
            Assert.Contains("\"scenario\":\"server-errors\"", await entries.ReadLineAsync(Ct), StringComparison.Ordinal);
        }
        finally
        {
            // The practice target outlives the console by design.
            using var facts = System.Text.Json.JsonDocument.Parse(await File.ReadAllTextAsync(folder.PathOf("drill/drill/target.json"), CancellationToken.None));
            using var target = System.Diagnostics.Process.GetProcessById(facts.RootElement.GetProperty("Pid").GetInt32());
            target.Kill();
        }
    }

    [Fact]
    public async Task Start_WhereAMigrationFails_SaysWhichAndEndsWithAStatus()
    {
        using var place = new Workplace();
        await using var databases = new Databases();
        var database = await databases.NewPostgresAsync(Ct);
        await using (var connection = new Npgsql.NpgsqlConnection(database))
        {
            await connection.OpenAsync(Ct);
            await using var command = new Npgsql.NpgsqlCommand("CREATE TABLE entries (mine integer)", connection);
            await command.ExecuteNonQueryAsync(Ct);
        }

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => SurviveConsole.StartAsync(place, database, Ct));

        Assert.Contains("ended with status 1", refused.Message, StringComparison.Ordinal);
        Assert.Contains("_Initial failed: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains("the store is as it was", refused.Message, StringComparison.Ordinal);
    }

    private static (int, string) Of((int Status, string Output, string Errors) ran) => (ran.Status, ran.Errors);
}
