using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Tests.Incidents.Deck;

/// <summary>The scripts that a command runs are shown under it, and a change of one after the approval is said by its name.</summary>
public sealed class RunFilesTests
{
    private const string Restore = "scripts/migration/restore.sh";

    [Fact]
    public void Files_OfTheCommandAtHand_AreShownWithTheirHashes()
    {
        using var screen = new DeckScreen(AtRestore('a'));

        var files = screen.Find("files");

        Assert.Equal(2, files.Children.Length);
        Assert.Contains($"{Restore} 4.3 kB, sha256 aaaaaaaaaaaa", string.Join(' ', files.TextContent.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public void Approval_OfAFileThatChangedSince_NamesIt()
    {
        var scene = AtRestore('a').Do(new IncidentCommand.ApproveStep("restore", "hash"), Scene.Ben).With(s => s.Resolution = Resolution(s, 'c') with { Hash = "another" });
        using var screen = new DeckScreen(scene);

        Assert.Contains($"{Restore} has changed since Ben approved it.", screen.Text("approval-needed"), StringComparison.Ordinal);
        Assert.Contains("sha256 cccccccccccc", screen.Text("files"), StringComparison.Ordinal);
    }

    private static Scene AtRestore(char sha) => DeckStates.AtRestore().With(s => s.Resolution = Resolution(s, sha));

    private static StepResolution Resolution(Scene scene, char sha) => scene.Resolution with
    {
        Command = $"bash {Restore} \"backups/backup-epic1-production-20260107.sql.gz\"",
        Files = [new(Restore, 4_321, new string(sha, 64)), new("scripts/migration/lib.sh", 2_100, new string('b', 64))],
    };
}
