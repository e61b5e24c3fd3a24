using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Live;
using Microsoft.Extensions.Time.Testing;

namespace MeetSolis.IncidentConsole.Tests.Live;

public sealed class PresenceBoardTests
{
    private static readonly IncidentNumber Number = new(1001);
    private readonly FakeTimeProvider _time = new();
    private readonly PresenceBoard _board;

    public PresenceBoardTests() => _board = new(_time);

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
        var there = _board.Join(Number, new(Guid.NewGuid(), "u-ana", "Ana", true));
        Assert.Equal([Number], told);
        _time.Advance(PresenceBoard.Apart);
        there.Dispose();
        Assert.Equal([Number, Number], told);
        Assert.Empty(_board.Of(Number));
    }

    [Fact]
    public void Joining_AHundredInOneSecond_IsToldTwice()
    {
        var told = new List<int>();
        _board.Changed += number => told.Add(_board.PeopleAt(number));
        for (var i = 0; i < 100; i++) _board.Join(Number, new(Guid.NewGuid(), $"u-{i % 40}", "Somebody", false));
        Assert.Equal([1], told);

        _time.Advance(PresenceBoard.Apart);
        Assert.Equal([1, 40], told);
        Assert.Equal(100, _board.Of(Number).Count);

        _time.Advance(PresenceBoard.Apart * 10);
        Assert.Equal([1, 40], told);
    }

    [Fact]
    public void Joining_WhereHundredsAre_IsToldRarer()
    {
        for (var i = 0; i < 500; i++) _board.Join(Number, new(Guid.NewGuid(), $"u-{i}", "Somebody", false));
        // The first pause began when nobody was there yet.
        _time.Advance(PresenceBoard.Apart);
        var told = new List<int>();
        _board.Changed += number => told.Add(_board.PeopleAt(number));
        _board.Join(Number, new(Guid.NewGuid(), "u-late", "Somebody", false));

        _time.Advance(PresenceBoard.Apart * 4);
        Assert.Empty(told);
        _time.Advance(PresenceBoard.Apart);
        Assert.Equal([501], told);
    }

    [Fact]
    public void Leaving_InTheSameSecond_IsToldWhenItIsOver()
    {
        var told = new List<int>();
        _board.Changed += number => told.Add(_board.PeopleAt(number));
        _board.Join(Number, new(Guid.NewGuid(), "u-ana", "Ana", true)).Dispose();
        _time.Advance(PresenceBoard.Apart);
        Assert.Equal([1, 0], told);
    }

    [Fact]
    public void People_WhoLookOnOtherNodesToo_CountOnce_AndGoWithANodeThatIsSilent()
    {
        using var here = _board.Join(Number, new(Guid.NewGuid(), "u-ana", "Ana", true));
        using var again = _board.Join(Number, new(Guid.NewGuid(), "u-ana", "Ana", false));
        var (told, toldHere) = (0, 0);
        _board.Changed += _ => told++;
        _board.ChangedHere += _ => toldHere++;
        _time.Advance(PresenceBoard.Apart);
        _time.Advance(PresenceBoard.Apart);
        (told, toldHere) = (0, 0);

        // Ana and Ben by their names, and three more.
        _board.SetElsewhere("b", Number, [new(Guid.NewGuid(), "u-ana", "Ana", true), new(Guid.NewGuid(), "u-ben", "Ben", false)], 5);
        _board.SetElsewhere("c", Number, [new(Guid.NewGuid(), "u-ben", "Ben", false)], 1);
        _time.Advance(PresenceBoard.Apart);
        Assert.Equal((5, 5), (_board.PeopleAt(Number), _board.Of(Number).Count));
        Assert.Equal(["u-ana", "u-ana"], _board.Here(Number).Select(p => p.PersonId));
        Assert.Equal((2, 0), (told, toldHere));

        // Only one of the two is heard of again.
        _time.Advance(PresenceBoard.Silence - PresenceBoard.Apart);
        _board.SetElsewhere("c", Number, [.. _board.Of(Number).Where(p => p.PersonId == "u-ben").TakeLast(1)], 1);
        _time.Advance(PresenceBoard.Apart);
        _board.ForgetSilent();
        Assert.Equal((2, 3), (_board.PeopleAt(Number), _board.Of(Number).Count));
        _board.SetElsewhere("c", Number, [], 0);
        Assert.Equal(1, _board.PeopleAt(Number));
    }
}
