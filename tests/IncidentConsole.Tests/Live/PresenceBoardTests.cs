using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Live;

namespace MeetSolis.IncidentConsole.Tests.Live;

public sealed class PresenceBoardTests
{
    private static readonly IncidentNumber Number = new(1001);
    private readonly PresenceBoard _board = new();

    [Fact]
    public void Leaving_OneOfTwoScreens_KeepsTheOther()
    {
        var first = _board.Join(Number, new(Guid.NewGuid(), "u-ana", "Ana", true));
        using var second = _board.Join(Number, new(Guid.NewGuid(), "u-ana", "Ana", true));
        first.Dispose();
        first.Dispose();
        Assert.Single(_board.Of(Number));
    }

    [Fact]
    public void JoiningAndLeaving_BothAreTold()
    {
        var told = new List<IncidentNumber>();
        _board.Changed += told.Add;
        _board.Join(Number, new(Guid.NewGuid(), "u-ana", "Ana", true)).Dispose();
        Assert.Equal([Number, Number], told);
        Assert.Empty(_board.Of(Number));
    }
}
