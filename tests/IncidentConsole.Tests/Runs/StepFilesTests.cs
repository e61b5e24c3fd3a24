using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Tests.Runs;

/// <summary>The scripts that a step runs are part of what is approved, whatever their times and lengths say.</summary>
public sealed class StepFilesTests : IDisposable
{
    private const string Runbook = """
        id: small
        title: Small
        version: "1.0"
        changes:
          - {version: "1.0", date: 2026-01-07, note: First}
        environments:
          production: {}
        events: [requests.all]
        signals:
          requests: {kind: count, window: 1m, event: requests.all, sources: [vercel]}
        triggers:
          many: {when: "requests > 1000000", severity: sev3, recommend: restore}
        tree:
          start: many
          questions:
            many: {ask: "Many?", yes: {do: restore}, no: {do: restore}}
        methods:
          restore:
            title: Restore
            risk: high
            eta: 3m
            steps:
              restore: {approval: {by: commander}, files: [scripts/restore.sh, scripts/lib.sh], shell: "bash scripts/restore.sh", undo: {shell: "bash scripts/restore.sh back"}}
        """;

    private static readonly IncidentCommand.StartStep Start = new("restore");

    private readonly TempFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Script_ThatChangedAfterItsApproval_VoidsItEvenWithTheSameTimeAndLength()
    {
        await using var host = await ApprovedAsync();
        var written = File.GetLastWriteTimeUtc(Script(host));
        await File.WriteAllTextAsync(Script(host), "source scripts/lib.sh; say \"w\"\n", Ct);
        File.SetLastWriteTimeUtc(Script(host), written);

        Assert.Contains("needs approval by a commander again: scripts/restore.sh has changed since Ben approved it", await host.RefusalAsync(Start), StringComparison.Ordinal);

        // What was approved is what it is again; so is what was included.
        await WriteScriptAsync(host);
        await File.AppendAllTextAsync(Path.Combine(host.Workspace, "scripts", "lib.sh"), "# more\n", Ct);
        Assert.Contains("scripts/lib.sh has changed since Ben approved it", await host.RefusalAsync(Start), StringComparison.Ordinal);
        await WriteScriptAsync(host);
        var ran = await host.RunAsync("restore");
        Assert.True(ran.Stands, ran.Failure);
        Assert.Equal("v", await host.OutputAsync(ran.Current!.Id));
        Assert.Equal(["scripts/restore.sh", "scripts/lib.sh"], ran.Current.Fact.Files!.Select(f => f.Path));
    }

    [Theory]
    [InlineData("gone", "There is no file scripts/restore.sh")]
    [InlineData("link", "leads through a symbolic link, restore.sh")]
    [InlineData("folder", "leads through a symbolic link, scripts")]
    [InlineData("huge", "is larger than 1 MiB")]
    [InlineData("empty", "is empty")]
    [InlineData("pipe", "is empty")]
    public async Task Script_ThatIsNoPlainFileAnyMore_KeepsTheStepFromStartingAndUndoing(string how, string sentence)
    {
        await using var host = await ApprovedAsync();
        var scripts = Path.Combine(host.Workspace, "scripts");
        Directory.Move(scripts, _folder.PathOf("outside"));
        if (how == "folder") Directory.CreateSymbolicLink(scripts, _folder.PathOf("outside"));
        else Directory.CreateDirectory(scripts);
        if (how == "link") File.CreateSymbolicLink(Script(host), _folder.PathOf("outside", "restore.sh"));
        if (how == "huge") await File.WriteAllBytesAsync(Script(host), new byte[1024 * 1024 + 1], Ct);
        if (how == "empty") await File.WriteAllTextAsync(Script(host), "", Ct);
        if (how == "pipe") using (var make = System.Diagnostics.Process.Start("mkfifo", [Script(host)])) await make.WaitForExitAsync(Ct);

        var refusal = await host.RefusalAsync(Start);
        Assert.StartsWith("A file that this step runs cannot be used: ", refusal, StringComparison.Ordinal);
        Assert.Contains(sentence, refusal, StringComparison.Ordinal);
        await host.DoAsync(new IncidentCommand.CompleteStep("restore", "done in the dashboard"));
        Assert.Contains(sentence, await host.RefusalAsync(new IncidentCommand.UndoStep("restore", "it was wrong")), StringComparison.Ordinal);
        // Asking what there is must not wait for a pipe, nor fail.
        Assert.Equal("succeeded", (await host.GetAsync("")).GetProperty("steps")[0].GetProperty("status").GetString());
    }

    [Fact]
    public async Task Files_OfACommand_AreToldWithTheirHashes()
    {
        await using var host = await ApprovedAsync();

        var runs = (await host.GetAsync("")).GetProperty("steps")[0].GetProperty("runs").EnumerateArray().ToList();

        Assert.Equal(["scripts/restore.sh", "scripts/lib.sh"], runs.Select(r => r.GetProperty("path").GetString()));
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await File.ReadAllBytesAsync(Script(host), Ct))), runs[0].GetProperty("sha256").GetString());
    }

    private static string Script(RunsHost host) => Path.Combine(host.Workspace, "scripts", "restore.sh");

    private static async Task WriteScriptAsync(RunsHost host)
    {
        Directory.CreateDirectory(Path.Combine(host.Workspace, "scripts"));
        await File.WriteAllTextAsync(Script(host), "source scripts/lib.sh; say \"v\"\n", Ct);
        await File.WriteAllTextAsync(Path.Combine(host.Workspace, "scripts", "lib.sh"), "say() { echo \"$1\"; }\n", Ct);
    }

    private async Task<RunsHost> ApprovedAsync()
    {
        var host = await RunsHost.StartAsync(_folder.FullPath, Runbook);
        await WriteScriptAsync(host);
        await host.ChooseAsync("restore");
        await host.DoAsync(new IncidentCommand.ApproveStep("restore", await host.HashOfAsync("restore")), RunsHost.Ben);
        return host;
    }
}
