using CsCheck;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.OnCall;
using MeetSolis.IncidentConsole.Tests.Incidents;

namespace MeetSolis.IncidentConsole.Tests.OnCall;

public sealed class RotationTests
{
    private static readonly PersonRef Ana = new("ana", "Ana"), Ben = new("ben", "Ben"), Chi = new("chi", "Chi");

    // 7 January 2026 is a Wednesday.
    private static readonly Rotation Weekly = new("r", "Web", [], [Ana, Ben, Chi], HandoverEvery.Week, DayOfWeek.Monday, new(9, 0), new(2026, 1, 7), null);
    private static readonly Rotation Daily = Weekly with { Every = HandoverEvery.Day };

    [Theory]
    [InlineData("2026-01-07T14:00", "Ana")]
    [InlineData("2026-01-12T08:59", "Ana")]
    [InlineData("2026-01-12T09:00", "Ben")]
    [InlineData("2026-01-19T09:00", "Chi")]
    [InlineData("2026-01-26T09:00", "Ana")]
    [InlineData("2026-01-05T08:59", "Chi")]
    public void ShiftAt_WeeklyHandover_GoesByTheWeekThatHoldsTheFirstDay(string at, string who) => Assert.Equal(who, Weekly.ShiftAt(Utc(at))!.Person.Name);

    [Theory]
    [InlineData("2026-01-07T09:00", "Ana")]
    [InlineData("2026-01-08T08:59", "Ana")]
    [InlineData("2026-01-08T09:00", "Ben")]
    [InlineData("2026-01-07T08:00", "Chi")]
    public void ShiftAt_DailyHandover_GoesByTheDay(string at, string who) => Assert.Equal(who, Daily.ShiftAt(Utc(at))!.Person.Name);

    [Fact]
    public void ShiftAt_SomebodyCovers_CallsThemUntilTheCoverEnds()
    {
        var rotation = Daily with { Covers = [new(Chi, Utc("2026-01-07T12:00"), Utc("2026-01-07T18:00"))] };

        Assert.Equal(
            [("Ana", null, "09:00", "12:00"), ("Chi", "Ana", "12:00", "18:00"), ("Ana", null, "18:00", "09:00"), ("Ben", null, "09:00", "09:00")],
            rotation.ShiftsFrom(Utc("2026-01-07T10:00"), 4).Select(s => (s.Person.Name, s.Instead?.Name, s.From.ToString("HH:mm"), s.To.ToString("HH:mm"))));
        Assert.Equal(["Chi", "Ben", "Ana"], rotation.CallOrder(Utc("2026-01-07T13:00")).Select(p => p.Name));
    }

    [Fact]
    public void CallOrder_BeginsWithWhoIsOnCall_AndNamesEachOnce() => Assert.Equal(["Ben", "Chi", "Ana"], Weekly.CallOrder(Utc("2026-01-13T00:00")).Select(p => p.Name));

    [Fact]
    public void ShiftAt_NobodyInIt_IsNobody()
    {
        Assert.Null((Weekly with { People = [] }).ShiftAt(Utc("2026-01-07T10:00")));
        Assert.Empty((Weekly with { People = [] }).CallOrder(Utc("2026-01-07T10:00")));
    }

    [Fact]
    public void Shifts_OfAnyRotation_FollowEachOtherWithoutAGap() =>
        Gen.Select(Gen.Int[0, 6], Gen.Int[0, 23], Gen.Int[-4_000, 4_000], Gen.Bool, Gen.Int[0, 200], Gen.Int[1, 100]).Sample((day, hour, offset, weekly, begins, lasts) =>
        {
            var rotation = Weekly with
            {
                Every = weekly ? HandoverEvery.Week : HandoverEvery.Day, Day = (DayOfWeek)day, At = new(hour, 0),
                Covers = [new(Chi, Utc("2026-01-07T00:00").AddHours(begins), Utc("2026-01-07T00:00").AddHours(begins + lasts))],
            };
            var at = Utc("2026-01-07T00:00").AddHours(offset);
            var shifts = rotation.ShiftsFrom(at, 12).ToList();
            Assert.True(shifts[0].From <= at && at < shifts[0].To);
            for (var i = 1; i < shifts.Count; i++) Assert.Equal(shifts[i - 1].To, shifts[i].From);
            Assert.All(shifts, s => Assert.Equal(s, rotation.ShiftAt(s.From)));
        });

    [Fact]
    public void Serves_NoEnvironmentNamed_IsAllButDrills()
    {
        Assert.True(Weekly.Serves("production", drill: false));
        Assert.False(Weekly.Serves("drill", drill: true));
        Assert.True((Weekly with { Environments = ["drill"] }).Serves("drill", drill: true));
    }

    [Fact]
    public void Chain_NobodyAcknowledges_CallsEachOnceAndThenTheContact()
    {
        var runbook = Bench.Runbook with { Contacts = new() { EscalationEmail = "boss@example.com", EscalateAfter = TimeSpan.FromMinutes(3) } };
        var bench = new Bench("production", "error-rate-spike");
        PageChain Chain() => PageChain.Of([Weekly], bench.Incident, runbook, Utc("2026-01-07T14:30"), id => id != "ben")!;
        var called = new List<string>();
        for (var next = Chain().Next(bench.Incident, bench.Now); next is not null; next = Chain().Next(bench.Incident, bench.Now))
        {
            bench.Do(next, Access.Caller.Console);
            called.Add(bench.Incident.Page!.Last.Name);
            Assert.Null(Chain().Next(bench.Incident, bench.Now));
            bench.Now += TimeSpan.FromMinutes(3);
        }
        Assert.Equal(["Ana", "Chi", "boss@example.com"], called);
        Assert.Null(bench.Incident.Page!.CallAt);
    }

    [Fact]
    public void Chain_InAScaledEnvironment_WaitsAsMuchShorter()
    {
        var bench = new Bench("drill", "error-rate-spike");
        Assert.Equal(TimeSpan.FromSeconds(20), PageChain.Of([Weekly with { Environments = ["drill"], EscalateAfter = TimeSpan.FromMinutes(10) }], bench.Incident, Bench.Runbook, bench.Now, _ => true)!.Within);
        Assert.Null(PageChain.Of([Weekly], bench.Incident, Bench.Runbook, bench.Now, _ => true));
    }

    private static DateTimeOffset Utc(string at) => DateTimeOffset.Parse(at + "Z", System.Globalization.CultureInfo.InvariantCulture);
}
