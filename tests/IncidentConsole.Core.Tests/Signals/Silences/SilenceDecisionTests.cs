using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Signals.Silences;
using MeetSolis.IncidentConsole.Tests.Runbooks;

namespace MeetSolis.IncidentConsole.Tests.Signals.Silences;

public sealed class SilenceDecisionTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly SilenceWish Hour = new("production", null, null, Now.AddHours(1), "The load test");

    [Fact]
    public void Wish_ThatIsWhole_IsASilenceFromNowOn()
    {
        var silence = Accepted(Hour);
        Assert.Equal((SilenceKind.Silence, Now, Now.AddHours(1), "Ana", "The load test"), (silence.Kind, silence.From, silence.Until, silence.ByName, silence.Reason));
        Assert.False(silence.Overriding);
    }

    [Fact]
    public void Wish_WithABeginning_IsAMaintenanceWindow()
    {
        var silence = Accepted(Hour with { From = Now.AddHours(3), Until = Now.AddHours(4), Weekly = true });
        Assert.Equal((SilenceKind.Maintenance, true), (silence.Kind, silence.Weekly));
        Assert.Null(silence.At(Now));
        Assert.NotNull(silence.At(Now.AddDays(7).AddHours(3)));
    }

    public static TheoryData<SilenceWish, string, string> Lacking() => new()
    {
        { Hour with { Reason = "  " }, "reason", "Say why" },
        { Hour with { Reason = new string('x', 501) }, "reason", "at most 500" },
        { Hour with { Until = null }, "until", "when it ends" },
        { Hour with { Until = Now }, "until", "after now" },
        { Hour with { Until = Now.AddSeconds(30) }, "until", "a minute at least" },
        { Hour with { Until = Now.AddDays(8) }, "until", "seven days" },
        { Hour with { Until = DateTimeOffset.MaxValue }, "until", "seven days" },
        { Hour with { Weekly = true }, "from", "comes again every week" },
        { Hour with { From = Now.AddDays(1), Until = Now.AddDays(3), Weekly = true }, "until", "a day at most" },
        { Hour with { From = Now.AddHours(-2) }, "from", "now or later" },
        { Hour with { From = DateTimeOffset.MinValue }, "from", "now or later" },
        { Hour with { From = Now.AddDays(400), Until = Now.AddDays(401) }, "from", "a year ahead" },
        { Hour with { Trigger = "data-exposure" }, "overriding", "explicitly" },
    };

    [Theory]
    [MemberData(nameof(Lacking))]
    public void Wish_ThatLacksSomething_SaysWhat(SilenceWish wish, string field, string sentence)
    {
        var refused = Refused(wish);
        Assert.Equal((RefusalKind.Invalid, field), (refused.Kind, refused.Missing.Single()));
        Assert.Contains(sentence, refused.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("moon", null, RefusalKind.NotFound)]
    [InlineData("production", "no-such", RefusalKind.NotFound)]
    [InlineData("production", "complaints", RefusalKind.Conflict)]
    [InlineData("production", "enterprise-escalation", RefusalKind.Conflict)]
    public void Wish_ForWhatCannotBeSilenced_IsRefused(string environment, string? trigger, RefusalKind kind) =>
        Assert.Equal(kind, Refused(Hour with { Environment = environment, Trigger = trigger }).Kind);

    [Theory]
    [InlineData(AccessRole.Observer, false)]
    [InlineData(AccessRole.Responder, false)]
    [InlineData(AccessRole.Commander, true)]
    [InlineData(AccessRole.Administrator, true)]
    public void Silencing_AndEndingIt_NeedsACommander(AccessRole role, bool may)
    {
        var silence = Accepted(Hour);
        Assert.Equal(may, Decide(Hour, Person(role)) is SilenceDecision.Accepted);
        Assert.Equal(may, silence.End(Person(role), Now.AddMinutes(5)) is SilenceDecision.Accepted);
    }

    [Fact]
    public void Exposure_IsSilencedByAPersonWhoSaysSoAndNeverByAKey()
    {
        var wish = Hour with { Trigger = "data-exposure", Overriding = true };
        Assert.True(Accepted(wish).Overriding);
        var key = new Caller(new Actor(ActorKind.ApiKey, "k", "deploy"), AccessRole.Commander);
        Assert.Equal(RefusalKind.Forbidden, Assert.IsType<SilenceDecision.Refused>(Decide(wish, key)).Kind);
        Assert.IsType<SilenceDecision.Accepted>(Decide(Hour, key));
    }

    [Fact]
    public void End_OfOneThatIsOver_ChangesNothing()
    {
        var silence = Accepted(Hour);
        var ended = Assert.IsType<SilenceDecision.Accepted>(silence.End(Person(AccessRole.Commander), Now.AddMinutes(5))).Silence;
        Assert.Equal(Now.AddMinutes(5), ended.EndedAt);
        Assert.Null(ended.At(Now.AddMinutes(5)));
        Assert.Equal(ended, Assert.IsType<SilenceDecision.Accepted>(ended.End(Person(AccessRole.Commander), Now.AddMinutes(9))).Silence);
        Assert.Equal(silence, Assert.IsType<SilenceDecision.Accepted>(silence.End(Person(AccessRole.Commander), Now.AddHours(2))).Silence);
    }

    private static Caller Person(AccessRole role) => new(new Actor(ActorKind.Person, "ana", "Ana"), role);
    private static SilenceDecision Decide(SilenceWish wish, Caller caller) => wish.Decide(Guid.NewGuid(), caller, [RunbookFiles.MeetSolis], Now);
    private static Silence Accepted(SilenceWish wish) => Assert.IsType<SilenceDecision.Accepted>(Decide(wish, Person(AccessRole.Commander))).Silence;
    private static SilenceDecision.Refused Refused(SilenceWish wish) => Assert.IsType<SilenceDecision.Refused>(Decide(wish, Person(AccessRole.Commander)));
}
