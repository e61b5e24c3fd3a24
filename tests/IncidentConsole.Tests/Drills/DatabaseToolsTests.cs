using MeetSolis.IncidentConsole.Drills;
using MeetSolis.IncidentConsole.Harness;

namespace MeetSolis.IncidentConsole.Tests.Drills;

public sealed class DatabaseToolsTests
{
    private static readonly string[] Commands = ["psql", "pg_dump", "pg_restore", "gzip", "gunzip", "curl", "awk", "sha256sum"];

    [Theory]
    [InlineData("initdb pg_ctl", "", null)]
    [InlineData("initdb", "", "initdb, pg_ctl")]
    [InlineData("", "psql", "initdb, pg_ctl, psql")]
    [InlineData("initdb pg_ctl", "pg_dump curl", "pg_dump, curl")]
    public void Machine_ThatLacksPrograms_IsToldWhich(string server, string gone, string? missing)
    {
        using var folder = new TempFolder();
        Make(folder.PathOf("server"), server.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Make(folder.PathOf("bin"), Commands.Except(gone.Split(' ')));

        var said = DatabaseTools.MissingFrom([folder.PathOf("nowhere"), folder.PathOf("server")], [folder.PathOf("bin")]);

        if (missing is null)
            Assert.Null(said);
        else
            Assert.StartsWith($"This drill needs a database of its own, and this machine lacks {missing}. On Debian: apt-get install", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Drills_ThatNeedADatabase_AreThoseWithAFaultInIt() =>
        Assert.Equal(["database-errors", "data-exposure", "failed-migration"], DrillScenario.All.Where(s => s.NeedsDatabase).Select(s => s.Id));

    private static void Make(string folder, IEnumerable<string> programs)
    {
        Directory.CreateDirectory(folder);
        foreach (var program in programs)
            File.WriteAllText(Path.Combine(folder, program), "");
    }
}
