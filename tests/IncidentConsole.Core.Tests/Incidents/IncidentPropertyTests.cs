using CsCheck;
using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runbooks.Conditions;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Tests.Incidents;

/// <summary>Any sequence of commands, sensible or not, keeps what must always hold.</summary>
public sealed class IncidentPropertyTests
{
    private static readonly string[] _steps = [.. Bench.Runbook.Methods.Values.SelectMany(m => m.Steps.Keys).Distinct(), "no-such-step"];
    private static readonly string[] _methods = [.. Bench.Runbook.Methods.Keys, .. Bench.Runbook.Actions.Keys, "no-such-method"];
    private static readonly string[] _questions = [.. Bench.Runbook.Tree.Questions.Keys, .. Bench.Runbook.Methods.Values.SelectMany(m => m.Success).Select(c => c.Id), "no-such-question"];
    private static readonly string[] _answers = ["yes", "no", "unknown", .. Bench.Runbook.Tree.Questions.Values.SelectMany(q => q.Answers.Keys).Distinct()];
    private static readonly string[] _items = [.. Bench.Runbook.Checklists.Values.SelectMany(c => c.AllItems()).Select(i => i.Id), "no-such-item"];
    private static readonly StepStatus[] _ends = [StepStatus.Succeeded, StepStatus.Failed, StepStatus.Cancelled, StepStatus.Unproven, StepStatus.Unknown];

    /// <summary>What one step of a random walk does: numbers pick from what there is, so that every case replays.</summary>
    private static readonly Gen<(int Kind, int A, int B)> _act = Gen.Select(Gen.Int[0, 31], Gen.Int[0, 999], Gen.Int[0, 999]);

    [Fact]
    public void AnyCommands_KeepTheInvariants() => Gen.Select(Gen.Bool, _act.Array[0, 120]).Sample(walk =>
    {
        var (production, acts) = walk;
        var bench = new Bench(production ? "production" : "drill");
        foreach (var (kind, a, b) in acts)
        {
            var wasOpen = bench.Incident.IsOpen;
            var from = bench.Entries.Count;
            if (kind == 21) bench.TickAllOrNothing();
            else bench.Try(Command(bench, kind, a, b), a % 7 == 0 ? Bench.Ben : a % 11 == 0 ? Bench.Ada : b % 5 == 0 ? Caller.Console : Bench.Ana);
            Check(bench, wasOpen, from);
        }
        // Folding a prefix never throws, and folding all of it gives the state that was walked to.
        for (var n = 0; n <= bench.Entries.Count; n++) Incident.Fold(IncidentNumber.First, bench.Entries.Take(n));
        var refolded = Incident.Fold(IncidentNumber.First, bench.Entries.Select(e => EntryJson.Read(e.Json, e.Hash)));
        Assert.Equal(bench.Incident.HeadHash, refolded.HeadHash);
        Assert.Equal(bench.View.Next, IncidentView.Of(refolded, Bench.Runbook, bench.View.Facts.Readings, bench.Now).Next);
        Assert.Null(EntryJson.FirstBroken(bench.Entries.Select(e => (e.Version, e.Json, e.Hash))));
    }, iter: 400);

    private static void Check(Bench bench, bool wasOpen, int from)
    {
        Assert.Equal(bench.Entries.Count, bench.Incident.Version);
        for (var i = 0; i < bench.Entries.Count; i++) Assert.Equal(i + 1, bench.Entries[i].Version);
        foreach (var run in bench.Incident.Runs)
            foreach (var step in run.Steps)
            {
                // No step runs twice at once: every attempt but the last has ended before the next began.
                Assert.All(step.Attempts.SkipLast(1), attempt => Assert.NotNull(attempt.Ended));
                Assert.All(step.Undos.SkipLast(1), attempt => Assert.NotNull(attempt.Ended));
                if (step.Status == StepStatus.Running) Assert.Null(step.Current!.Ended);
                // Every try, forwards or back, has a number of its own.
                var numbers = step.Attempts.Concat(step.Undos).Select(a => a.Fact.Number).ToList();
                Assert.Equal(numbers.Count, numbers.Distinct().Count());
            }
        // Only steps declared to run together run at once; an undo runs alone.
        var running = bench.View.Steps.Where(s => s.Status == StepStatus.Running).ToList();
        foreach (var one in running)
            Assert.All(running.Where(s => s != one), other => Assert.True(StepPlan.MayRunTogether(one.Step, other.Step) || running.Exists(s => StepPlan.MayRunTogether(s.Step, one.Step) && StepPlan.MayRunTogether(s.Step, other.Step))));
        if (bench.View.Undoing is not null) Assert.Empty(running);
        var added = bench.Entries.Skip(from).Select(e => e.Event).ToList();
        if (!wasOpen)
            Assert.All(added, e => Assert.True(
                e is NoteAdded or NoteCorrected or EntryPinned or EntryUnpinned or TimeMarked or FileAttached or FileErased or IncidentReopened or ChecklistItemDone or ChecklistItemSkipped or ChecklistItemReopened or FindingRecorded or MessagePrepared or StepEnded or StepSkipped
                    or PostmortemRevised or PostmortemSetAside or PostmortemCommented or PostmortemCommentResolved or PostmortemReviewed or PostmortemPublished or ClockMet,
                $"{e.GetType().Name} after the end"));
        // What is needed is there when a step starts: succeeded and standing, unless the runbook does not want it here.
        foreach (var started in added.OfType<StepStarted>().Where(s => s.Kind != StepStarted.UndoKind))
            Assert.All(bench.View.Steps.Single(s => s.Step.Id == started.Step).Step.Needs, need => Assert.True(
                bench.Step(need).Stands || bench.Step(need).Status == StepStatus.Skipped && bench.View.Steps.Single(s => s.Step.Id == need).Applies == Truth.False, $"{started.Step} without {need}"));
        // Whoever starts what needs an approval has another's, but in a drill or where the glass was broken.
        foreach (var started in added.OfType<StepStarted>().Where(s => s.Consent is { Own: true, BrokenGlass: null })) Assert.True(bench.Incident.Drill, started.Step);
        _ = bench.View.Next.Label;
        _ = bench.View.OpenSteps;
        var summary = new EntrySummary(Bench.Runbook, bench.Incident, _ => null);
        Assert.All(added, e => Assert.NotEmpty(summary.Of(e)));
    }

    /// <summary>A form filled in, rightly or not; a file; an option.</summary>
    private static IncidentCommand.CompleteStep Completion(Bench bench, string step, int a, int b, string reason)
    {
        var fields = bench.View.Steps.FirstOrDefault(s => s.Step.Id == step)?.Step.Do switch
        {
            StepAction.Manual m => m.Fields.ToDictionary(f => f.Key, f => f.Value switch { "number" => $"{a}", "time" => "2026-01-07T14:23Z", "yes-no" => a % 2 == 0 ? "yes" : "no", _ => "said" }),
            StepAction.Message m => Bench.Runbook.Messages[m.Template].Fields.Keys.ToDictionary(f => f, _ => "said"),
            _ => null,
        };
        if (b % 5 == 0 && fields?.Count > 0) fields[fields.Keys.First()] = "nonsense";
        return new(step, b % 2 == 0 ? null : reason, fields, a % 3 == 0 ? null : "maintenance-mode", b % 7 == 0 ? null : "backup-1.sql.gz");
    }

    private static IncidentCommand Documenting(Bench bench, int a, int b, string reason) => (b % 9) switch
    {
        5 => new IncidentCommand.BeginPostmortem("a\nb\nc"),
        6 => new IncidentCommand.SavePostmortem(1 + a % 4, a % 3 == 0 ? $"a {a}\nb\nc" : $"a\nb\nc {a}"),
        7 => a % 2 == 0 ? new IncidentCommand.CommentPostmortem(reason) : new IncidentCommand.ResolveComment(a % 4),
        8 => a % 2 == 0 ? new IncidentCommand.ReviewPostmortem(bench.Incident.Postmortem.Newest?.Number ?? 1) : new IncidentCommand.PublishPostmortem(bench.Incident.Postmortem.Newest?.Number ?? 1, reason),
        0 => new IncidentCommand.CorrectNote(1 + a % (bench.Entries.Count + 1), $"corrected {a % 3}"),
        1 => new IncidentCommand.PinEntry(1 + a % (bench.Entries.Count + 1), b % 2 == 0),
        2 => new IncidentCommand.MarkTime(IncidentTimes.Moments[a % 3], bench.Now.AddMinutes(a % 7 - 6), reason),
        3 => new IncidentCommand.AttachFile(a % 2 == 0 ? "a.txt" : "a.exe", "said"u8.ToArray()),
        _ => new IncidentCommand.EraseFile(bench.Incident.Attachments.IsEmpty ? Guid.Empty : bench.Incident.Attachments[a % bench.Incident.Attachments.Count].Id, reason),
    };

    private static IncidentCommand Command(Bench bench, int kind, int a, int b)
    {
        var step = _steps[a % _steps.Length];
        if (b % 3 > 0 && bench.View.CurrentStep is { } current) step = current.Step.Id;
        var reason = b % 4 == 0 ? "" : "because";
        switch (kind)
        {
            case 0: return new IncidentCommand.AddNote(reason);
            case 1: return new IncidentCommand.TickItem(_items[a % _items.Length], b % 3 > 0, reason);
            case 2: return new IncidentCommand.SkipItem(_items[a % _items.Length], reason);
            case 3 or 4:
                var open = bench.View.Tree.Open;
                return b % 3 > 0 && open is not null
                    ? new IncidentCommand.AnswerQuestion(open.Id, open.Answers.Keys.ElementAt(a % open.Answers.Count))
                    : new IncidentCommand.AnswerQuestion(_questions[a % _questions.Length], _answers[b % _answers.Length]);
            case 5: return new IncidentCommand.ChooseMethod(_methods[a % _methods.Length], reason);
            case 6: return new IncidentCommand.ChooseMethod(bench.View.Recommended?.Id ?? "method-a", reason);
            case 7: return new IncidentCommand.OverrideGuard(Bench.Runbook.Guards.Keys.ElementAt(a % Bench.Runbook.Guards.Count), reason);
            case 8: return new IncidentCommand.ApproveStep(step, "hash");
            case 9 or 10 or 11: return new IncidentCommand.StartStep(step, "production");
            case 12: return new IncidentCommand.RetryStep(step, "production");
            case 13: return new IncidentCommand.CancelStep(step);
            case 14: return new IncidentCommand.SkipStep(step, reason);
            case 15: return new IncidentCommand.CompleteStep(step, reason);
            case 22 or 23: return Completion(bench, step, a, b, reason);
            case 24: return new IncidentCommand.UndoStep(step, reason, "production", b % 3 == 0 ? null : "hash");
            case 25: return new IncidentCommand.ApproveStep(step, "hash", null, b % 2 == 0 ? reason : null);
            case 26:
                bench.Now += TimeSpan.FromMinutes(a % 40);
                return new IncidentCommand.EndAction(bench.Incident.Action?.Id ?? "monitor", b % 2 == 0 ? null : reason);
            case 27: return new IncidentCommand.CompleteStep(step, reason, Failed: true);
            case 28: return new IncidentCommand.StartStep(_steps[a % _steps.Length], "production");
            case 30 or 31: return Documenting(bench, a, b, reason);
            case 16 or 17:
                var attempts = bench.Incident.Runs.SelectMany(r => r.Steps).SelectMany(s => s.Attempts).ToList();
                var attempt = attempts.Count == 0 ? AttemptId.New() : attempts[^(1 + a % Math.Min(2, attempts.Count))].Id;
                return new IncidentCommand.EndStep(attempt, _ends[b % 3 > 0 ? 0 : a % _ends.Length], 0, "why", [], new Dictionary<string, string>());
            case 18:
                bench.Reading("error_rate", a % 12, (ReadingState)(b % 4), (SignalTrend)(a % 4));
                var criterion = bench.View.Criteria.ElementAtOrDefault(a % 3)?.Criterion.Id ?? "none";
                return new IncidentCommand.JudgeCriterion(bench.Incident.Runs.Count, criterion, (CriterionResult)(b % 3), TimeSpan.FromSeconds(a), []);
            case 19: return b % 4 == 0 ? new IncidentCommand.Resolve(reason) : new IncidentCommand.Reopen(reason);
            case 20: return b % 4 == 0 ? new IncidentCommand.Dismiss(reason) : new IncidentCommand.AttachTrigger(Bench.Fired(Bench.Runbook.Triggers.Keys.ElementAt(a % Bench.Runbook.Triggers.Count)));
            default: return new IncidentCommand.AssignCommander(new("ben", "Ben"), AccessRole.Commander);
        }
    }
}

internal static class BenchWalking
{
    public static void TickAllOrNothing(this Bench bench)
    {
        if (bench.Incident.IsOpen) bench.TickAll();
    }
}
