using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Messages;

namespace MeetSolis.IncidentConsole.Tests.Incidents;

public sealed class UpdateDraftTests
{
    [Fact]
    public void Draft_SaysWhatWasDoneSinceTheLastMessage_AndNothingPrivate()
    {
        var bench = new Bench().AtMethodA();
        bench.Do(new IncidentCommand.AddNote("it was Ben's deploy"));
        bench.End(bench.Start("disable-flags"));
        bench.End(bench.Start("redeploy"), StepStatus.Failed, "token vcp_123 was refused");
        var draft = UpdateDraft.Of(bench.View, bench.Entries);
        Assert.Equal(
            """
            • 14:23 Step 1, Disable flags, is done
            • 14:23 Step 2, Redeploy, failed
            • Now: step 2, Redeploy, needs a decision
            """.ReplaceLineEndings("\n"), draft.Replace("14:24", "14:23", StringComparison.Ordinal));
    }

    [Fact]
    public void Draft_AfterAMessage_BeginsThere()
    {
        var bench = new Bench().AtMethodA();
        bench.End(bench.Start("disable-flags"));
        bench.Do(new IncidentCommand.PrepareMessage("rollback-started", Fields()));
        Assert.StartsWith("• Nothing new since 14:2", UpdateDraft.Of(bench.View, bench.Entries), StringComparison.Ordinal);
        bench.End(bench.Start("redeploy"));
        Assert.DoesNotContain("Disable flags", UpdateDraft.Of(bench.View, bench.Entries), StringComparison.Ordinal);
        Assert.Contains("Step 2, Redeploy, is done", UpdateDraft.Of(bench.View, bench.Entries), StringComparison.Ordinal);
    }

    [Fact]
    public void Draft_OfMuch_ShowsTheNewestAndCountsTheRest()
    {
        var bench = new Bench().AtMethodA();
        for (var i = 0; i < 12; i++) bench.Do(new IncidentCommand.ChangeSeverity(i % 2 == 0 ? IncidentSeverity.Sev1 : IncidentSeverity.Sev2, "turns"));
        var lines = UpdateDraft.Of(bench.View, bench.Entries).Split('\n');
        Assert.Equal("• 4 more before", lines[0]);
        Assert.Equal(10, lines.Length);
        Assert.StartsWith("• Now: step 1, Disable flags, is next", lines[^1], StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Fields() =>
        Bench.Runbook.Messages["rollback-started"].Fields.Keys.ToDictionary(f => f, _ => "said");
}
