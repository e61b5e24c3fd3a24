using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Tests.Incidents;

public sealed class ApprovalTests
{
    private static readonly IncidentCommand.StartStep Start = new("drop", "production");
    private static readonly IncidentCommand.ApproveStep Approve = new("drop", "hash");

    [Fact]
    public void Start_Unapproved_IsRefusedAndApprovedByAnotherGoesOn()
    {
        var bench = KindsRunbook.Restoring("drop");
        Assert.Contains("other than who starts it", bench.Refusal(Start), StringComparison.Ordinal);
        Assert.Equal(NextActionKind.Approve, bench.View.Next.Kind);
        bench.Do(Approve, Bench.Ben);
        Assert.Equal(NextActionKind.StartStep, bench.View.Next.Kind);
        Assert.Contains("Ben approved it", bench.Refusal(Start, Bench.Ben), StringComparison.Ordinal);
        bench.Do(Start);
        Assert.Equal(new StepConsent("Ben", false, null), bench.Step("drop").Current!.Fact.Consent);
    }

    [Fact]
    public void Approval_OfAnotherCommand_IsVoid()
    {
        var bench = KindsRunbook.Restoring("drop");
        bench.Do(Approve, Bench.Ben);
        bench.Resolution = new("drop", null, "drop other", "another-hash", [], null);
        Assert.Contains("the command has changed since Ben approved it", bench.Refusal(Start), StringComparison.Ordinal);
        Assert.Contains("has changed since you saw it", bench.Refusal(Approve, Bench.Ben), StringComparison.Ordinal);
    }

    [Fact]
    public void Approval_OfFilesThatChanged_IsVoidAndNamesThem()
    {
        RunFile Script(string path, string sha) => new(path, 10, sha);
        StepResolution Ready(string hash, params RunFile[] files) => new("drop", null, "bash drop.sh", hash, [], null) { Files = files };
        var bench = KindsRunbook.Restoring("drop");
        bench.Resolution = Ready("hash", Script("drop.sh", "a"), Script("lib.sh", "b"));
        bench.Do(Approve, Bench.Ben);
        Assert.Equal(["drop.sh", "lib.sh"], bench.Step("drop").Approval!.Files.Select(f => f.Path));

        bench.Resolution = Ready("another", Script("drop.sh", "a"), Script("lib.sh", "c"));
        Assert.Contains("needs approval by a commander again: lib.sh has changed since Ben approved it.", bench.Refusal(Start), StringComparison.Ordinal);
        bench.Resolution = Ready("another", Script("drop.sh", "c"), Script("lib.sh", "c"));
        Assert.Contains("drop.sh and lib.sh have changed since Ben approved it.", bench.Refusal(Start), StringComparison.Ordinal);
        bench.Resolution = Ready("hash", Script("drop.sh", "a"), Script("lib.sh", "b"));
        bench.Do(Start);
        Assert.Equal(["a", "b"], bench.Step("drop").Current!.Fact.Files!.Select(f => f.Sha256));
    }

    [Theory]
    [InlineData(599, true)]
    [InlineData(605, false)]
    public void Approval_OlderThanTenMinutes_IsAskedForAgain(int seconds, bool holds)
    {
        var bench = KindsRunbook.Restoring("drop");
        bench.Do(Approve, Bench.Ben);
        bench.Now = bench.Step("drop").Approval!.At + TimeSpan.FromSeconds(seconds);
        Assert.Equal(holds ? NextActionKind.StartStep : NextActionKind.Approve, bench.View.Next.Kind);
        if (holds) bench.Do(Start);
        else Assert.Contains("more than 10 minutes ago", bench.Refusal(Start), StringComparison.Ordinal);
    }

    [Fact]
    public void Approval_OfAnIncompleteCommand_IsRefused()
    {
        var bench = KindsRunbook.Restoring("drop");
        bench.Resolution = new("drop", null, "drop $BACKUP", "hash", ["BACKUP"], null);
        Assert.Contains("no whole command to approve yet", bench.Refusal(Approve, Bench.Ben), StringComparison.Ordinal);
    }

    [Fact]
    public void Approval_ByAKeyOrAResponder_IsForbidden()
    {
        var bench = KindsRunbook.Restoring("drop");
        foreach (var caller in new[] { Bench.Key, Bench.Rea })
            Assert.Equal(RefusalKind.Forbidden, Assert.IsType<Decision.Refused>(bench.Try(Approve, caller)).Kind);
    }

    [Fact]
    public void Approval_InADrill_MayBeOnesOwnAndIsMarked()
    {
        var bench = KindsRunbook.Restoring("drop", "drill");
        bench.Do(Approve, Bench.Ana);
        bench.Do(Start, Bench.Ana);
        Assert.True(bench.Step("drop").Current!.Fact.Consent!.Own);
        Assert.Contains("their own approval", Said(bench), StringComparison.Ordinal);
    }

    [Fact]
    public void BrokenGlass_ByAnAdministratorWithAReason_IsLoud()
    {
        var bench = KindsRunbook.Restoring("drop");
        Assert.Equal(RefusalKind.Forbidden, Assert.IsType<Decision.Refused>(bench.Try(Approve with { BreakGlass = "alone" }, Bench.Ana)).Kind);
        Assert.Equal(["breakGlass"], Assert.IsType<Decision.Refused>(bench.Try(Approve with { BreakGlass = " " }, Bench.Ada)).Missing);
        bench.Do(Approve with { BreakGlass = "nobody answers at 3 a.m." }, Bench.Ada);
        Assert.StartsWith("BROKE THE GLASS", Said(bench), StringComparison.Ordinal);
        bench.Do(Start, Bench.Ada);
        Assert.Contains("the glass was broken", Said(bench), StringComparison.Ordinal);
        Assert.Equal("nobody answers at 3 a.m.", bench.Step("drop").Current!.Fact.Consent!.BrokenGlass);
    }

    [Fact]
    public void BrokenGlass_OfAnotherCommand_IsVoidToo()
    {
        var bench = KindsRunbook.Restoring("drop");
        bench.Do(Approve with { BreakGlass = "alone" }, Bench.Ada);
        bench.Resolution = new("drop", null, "drop other", "another-hash", [], null);
        Assert.Contains("changed", bench.Refusal(Start, Bench.Ada), StringComparison.Ordinal);
    }

    [Fact]
    public void HighRisk_WithoutTheTypedName_DoesNotStart()
    {
        var bench = KindsRunbook.Restoring("drop");
        bench.Do(Approve, Bench.Ben);
        foreach (var typed in new[] { null, "", "Production", "staging" })
            Assert.Equal(["confirm"], Assert.IsType<Decision.Refused>(bench.Try(Start with { Confirm = typed })).Missing);
    }

    [Fact]
    public void ApprovalStep_IsGivenByAnotherThanWhoChoseTheMethod()
    {
        var bench = KindsRunbook.Restoring("consent");
        Assert.Contains("that was you", bench.Refusal(new IncidentCommand.ApproveStep("consent", "hash"), Bench.Ana), StringComparison.Ordinal);
        Assert.Contains("is an approval", bench.Refusal(new IncidentCommand.StartStep("consent")), StringComparison.Ordinal);
        Assert.Contains("is an approval", bench.Refusal(new IncidentCommand.CompleteStep("consent", "I say so")), StringComparison.Ordinal);
        bench.Do(new IncidentCommand.ApproveStep("consent", "hash"), Bench.Ben);
        Assert.True(bench.Step("consent").IsDone);
    }

    private static string Said(Bench bench) => new EntrySummary(KindsRunbook.Runbook, bench.Incident, _ => null).Of(bench.Entries[^1].Event);
}
