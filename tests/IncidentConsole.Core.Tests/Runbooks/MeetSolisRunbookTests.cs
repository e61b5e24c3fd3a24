using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Tests.Runbooks;

public sealed class MeetSolisRunbookTests
{
    [Fact]
    public void File_Loads_WithoutAnError() => Assert.Empty(RunbookReader.Read(RunbookFiles.MeetSolisName, RunbookFiles.MeetSolisText).Errors);
}
