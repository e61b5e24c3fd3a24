using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runs;

namespace MeetSolis.IncidentConsole.Tests.Incidents;

public sealed class StepKindTests
{
    private static readonly Dictionary<string, string> _none = [];

    [Fact]
    public void Form_FilledIn_BecomesFindingsThatMessagesUse()
    {
        var bench = KindsRunbook.Restoring("tell");
        Assert.Equal("2026-01-07T14:23:00Z", bench.Incident.Findings["SINCE"].Value);
        Assert.Null(bench.Incident.Findings["WHAT"].Value);
        Assert.False(bench.Incident.Findings.ContainsKey("CSV"));

        bench.Do(new IncidentCommand.CompleteStep("tell", Fields: new Dictionary<string, string> { ["why"] = "a bug" }));

        Assert.Equal("12: names of clients, because a bug", bench.View.Written[bench.Entries.Select(e => e.Event).OfType<MessagePrepared>().Single().Body.Id]);
    }

    [Theory]
    [InlineData("COUNT", "1,247")]
    [InlineData("COUNT", "NaN")]
    [InlineData("COUNT", "a few")]
    [InlineData("SINCE", "14:23")]
    [InlineData("SINCE", "yesterday")]
    [InlineData("BAD", "maybe")]
    [InlineData("WHAT", "   ")]
    [InlineData("OTHER", "1")]
    public void Form_FilledInWrongly_NamesTheFieldAndRecordsNothing(string field, string value)
    {
        var bench = KindsRunbook.At("restoring");
        var refused = Assert.IsType<Decision.Refused>(bench.Try(new IncidentCommand.CompleteStep("assess", Fields: new Dictionary<string, string>(KindsRunbook.Form) { [field] = value })));
        Assert.Equal([field], refused.Missing);
        Assert.Contains(NameWords.Of(field), refused.Sentence, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void FormFile_ThatWasRefused_KeepsTheFormOpen()
    {
        var bench = KindsRunbook.At("restoring");
        bench.Files["CSV"] = new FilePick.Refused("There is no such file.");
        var form = new Dictionary<string, string>(KindsRunbook.Form) { ["CSV"] = "../../etc/passwd" };

        Assert.Contains("no such file", bench.Refusal(new IncidentCommand.CompleteStep("assess", Fields: form)), StringComparison.Ordinal);
    }

    [Fact]
    public void Pick_OfOneFile_RecordsItsWholePathAndWhatItWas()
    {
        var bench = KindsRunbook.Restoring("export");
        var picked = bench.Incident.Files["BACKUP"];
        Assert.Equal(("/srv/meetsolis/backups/one.gz", 1_247_000, true), (picked.Path, picked.Bytes, picked.GzipIntact));
        Assert.Equal(picked.Path, bench.Incident.Findings["BACKUP"].Value);
    }

    [Fact]
    public void Pick_OfWhatMayNotBePicked_SaysWhy()
    {
        var bench = KindsRunbook.Restoring("pick");
        bench.Files["BACKUP"] = new FilePick.Refused("backups/*.gz is a pattern.");
        Assert.Contains("is a pattern", bench.Refusal(new IncidentCommand.CompleteStep("pick", File: "backups/*.gz")), StringComparison.Ordinal);
        Assert.Contains("one file", bench.Refusal(new IncidentCommand.CompleteStep("pick")), StringComparison.Ordinal);
        Assert.Contains("complete it with the one file", bench.Refusal(new IncidentCommand.StartStep("pick")), StringComparison.Ordinal);
    }

    [Fact]
    public void Message_WithoutAChannel_IsUnprovenUntilAPersonSaysItWasSent()
    {
        var bench = KindsRunbook.Restoring("tell");
        Assert.Equal(["why"], Assert.IsType<Decision.Refused>(bench.Try(new IncidentCommand.CompleteStep("tell", Fields: _none))).Missing);
        bench.Do(new IncidentCommand.CompleteStep("tell", Fields: new Dictionary<string, string> { ["why"] = "a bug" }));

        Assert.Equal(StepStatus.Unproven, bench.Step("tell").Status);
        Assert.Contains("nothing was sent", bench.Step("tell").Failure, StringComparison.Ordinal);
        Assert.All(bench.Entries.Select(e => e.Event).OfType<MessagePrepared>().Single().Channels, c => Assert.Equal("not-configured", c.State));
        bench.Do(new IncidentCommand.CompleteStep("tell", "mailed by hand to 12 people"));
        Assert.True(bench.Step("tell") is { ByHand: true, Stands: true });
    }

    [Fact]
    public void Unproven_JudgedFailedByAPerson_HasFailedWithTheirReason()
    {
        var bench = KindsRunbook.Restoring("export");
        bench.End(bench.Start("export"), StepStatus.Unproven, "The proof could not run: no psql.");
        Assert.Equal(RefusalKind.Invalid, Assert.IsType<Decision.Refused>(bench.Try(new IncidentCommand.CompleteStep("export", Failed: true))).Kind);
        bench.Do(new IncidentCommand.CompleteStep("export", "the file is empty", Failed: true));

        Assert.Equal(StepStatus.Failed, bench.Step("export").Status);
        Assert.Contains("the file is empty", bench.Step("export").Failure, StringComparison.Ordinal);
        Assert.Contains("only what could not be proven", KindsRunbook.Restoring("export").Refusal(new IncidentCommand.CompleteStep("export", "no", Failed: true)), StringComparison.Ordinal);
    }

    [Fact]
    public void Needs_AStepThatWasSkipped_IsNamedAndStaysShut()
    {
        var bench = KindsRunbook.Restoring("export");
        bench.Do(new IncidentCommand.SkipStep("export", "no time"));
        bench.Do(new IncidentCommand.ApproveStep("consent", "hash"), Bench.Ben);
        bench.Do(new IncidentCommand.ApproveStep("drop", "hash"), Bench.Ben);

        Assert.Contains("Export, which was skipped", bench.Refusal(new IncidentCommand.StartStep("drop", "production")), StringComparison.Ordinal);
        Assert.Contains("which was skipped", bench.View.Next.Label, StringComparison.Ordinal);
        bench.Do(new IncidentCommand.RetryStep("export"));
        bench.End(bench.Step("export").Current!.Id);
        bench.Do(new IncidentCommand.StartStep("drop", "production"));
    }

    [Fact]
    public void Needs_OfASkippedStep_CanBeSkippedToo()
    {
        var bench = KindsRunbook.Restoring("export");
        bench.Do(new IncidentCommand.SkipStep("export", "no time"));
        bench.Do(new IncidentCommand.ApproveStep("consent", "hash"), Bench.Ben);
        bench.Do(new IncidentCommand.SkipStep("drop", "nothing to drop"));
        Assert.Equal(StepStatus.Skipped, bench.Step("drop").Status);
    }

    [Fact]
    public void TogetherWith_TwoStepsAreOpenAtOnce_AndTheCommandComesFirst()
    {
        var bench = KindsRunbook.At("restoring");
        Assert.Equal("contain", bench.View.Next.Target);
        var contain = bench.Start("contain");
        Assert.Equal((NextActionKind.CompleteStep, "assess"), (bench.View.Next.Kind, bench.View.Next.Target));
        Assert.Equal(["assess", "contain"], bench.View.OpenSteps.Select(s => s.Step.Id));

        bench.Do(new IncidentCommand.CompleteStep("assess", Fields: KindsRunbook.Form));
        Assert.Contains("waits for Contain", bench.Refusal(new IncidentCommand.CompleteStep("pick", File: "backups/one.gz")), StringComparison.Ordinal);
        bench.End(contain);
        Assert.Equal("pick", bench.View.Next.Target);
    }

    [Theory]
    [InlineData("no", StepStatus.Skipped)]
    [InlineData("yes", StepStatus.Waiting)]
    public void If_OnAFindingOfTheForm_PassesOverWhatIsNotNeeded(string bad, StepStatus status) =>
        Assert.Equal(status, KindsRunbook.Restoring("clean", bad: bad).Step("clean").Status);

    [Fact]
    public void Undo_OfADoneStep_IsAnAttemptOfItsOwnAndIsShown()
    {
        var bench = KindsRunbook.Restoring("pick");
        Assert.Contains("gives no command", KindsRunbook.Restoring("consent").Refusal(new IncidentCommand.UndoStep("export", "why")), StringComparison.Ordinal);
        Assert.Equal(["reason"], Assert.IsType<Decision.Refused>(bench.Try(new IncidentCommand.UndoStep("contain", ""))).Missing);
        bench.Do(new IncidentCommand.UndoStep("contain", "it was not the cause"));

        var undo = bench.Step("contain").Undos.Single();
        Assert.Equal(("undo", 2), (undo.Fact.Kind, undo.Fact.Number));
        Assert.Contains("is being undone", bench.Refusal(new IncidentCommand.UndoStep("contain", "again")), StringComparison.Ordinal);
        Assert.Contains("still running", bench.Refusal(new IncidentCommand.Resolve("done")), StringComparison.Ordinal);
        Assert.Equal(NextActionKind.Wait, bench.View.Next.Kind);
        bench.End(undo.Id);
        Assert.True(bench.Step("contain") is { UndoneAt: not null, Stands: false, Status: StepStatus.Succeeded });
        Assert.Contains("is undone", new EntrySummary(KindsRunbook.Runbook, bench.Incident, _ => null).Of(bench.Entries[^1].Event), StringComparison.Ordinal);
        bench.Do(new IncidentCommand.RetryStep("contain"));
        Assert.Equal(3, bench.Step("contain").Current!.Fact.Number);
    }

    [Fact]
    public void Undo_ThatFailed_LeavesTheStepAsItWas()
    {
        var bench = KindsRunbook.Restoring("pick");
        bench.Do(new IncidentCommand.UndoStep("contain", "it was not the cause"));
        bench.End(bench.Step("contain").Undos.Single().Id, StepStatus.Failed, "the proof failed");
        Assert.True(bench.Step("contain").Stands);
        bench.Do(new IncidentCommand.UndoStep("contain", "again"));
    }

    [Fact]
    public void ExposureFinding_Yes_BeginsItsClocks()
    {
        var bench = new Bench("production");
        bench.Do(new IncidentCommand.ChooseMethod("method-c", "exposed"));
        bench.TickAll();
        var fields = new Dictionary<string, string>
        {
            ["EXPOSURE_CONFIRMED"] = "yes", ["PII_EXPOSED"] = "yes", ["EPIC1_AFFECTED"] = "no", ["AFFECTED_COUNT"] = "3", ["AFFECTED_CSV"] = "affected.csv",
            ["EXPOSED_RECORDS"] = "9", ["DATA_TYPES"] = "names", ["WINDOW_START"] = "2026-01-07T14:00Z", ["WINDOW_END"] = "2026-01-07T14:20Z",
        };
        bench.Do(new IncidentCommand.CompleteStep("assess", Fields: fields));
        Assert.Contains(bench.View.Clocks, c => c.Clock.Id == "authority-notice");
    }
}
