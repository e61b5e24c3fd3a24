using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Tests.Incidents;

namespace MeetSolis.IncidentConsole.Tests.Rehearsals;

public sealed class RequiresRehearsalTests
{
    private const string Why = "Method B was never rehearsed.";

    [Fact]
    public void Method_ThatWasNeverRehearsed_IsHeldUntilSomebodySaysWhyToGoOn()
    {
        var bench = Chosen("enterprise-escalation");
        Assert.Equal(NextActionKind.Guard, bench.View.Next.Kind);
        Assert.Contains(Why, bench.Refusal(new IncidentCommand.StartStep("stop-writes", "production", Choice: "maintenance-mode")), StringComparison.Ordinal);

        Assert.Contains("why", bench.Refusal(new IncidentCommand.OverrideGuard(GuardView.Rehearsal, " ")), StringComparison.Ordinal);
        bench.Do(new IncidentCommand.OverrideGuard(GuardView.Rehearsal, "Staging is away; the backups were tried by hand yesterday."));

        bench.Do(new IncidentCommand.StartStep("stop-writes", "production", Choice: "maintenance-mode"));
        Assert.Equal(GuardState.Overridden, bench.View.Guards.Single(g => g.Guard.Id == GuardView.Rehearsal).State);
    }

    [Theory]
    [InlineData("data-exposure")]
    [InlineData("rls-violation")]
    public void WhatMustBeDecidedAtOnce_IsNeverHeldForARehearsal(string trigger)
    {
        var bench = Chosen(trigger);

        Assert.DoesNotContain(bench.View.Guards, g => g.Guard.Id == GuardView.Rehearsal && g.State == GuardState.Holding);
        bench.Do(new IncidentCommand.StartStep("stop-writes", "production", Choice: "maintenance-mode"));
    }

    [Fact]
    public void AnotherMethod_IsNotHeldForTheOneThatWasNeverRehearsed()
    {
        var bench = Chosen("enterprise-escalation");
        bench.NotRehearsed = null;
        bench.Do(new IncidentCommand.ChooseMethod("method-a", "the flags first"));

        Assert.DoesNotContain(bench.View.Guards, g => g.Guard.Id == GuardView.Rehearsal);
    }

    private static Bench Chosen(string trigger)
    {
        var bench = new Bench("production", trigger) { NotRehearsed = Why };
        bench.Reading("error_rate", 8.3);
        bench.Reading("database_errors", 7);
        bench.TickAll();
        bench.Do(new IncidentCommand.ChooseMethod("method-b", "the database is damaged"));
        bench.TickAll();
        return bench;
    }
}
