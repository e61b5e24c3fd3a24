using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Tests.Incidents;

public sealed class HeadMarkTests
{
    [Fact]
    public void Mark_OfAnIncident_NamesItsLastEntryAndIsReadBack()
    {
        var bench = new Bench();
        var mark = HeadMark.Of(bench.Incident)!;

        Assert.Equal($"INC-1001/1:{bench.Entries[0].Hash[..12]}", mark.ToString());
        Assert.True(HeadMark.TryParse($" {mark} ", out var read));
        Assert.Equal(mark, read);
        Assert.Null(HeadMark.Of(Incident.Empty(IncidentNumber.First)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("INC-1001")]
    [InlineData("INC-1001/0:3f2a9c41b7d0")]
    [InlineData("INC-1001/27:3f2a9c41b7d")]
    [InlineData("INC-1001/27:3F2A9C41B7D0")]
    [InlineData("INC-1001/27:3f2a9c41b7d0\n1")]
    public void Mark_ThatIsNone_IsNotRead(string text) => Assert.False(HeadMark.TryParse(text, out _));
}
