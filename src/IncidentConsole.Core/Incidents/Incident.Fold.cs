using System.Collections.Immutable;

namespace MeetSolis.IncidentConsole.Incidents;

public sealed partial record Incident
{
    public static Incident Fold(IncidentNumber number, IEnumerable<Entry> entries) =>
        entries.Aggregate(Empty(number), (state, entry) => state.Apply(entry));

    /// <summary>Never refuses and never throws: an event that finds nothing to change changes nothing but the version.</summary>
    public Incident Apply(Entry entry)
    {
        var stamp = new Stamp(entry.Actor, entry.At);
        var next = Change(entry.Event, stamp, entry.Version);
        return next with { Version = entry.Version, HeadHash = entry.Hash, UpdatedAt = entry.At };
    }

    private Incident Change(IncidentEvent e, Stamp stamp, long version) => e switch
    {
        IncidentDeclared d => (this with
        {
            Title = d.Title, Environment = d.Environment, Severity = d.Severity, Runbook = d.Runbook, Drill = d.Drill, Rehearsal = d.Rehearsal == true, Rehearses = d.Rehearses, Scenario = d.Scenario, TimeScale = d.TimeScale,
            DeclaredAt = stamp.At, DeclaredBy = stamp.By, Status = IncidentStatus.Open,
            Triggers = d.Trigger is null ? [] : [new(d.Trigger, stamp.At, Firing: true)],
        }).Reach("declared", stamp.At).Exposed(d.Trigger, stamp.At),
        TriggerAttached t => (this with
        {
            Triggers = Triggers.RemoveAll(x => x.Fired.Id == t.Trigger.Id).Add(new(t.Trigger, stamp.At, Firing: true)),
            Severity = t.Trigger.Severity < Severity ? t.Trigger.Severity : Severity,
        }).Exposed(t.Trigger, stamp.At),
        TriggerQuieted q => this with { Triggers = [.. Triggers.Select(t => t.Fired.Id == q.Trigger ? t with { Firing = false } : t)] },
        SeverityChanged s => this with { Severity = s.Severity },
        ChecklistItemDone d => WithItem(d.Item, new(ItemStatus.Done, stamp.By, stamp.At, d.Note, null, d.Link, d.Readings, d.Because, d.File)),
        ChecklistItemSkipped s => WithItem(s.Item, new(ItemStatus.Skipped, stamp.By, stamp.At, null, s.Reason)),
        ChecklistItemReopened r => WithItem(r.Item, new(ItemStatus.Open, stamp.By, stamp.At, null, null)),
        ChecklistItemAssigned a => this with { ItemOwners = a.Person is null ? ItemOwners.Remove(a.Item) : ItemOwners.SetItem(a.Item, a.Person) },
        ChecklistItemChecked c => this with { Checks = Checks.SetItem(c.Item, new(c, stamp)) },
        ChecklistOverridden o => this with { OverriddenItems = OverriddenItems.Union(o.Items) },
        ClockWarned w => WithClock(w.Clock, m => m with { WarnedAt = stamp.At }),
        ClockBreached b => WithClock(b.Clock, m => m with { BreachedAt = stamp.At }),
        ClockOpened o => WithClock(o.Clock, m => m with { OpenedAt = stamp.At }),
        ClockMet c => WithClock(c.Clock, m => m with { Met = stamp, MetLate = c.Late, MetBy = c.By, Note = c.Note }),
        ClockOverridden c => WithClock(c.Clock, m => m with { Overridden = stamp, Reason = c.Reason }),
        UpdateMissed u => this with { MissedUpdates = MissedUpdates.SetItem(u.Template, u.Due) },
        FindingRecorded f => (this with { Findings = Findings.SetItem(f.Finding, f) }).Confirmed(f, stamp.At),
        FilePicked p => this with { Files = Files.SetItem(p.Finding, p) },
        QuestionAnswered a => Answer(a, stamp),
        GuardOverridden g => this with { OverriddenGuards = OverriddenGuards.SetItem(g.Guard, g.Reason) },
        MethodChosen m => (this with
        {
            Action = null, Follows = null,
            Runs = Runs.Add(new(m.Run, m.Method, m.Recommended, m.Reason, stamp.By, stamp.At) { Steps = [.. m.Steps.Select(s => new RunStep(s))] }),
        }).Reach("method-chosen", stamp.At),
        RehearsalLacking l => WithRun(l.Run, r => r with { NotRehearsed = l.Because }),
        ReportWritten w => this with { Reports = Reports.Add(w) },
        ActionStarted a => this with { Action = new(a.Action, stamp.At, a.Until), Follows = null },
        ActionEnded a => this with
        {
            Action = Action?.Id == a.Action ? null : Action, Follows = a.Then, EndedActions = EndedActions.SetItem(a.Action, stamp.At),
            Answers = a.AskAgain is { } question ? AnswersBefore(question) : Answers,
        },
        StepApproved a => WithStep(a.Run, a.Step, stamp.At, s => s with { Approval = new(a.CommandHash, stamp.By, stamp.At, a.OwnApproval) { Files = a.Files ?? [] } }),
        GlassBroken g => WithStep(g.Run, g.Step, stamp.At, s => s with { Approval = new(g.CommandHash, stamp.By, stamp.At, Own: true, g.Reason) }),
        StepStarted { Kind: StepStarted.UndoKind } s => WithStep(s.Run, s.Step, stamp.At, step => step with
        {
            Undos = step.Undos.Add(new(s, stamp) { Version = version }),
        }),
        StepStarted s => WithStep(s.Run, s.Step, stamp.At, step => step with
        {
            Status = StepStatus.Running, EndedAt = null, Reason = null, ByHand = false, UndoneAt = null, Choice = s.Choice,
            Attempts = step.Attempts.Add(new(s, stamp) { Version = version }),
        }).Reach("rollback", stamp.At),
        StepCancelRequested c => WithStep(c.Run, c.Step, stamp.At, s => s with
        {
            Attempts = Replace(s.Attempts, c.Attempt, a => a with { CancelRequested = true }),
            Undos = Replace(s.Undos, c.Attempt, a => a with { CancelRequested = true }),
        }),
        StepEnded x => WithStep(x.Run, x.Step, stamp.At, s => Ended(s, x, stamp.At)),
        StepSkipped s => WithStep(s.Run, s.Step, stamp.At, step => step with { Status = StepStatus.Skipped, Reason = s.Reason, EndedAt = stamp.At }),
        StepCompletedByHand c => WithStep(c.Run, c.Step, stamp.At, s => s with
        {
            Status = StepStatus.Succeeded, ByHand = true, UndoneAt = null, Reason = c.Reason, Choice = c.Choice ?? s.Choice, EndedAt = stamp.At,
        }),
        StepJudgedFailed f => WithStep(f.Run, f.Step, stamp.At, s => s with { Status = StepStatus.Failed, Reason = f.Reason }),
        CriterionJudged j => WithRun(j.Run, r => r with { Criteria = r.Criteria.SetItem(j.Criterion, new(j, stamp.At)) }),
        IncidentMitigated m => WithRun(m.Run, r => r with { MitigatedAt = stamp.At }).Reach("mitigated", stamp.At),
        IncidentResolved r => (this with { Status = IncidentStatus.Resolved, Summary = r.Summary, EndedAt = stamp.At }).Reach("resolved", stamp.At),
        IncidentDismissed d => this with { Status = IncidentStatus.Dismissed, Summary = d.Reason, EndedAt = stamp.At },
        IncidentReopened r => this with { Status = IncidentStatus.Open, EndedAt = null, ReopenedFor = r.Reason, Archived = false },
        MessagePrepared m => this with { Messages = m.Does is null ? Messages.SetItem(m.Template, stamp.At) : Messages, Prepared = Prepared.Add(PreparedOf(m, stamp)), Proposals = [.. Proposals.Select(p => p.Id == m.Proposal ? p with { SentAs = m.Body.Id } : p)] },
        MessageDelivered or MessageFailed or MessageTriedAgain or MessageJudged or MessageAcknowledged or MessageStopped or MessageResumed => WithMessage(e, stamp.At),
        NoteCorrected c => this with { Corrections = Corrections.SetItem(c.Note, new(version, c.Text, stamp.By, stamp.At)) },
        EntryPinned p => this with { Pins = Pins.Add(p.Entry) },
        EntryUnpinned p => this with { Pins = Pins.Remove(p.Entry) },
        TimeMarked m => this with { Marks = Marks.SetItem(m.Moment, new(m.Time, m.Reason, stamp.By, stamp.At)) },
        FileAttached f => this with { Attachments = Attachments.Add(new(f, version, stamp.By, stamp.At, Erased: false)) },
        FileErased f => this with { Attachments = [.. Attachments.Select(a => a.Id == f.File ? a with { Erased = true } : a)] },
        MessageProposed p => this with { Proposals = Proposals.Add(new(p, stamp)) },
        MessageApproved a => this with { Proposals = [.. Proposals.Select(p => p.Id == a.Proposal ? p with { Approved = stamp, Own = a.OwnApproval } : p)] },
        PostmortemRevised or PostmortemSetAside or PostmortemCommented or PostmortemCommentResolved or PostmortemReviewed or PostmortemPublished or PostmortemFiled =>
            this with { Postmortem = ChangePostmortem(e, stamp) },
        IncidentClosed => (this with { Status = IncidentStatus.Closed }).Reach("closed", stamp.At),
        IncidentArchived => this with { Archived = true },
        IncidentUnarchived => this with { Archived = false },
        _ => ChangePeople(e, stamp, version), // opened questions change nothing but the timeline
    };

    private Incident Answer(QuestionAnswered a, Stamp stamp) =>
        this with { Answers = AnswersBefore(a.Question).Add(new(a.Question, a.Answer, stamp.By, stamp.At, a)), Action = null, Follows = null };

    private ImmutableList<GivenAnswer> AnswersBefore(string question)
    {
        var place = Answers.FindIndex(g => g.Question == question);
        return place < 0 ? Answers : Answers.RemoveRange(place, Answers.Count - place);
    }

    private static RunStep Ended(RunStep step, StepEnded x, DateTimeOffset at)
    {
        Attempt End(Attempt a) => a with { Ended = x, EndedAt = at };
        if (step.Undos.Exists(a => a.Id == x.Attempt))
            return step with { Undos = Replace(step.Undos, x.Attempt, End), UndoneAt = x.Status == StepStatus.Succeeded ? at : step.UndoneAt };
        var current = step.Current?.Id == x.Attempt;
        return step with
        {
            Attempts = Replace(step.Attempts, x.Attempt, End),
            // What a person has said of it since stands.
            Status = current && !step.ByHand && step.Status != StepStatus.Skipped ? x.Status : step.Status,
            EndedAt = current ? at : step.EndedAt,
        };
    }

    private Incident WithItem(string item, ItemState state) => this with { Items = Items.SetItem(item, state) };

    private Incident WithClock(string clock, Func<ClockMark, ClockMark> change) =>
        this with { Clocks = Clocks.SetItem(clock, change(Clocks.GetValueOrDefault(clock) ?? new())) };

    private Incident Reach(string milestone, DateTimeOffset at) =>
        Milestones.ContainsKey(milestone) ? this : this with { Milestones = Milestones.Add(milestone, at) };

    /// <summary>A trigger that overrides the tree is proof of exposure: the clocks that hang on it begin.</summary>
    private Incident Exposed(FiredTrigger? trigger, DateTimeOffset at) => trigger is { OverridesTree: true } ? Reach("exposure-confirmed", at) : this;

    private Incident Confirmed(FindingRecorded f, DateTimeOffset at) =>
        f is { Finding: "EXPOSURE_CONFIRMED", Value: "yes" } ? Reach(Runbooks.Milestones.ExposureConfirmed, at) : this;

    private Incident WithRun(int number, Func<Run, Run> change) =>
        this with { Runs = [.. Runs.Select(r => r.Number == number ? change(r) : r)] };

    private Incident WithStep(int run, string step, DateTimeOffset at, Func<RunStep, RunStep> change) => WithRun(run, r =>
    {
        var steps = r.Steps.Select(s => s.Id == step ? change(s) : s).ToImmutableList();
        var done = steps.Count > 0 && steps.All(s => s.IsDone);
        return r with
        {
            Steps = steps,
            StartedAt = r.StartedAt ?? (steps.Any(s => s.Status != StepStatus.Waiting) ? at : null),
            StepsDoneAt = done ? r.StepsDoneAt ?? at : null,
        };
    });

    private static ImmutableList<Attempt> Replace(ImmutableList<Attempt> attempts, AttemptId id, Func<Attempt, Attempt> change) =>
        [.. attempts.Select(a => a.Id == id ? change(a) : a)];
}
