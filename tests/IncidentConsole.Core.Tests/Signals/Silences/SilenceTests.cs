using CsCheck;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Signals.Silences;
using MeetSolis.IncidentConsole.Tests.Runbooks;

namespace MeetSolis.IncidentConsole.Tests.Signals.Silences;

public sealed class SilenceTests
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Trigger Spike = RunbookFiles.MeetSolis.Triggers["error-rate-spike"];
    private static readonly Trigger Exposure = RunbookFiles.MeetSolis.Triggers["data-exposure"];

    private static readonly Gen<(Silence Silence, int Now, int After)> Cases = Gen.Select(
        Gen.Int[0, 200], Gen.Int[1, 24], Gen.Bool, Gen.Int[0, 600].Nullable(), Gen.Int[0, 600], Gen.Int[0, 600],
        (from, length, weekly, ended, now, after) => (Made(from, length, weekly, ended), now, after));

    [Fact]
    public void At_AnyHour_IsWhatCountingHourByHourSays() => Cases.Sample(c =>
        Assert.Equal(Holds(c.Silence, c.Now), c.Silence.At(At(c.Now)) is not null));

    [Fact]
    public void Next_AnyHour_IsTheFirstHourInWhichItHoldsAnew() => Cases.Sample(c =>
    {
        // What was ended never begins again, even before that moment: by then everybody knows.
        var naive = c.Silence.EndedAt is not null ? null
            : Enumerable.Range(c.Now + 1, 400).Where(h => Holds(c.Silence, h) && !Holds(c.Silence, h - 1)).Select(h => (DateTimeOffset?)At(h)).FirstOrDefault();
        Assert.Equal(naive, c.Silence.Next(At(c.Now))?.From);
    });

    [Fact]
    public void LastEnd_AnyHour_IsTheLastHourInWhichItCeasedToHold() => Cases.Sample(c =>
    {
        var naive = Enumerable.Range(1, c.Now).Where(h => h > c.After && Holds(c.Silence, h - 1) && !Holds(c.Silence, h)).Select(h => (DateTimeOffset?)At(h)).LastOrDefault();
        Assert.Equal(naive, c.Silence.LastEnd(At(c.After), At(c.Now)));
    });

    [Fact]
    public void Covers_OfEveryTrigger_LeavesOutWhatOverridesTheTreeUnlessThatIsSaid()
    {
        var all = Made(0, 1, false, null);
        Assert.True(all.Covers(Spike));
        Assert.False(all.Covers(Exposure));
        Assert.True((all with { Overriding = true }).Covers(Exposure));
        Assert.False((all with { Trigger = Spike.Id }).Covers(RunbookFiles.MeetSolis.Triggers["server-errors"]));
    }

    [Fact]
    public void Silencing_BySeveral_IsTheOneThatHoldsLongest()
    {
        Silence[] silences = [Made(0, 2, false, null), Made(0, 5, false, null), Made(0, 9, false, null) with { Environment = "staging" }];
        Assert.Equal(silences[1], silences.Silencing("production", Spike, At(1)));
        Assert.Null(silences.Silencing("production", Exposure, At(1)));
        Assert.Equal(At(5), silences.LetGo("production", Spike, At(0), At(7)));
    }

    private static DateTimeOffset At(int hour) => Start.AddHours(hour);

    private static bool Holds(Silence s, int hour)
    {
        if (s.EndedAt is { } ended && At(hour) >= ended) return false;
        for (var week = 0; week < (s.Weekly ? 8 : 1); week++)
            if (At(hour) >= s.From.AddDays(7 * week) && At(hour) < s.Until.AddDays(7 * week))
                return true;
        return false;
    }

    private static Silence Made(int from, int length, bool weekly, int? ended) => new()
    {
        Id = Guid.Empty, Environment = "production", From = At(from), Until = At(from + length), Weekly = weekly, Reason = "r", ById = "ana", ByName = "Ana", MadeAt = Start,
        EndedAt = ended is { } e ? At(e) : null,
    };
}
