using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Tests.Runs;

/// <summary>Steps of every kind with the real pieces: store, commands in their own sessions, files, proofs.</summary>
public sealed class RunStoryTests : IDisposable
{
    private const string Runbook = """
        id: small
        title: Small
        version: "1.0"
        changes:
          - {version: "1.0", date: 2026-01-07, note: First}
        environments:
          production: {variables: {NAME: production}}
        events: [requests.all, requests.failed]
        signals:
          error_rate: {kind: ratio, window: 1m, unit: percent, numerator: requests.failed, denominator: requests.all, sources: [vercel]}
        triggers:
          spike: {when: "error_rate > 5", severity: sev2, recommend: restore}
        tree:
          start: many
          questions:
            many: {ask: "Many?", yes: {do: restore}, no: {do: contain}}
        methods:
          restore:
            title: Restore
            risk: high
            eta: 3m
            steps:
              count: {shell: 'echo "users: 3"', capture: {USERS: '^users: (\d+)$'}}
              pick: {pick: {files: "backups/backup-*.sql.gz", newest: true, show: [age, size, gzip-test, checksum], into: BACKUP}}
              restore:
                needs: [pick, count]
                approval: {by: commander}
                shell: 'echo "users: $(gunzip -c "$BACKUP" | wc -l)"'
                expect: [{rows: {same-as: USERS, of: '^users: (\d+)$'}}]
          contain:
            title: Contain
            risk: low
            eta: 3m
            steps:
              assess: {together-with: contain, manual: {fields: {WHAT: text, COUNT: number}}}
              contain:
                shell: 'echo on > state; for i in {1..400}; do if [ -f go ]; then echo "let go"; exit 0; fi; sleep 0.05; done; exit 1'
                proof: {shell: "cat state", expect: [{text: "on"}]}
                undo: {shell: "echo off > state", proof: {shell: "cat state", expect: [{text: "off"}]}}
              say: {shell: 'echo "$COUNT: $WHAT in $NAME"'}
              pause: {wait: {for: 1s}}
              unsure: {shell: "echo done", proof: {shell: "exit 7", expect: [{text: "done"}]}}
              liar: {shell: "echo done; exit 0", proof: {shell: "cat state", expect: [{text: "never"}]}}
        """;

    private readonly TempFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Contain_RunsBesideTheForm_OutlivesTheConsoleAndIsUndone()
    {
        var first = await RunsHost.StartAsync(_folder.FullPath, Runbook);
        await using (first)
        {
            await first.ChooseAsync("contain");
            await first.DoAsync(new IncidentCommand.StartStep("contain"));
            await first.UntilAsync(_ => File.Exists(Path.Combine(first.Workspace, "state")) ? "running" : null);
            // What a step beside it finds meanwhile must not make it another command.
            await first.DoAsync(new IncidentCommand.CompleteStep("assess", Fields: new Dictionary<string, string> { ["WHAT"] = "names; $(touch pwned)", ["COUNT"] = "12" }));
        }
        await using var host = await RunsHost.StartAsync(_folder.FullPath, Runbook);
        await File.WriteAllTextAsync(Path.Combine(host.Workspace, "go"), "", Ct);
        var contained = await host.EndedAsync("contain");
        Assert.True(contained.Stands, contained.Failure);
        Assert.Contains("let go", await host.OutputAsync(contained.Current!.Id), StringComparison.Ordinal);

        // What a person wrote reaches later commands as a value, never as a command.
        var said = await host.RunAsync("say");
        Assert.Equal("12: names; $(touch pwned) in production", await host.OutputAsync(said.Current!.Id));
        Assert.False(File.Exists(Path.Combine(host.Workspace, "pwned")));

        await host.DoAsync(new IncidentCommand.StartStep("pause"));
        Assert.True((await host.EndedAsync("pause")).Stands);

        var (status, shown) = await host.PostAsync("steps/contain/undo", new { reason = "it was not the cause" });
        Assert.True(status == 200, shown.ToString());
        await host.UntilAsync(r => r.Find("contain")!.UndoneAt is not null ? "undone" : null);
        Assert.Equal("off\n", await File.ReadAllTextAsync(Path.Combine(host.Workspace, "state"), Ct));
        var undo = (await host.GetAsync("")).GetProperty("steps").EnumerateArray().Single(s => s.GetProperty("id").GetString() == "contain").GetProperty("undo");
        Assert.Equal("succeeded", undo.GetProperty("status").GetString());
        Assert.Contains(undo.GetProperty("checks").EnumerateArray(), c => c.GetProperty("isProof").GetBoolean() && c.GetProperty("met").GetBoolean());
    }

    [Fact]
    public async Task Proof_ThatCouldNotRun_IsUnproven_AndOneThatFails_Failed()
    {
        await using var host = await (await RunsHost.StartAsync(_folder.FullPath, Runbook)).ChooseAsync("contain");
        await File.WriteAllTextAsync(Path.Combine(host.Workspace, "go"), "", Ct);
        await host.DoAsync(new IncidentCommand.CompleteStep("assess", Fields: new Dictionary<string, string> { ["WHAT"] = "x", ["COUNT"] = "1" }));
        await host.RunAsync("contain");
        await host.RunAsync("say");
        await host.DoAsync(new IncidentCommand.SkipStep("pause", "no time"));

        var unsure = await host.RunAsync("unsure");
        Assert.Equal((StepStatus.Unproven, 0), (unsure.Status, unsure.Current!.Ended!.ExitCode));
        var (status, _) = await host.PostAsync("steps/unsure/complete", new { reason = "seen with my own eyes" });
        Assert.Equal(200, status);
        var liar = await host.RunAsync("liar");
        Assert.Equal(StepStatus.Failed, liar.Status);
        Assert.StartsWith("It exited with 0, but the proof failed", liar.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restore_OfAPickedBackup_IsApprovedForThatFileAlone()
    {
        await using var host = await AtRestoreAsync();
        var (first, second) = (host.Backup("backup-1.sql.gz"), host.Backup("backup-2.sql.gz", minutesOld: 60));
        await host.DoAsync(new IncidentCommand.CompleteStep("pick", File: first));
        await host.DoAsync(new IncidentCommand.ApproveStep("restore", await host.HashOfAsync("restore")), RunsHost.Ben);

        await host.DoAsync(new IncidentCommand.CompleteStep("pick", File: second));
        Assert.Contains("the command has changed since Ben approved it", await host.RefusalAsync(new IncidentCommand.StartStep("restore")), StringComparison.Ordinal);
        var (status, refused) = await host.PostAsync("steps/restore/approve", new { commandHash = await host.HashOfAsync("restore") });
        Assert.Equal((403, "Only a person approves, never a key."), (status, refused.GetProperty("detail").GetString()));
        await host.DoAsync(new IncidentCommand.ApproveStep("restore", await host.HashOfAsync("restore")), RunsHost.Ben);
        var restored = await host.RunAsync("restore");
        Assert.True(restored.Stands, restored.Failure);
        Assert.Contains(restored.Current!.Ended!.Checks, c => c is { Found: "3", Met: true });
    }

    [Fact]
    public async Task Restore_OfFewerRowsThanWereCounted_HasFailed()
    {
        await using var host = await AtRestoreAsync();
        await host.DoAsync(new IncidentCommand.CompleteStep("pick", File: host.Backup("backup-1.sql.gz", lines: 2)));
        await host.DoAsync(new IncidentCommand.ApproveStep("restore", await host.HashOfAsync("restore")), RunsHost.Ben);
        var restored = await host.RunAsync("restore");
        Assert.Equal((StepStatus.Failed, "Expected as many as USERS, which is 3; found 2."), (restored.Status, restored.Failure));
    }

    [Theory]
    [InlineData("gone")]
    [InlineData("changed")]
    [InlineData("link")]
    public async Task Restore_OfAFileThatIsNoLongerWhatWasPicked_Refuses(string how)
    {
        await using var host = await AtRestoreAsync();
        var file = host.Backup("backup-1.sql.gz");
        await host.DoAsync(new IncidentCommand.CompleteStep("pick", File: file));
        await host.DoAsync(new IncidentCommand.ApproveStep("restore", await host.HashOfAsync("restore")), RunsHost.Ben);
        File.Delete(file);
        if (how == "changed") host.Backup("backup-1.sql.gz", lines: 900);
        if (how == "link") File.CreateSymbolicLink(file, host.Backup("other.sql.gz"));

        Assert.Contains("The file chosen for BACKUP cannot be used", await host.RefusalAsync(new IncidentCommand.StartStep("restore")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Candidates_AreNewestFirst_WithAgeSizeAndWhetherTheyAreSound()
    {
        await using var host = await AtRestoreAsync();
        host.Backup("backup-old.sql.gz", minutesOld: 600);
        var torn = host.Backup("backup-torn.sql.gz", lines: 500, minutesOld: 1);
        await File.WriteAllBytesAsync(torn, (await File.ReadAllBytesAsync(torn, Ct))[..^40], Ct);
        host.Backup("unrelated.sql.gz");
        File.CreateSymbolicLink(Path.Combine(host.Workspace, "backups", "backup-link.sql.gz"), "/etc/hostname");

        var found = (await host.GetAsync("/steps/pick/candidates")).GetProperty("items").EnumerateArray().ToList();

        Assert.Equal(["backups/backup-torn.sql.gz", "backups/backup-old.sql.gz"], found.Select(f => f.GetProperty("name").GetString()));
        Assert.Equal(["damaged", "intact"], found.Select(f => f.GetProperty("gzip").GetString()));
        Assert.Equal([true, false], found.Select(f => f.GetProperty("newest").GetBoolean()));
        Assert.InRange(found[1].GetProperty("ageSeconds").GetDouble(), 36_000, 36_600);
        Assert.Matches("^[0-9a-f]{64}$", found[1].GetProperty("sha256").GetString());
        Assert.Equal(422, (await host.PostAsync("steps/pick/complete", new { file = "backups/backup-torn.sql.gz" })).Status);
    }

    [Theory]
    [InlineData("backups/backup-*.sql.gz", "one file is wanted")]
    [InlineData("../secret.gz", "..")]
    [InlineData("backups/../../secret.gz", "..")]
    [InlineData("/etc/passwd", "is not in the workspace")]
    [InlineData("backups/link/backup-1.sql.gz", "symbolic link")]
    [InlineData("backups/backup-link.sql.gz", "symbolic link")]
    [InlineData("backups/none.sql.gz", "There is no file")]
    [InlineData("backups", "There is no file")]
    [InlineData("backups/other.txt", "is not one of")]
    [InlineData("backups/backup-empty.sql.gz", "is empty")]
    [InlineData(" ", "Name the one file")]
    public async Task Pick_OfWhatIsNoPlainFileOfTheWorkspace_IsRefused(string file, string sentence)
    {
        await using var host = await AtRestoreAsync();
        await File.WriteAllTextAsync(Path.Combine(_folder.FullPath, "secret.gz"), "x", Ct);
        Directory.CreateDirectory(Path.Combine(_folder.FullPath, "outside"));
        await File.WriteAllTextAsync(Path.Combine(_folder.FullPath, "outside", "backup-1.sql.gz"), "x", Ct);
        var backups = Path.Combine(host.Workspace, "backups");
        Directory.CreateSymbolicLink(Path.Combine(backups, "link"), Path.Combine(_folder.FullPath, "outside"));
        File.CreateSymbolicLink(Path.Combine(backups, "backup-link.sql.gz"), Path.Combine(_folder.FullPath, "secret.gz"));
        await File.WriteAllTextAsync(Path.Combine(backups, "other.txt"), "x", Ct);
        await File.WriteAllTextAsync(Path.Combine(backups, "backup-empty.sql.gz"), "", Ct);

        var (status, refused) = await host.PostAsync("steps/pick/complete", new { file });

        Assert.Equal(422, status);
        Assert.Contains(sentence, refused.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private async Task<RunsHost> AtRestoreAsync()
    {
        var host = await (await RunsHost.StartAsync(_folder.FullPath, Runbook)).ChooseAsync("restore");
        Assert.True((await host.RunAsync("count")).Stands);
        return host;
    }
}
