using MeetSolis.IncidentConsole.Replays;

namespace MeetSolis.IncidentConsole.Tests.Replays;

public sealed class ReplayPaceTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 7, 14, 23, 0, TimeSpan.Zero);

    [Theory]
    // The next entry, at the speed.
    [InlineData(60, 60, true, 1, 60)]
    [InlineData(2, 1, false, 2, 2)]
    // However many there are, four times a second at most; what falls between is passed.
    [InlineData(0.01, 1, false, 0.25, 0.25)]
    [InlineData(1, 60, false, 0.25, 15)]
    [InlineData(0, 60, true, 0.25, 15)]
    // A long quiet is passed over, or followed every five seconds.
    [InlineData(3600, 1, true, 5, 3600)]
    [InlineData(3600, 10, false, 5, 50)]
    public void Next_IsTheNextEntry_NeitherSoonerNorLaterThanItsBounds(double next, int speed, bool skips, double wait, double until)
    {
        Assert.Equal((TimeSpan.FromSeconds(wait), At.AddSeconds(until)), ReplayPace.Next(At, At.AddSeconds(next), speed, skips));
    }

    [Theory]
    [InlineData("14:26:03", "2026-01-07T14:26:03Z")]
    [InlineData(" 9:05 ", "2026-01-08T09:05:00Z")]
    [InlineData("2026-01-09 01:02:03", "2026-01-09T01:02:03Z")]
    [InlineData("2026-01-09T01:02:03+01:00", "2026-01-09T00:02:03Z")]
    [InlineData("", null)]
    [InlineData("5", null)]
    [InlineData("noon", null)]
    [InlineData("25:00", null)]
    public void Time_AsTyped_IsReadOrIsNone(string typed, string? read)
    {
        Assert.Equal(read is null ? null : DateTimeOffset.Parse(read, System.Globalization.CultureInfo.InvariantCulture), ReplayTime.Read(typed, At, At));
    }
}
