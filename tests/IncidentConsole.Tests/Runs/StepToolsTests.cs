using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Runs;
using MeetSolis.IncidentConsole.Tests.Incidents.Deck;

namespace MeetSolis.IncidentConsole.Tests.Runs;

public sealed class StepToolsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Tools_OfTheShippedRunbook_AreInstalledWhereAProgramOfThatNameIs()
    {
        Put("psql", executable: true);
        Put("vercel", executable: false);
        Directory.CreateDirectory(_folder.PathOf("curl"));

        var tools = StepTools.Of(DeckStory.Runbook, $"/no/such/folder:{_folder.PathOf("")}").ToDictionary(t => t.Name);

        Assert.True(tools["psql"].Installed);
        Assert.False(tools["vercel"].Installed);
        Assert.False(tools["curl"].Installed);
        Assert.Equal(["method-a", "method-b", "method-c", "disable-pgvector"], tools["vercel"].Methods);
    }

    [Fact]
    public void Step_WhoseProgramsAreNotThere_SaysWhichAndWhatToDo()
    {
        Put("psql", executable: true);
        var step = DeckStory.Runbook.Methods["method-b"].Steps["verify"];

        Assert.Equal("curl is not installed where the console runs, and this step calls it: install it, or do the step by hand.", StepTools.Missing(step, _folder.PathOf("")));
        Put("curl", executable: true);
        Assert.Null(StepTools.Missing(step, _folder.PathOf("")));
    }

    private void Put(string name, bool executable)
    {
        File.WriteAllText(_folder.PathOf(name), "");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_folder.PathOf(name), executable ? UnixFileMode.UserRead | UnixFileMode.UserExecute : UnixFileMode.UserRead);
    }
}
