using System.Collections.Immutable;
using MeetSolis.IncidentConsole.Messages;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>The state of an incident: a fold of its entries. Version 0 is one that has none yet.</summary>
public sealed partial record Incident
{
    public static Incident Empty(IncidentNumber number) => new() { Number = number };

    public IncidentNumber Number { get; init; }
    public long Version { get; init; }
    /// <summary>Hash of the newest entry; empty before the first.</summary>
    public string HeadHash { get; init; } = "";
    public string Title { get; init; } = "";
    public string Environment { get; init; } = "";
    public bool Drill { get; init; }
    /// <summary>A rehearsal of the runbook, carried through for evidence.</summary>
    public bool Rehearsal { get; init; }
    /// <summary>The method that is rehearsed; null in older ones, whose runbook had one rehearsal.</summary>
    public string? Rehearses { get; init; }
    /// <summary>What the practice target was told to have; null in no drill, and where nothing says it.</summary>
    public string? Scenario { get; init; }
    public IncidentKind Kind => Drill ? IncidentKind.Drill : Rehearsal ? IncidentKind.Rehearsal : IncidentKind.Incident;
    /// <summary>What is done here is practice: whoever commands may approve what they start, which is marked.</summary>
    public bool IsPractice => Drill || Rehearsal;
    /// <summary>Put away: lists show it only to who asks.</summary>
    public bool Archived { get; init; }
    /// <summary>Times of the runbook are divided by it here.</summary>
    public double TimeScale { get; init; } = 1;
    public IncidentSeverity Severity { get; init; } = IncidentSeverity.Sev3;
    public IncidentStatus Status { get; init; }
    public RunbookRef Runbook { get; init; } = new("", "", "");
    public DateTimeOffset DeclaredAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
    public Actor? DeclaredBy { get; init; }
    public PersonRef? Commander { get; init; }
    public ImmutableList<AttachedTrigger> Triggers { get; init; } = [];
    /// <summary>The answers that count now, in the order in which they were given.</summary>
    public ImmutableList<GivenAnswer> Answers { get; init; } = [];
    public ImmutableDictionary<string, ItemState> Items { get; init; } = ImmutableDictionary<string, ItemState>.Empty;
    /// <summary>Item → the person who has taken it; else it is its role's.</summary>
    public ImmutableDictionary<string, PersonRef> ItemOwners { get; init; } = ImmutableDictionary<string, PersonRef>.Empty;
    /// <summary>Item → what its check last found.</summary>
    public ImmutableDictionary<string, ItemCheck> Checks { get; init; } = ImmutableDictionary<string, ItemCheck>.Empty;
    /// <summary>Items that a commander went on without; they hold no step any more.</summary>
    public ImmutableHashSet<string> OverriddenItems { get; init; } = [];
    /// <summary>Guard id → why it was gone against.</summary>
    public ImmutableDictionary<string, string> OverriddenGuards { get; init; } = ImmutableDictionary<string, string>.Empty;
    public ImmutableList<Run> Runs { get; init; } = [];
    public StartedAction? Action { get; init; }
    /// <summary>Action → when it was last over.</summary>
    public ImmutableDictionary<string, DateTimeOffset> EndedActions { get; init; } = ImmutableDictionary<string, DateTimeOffset>.Empty;
    /// <summary>What the runbook wants after an action that is over; null once anything was decided since.</summary>
    public string? Follows { get; init; }
    public ImmutableDictionary<string, FindingRecorded> Findings { get; init; } = ImmutableDictionary<string, FindingRecorded>.Empty;
    /// <summary>Finding → the file it names, as it was when it was chosen.</summary>
    public ImmutableDictionary<string, FilePicked> Files { get; init; } = ImmutableDictionary<string, FilePicked>.Empty;
    /// <summary>Milestone → when it was first reached.</summary>
    public ImmutableDictionary<string, DateTimeOffset> Milestones { get; init; } = ImmutableDictionary<string, DateTimeOffset>.Empty;
    /// <summary>Clock → what has become of it; nothing where nothing has yet.</summary>
    public ImmutableDictionary<string, ClockMark> Clocks { get; init; } = ImmutableDictionary<string, ClockMark>.Empty;
    /// <summary>Message template → when its update that was last missed had been due.</summary>
    public ImmutableDictionary<string, DateTimeOffset> MissedUpdates { get; init; } = ImmutableDictionary<string, DateTimeOffset>.Empty;
    public string? Summary { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    /// <summary>Version of a note → what is laid over it.</summary>
    public ImmutableDictionary<long, Correction> Corrections { get; init; } = ImmutableDictionary<long, Correction>.Empty;
    /// <summary>Versions of the entries that are pinned.</summary>
    public ImmutableSortedSet<long> Pins { get; init; } = [];
    /// <summary>Moment → when a person says that it was.</summary>
    public ImmutableDictionary<string, TimeMark> Marks { get; init; } = ImmutableDictionary<string, TimeMark>.Empty;
    /// <summary>In the order in which they were attached, erased ones too.</summary>
    public ImmutableList<AttachedFile> Attachments { get; init; } = [];
    /// <summary>Why it was opened again, once it had ended.</summary>
    public string? ReopenedFor { get; init; }
    /// <summary>Message template → when one was last prepared from it.</summary>
    public ImmutableDictionary<string, DateTimeOffset> Messages { get; init; } = ImmutableDictionary<string, DateTimeOffset>.Empty;
    /// <summary>All messages, in the order in which they were prepared, with how far each has come.</summary>
    public ImmutableList<PreparedMessage> Prepared { get; init; } = [];
    /// <summary>Messages that were put before a second person, in that order.</summary>
    public ImmutableList<ProposedMessage> Proposals { get; init; } = [];
    /// <summary>Files that were written of it, in that order.</summary>
    public ImmutableList<ReportWritten> Reports { get; init; } = [];

    public Run? CurrentRun => Runs.IsEmpty ? null : Runs[^1];
    public bool IsOpen => Status == IncidentStatus.Open && Version > 0;
    public RunStep? RunningStep => CurrentRun?.Steps.FirstOrDefault(s => s.Status == StepStatus.Running || s.IsUndoing);

    /// <summary>The texts beside the chain that the state itself names.</summary>
    public IEnumerable<Guid> TextIds() => Findings.Values.Select(f => f.Text?.Id).Concat(Clocks.Values.Select(c => c.Note?.Id)).OfType<Guid>().Concat(Attachments.Select(a => a.Fact.Name.Id)).Concat(ActionItems.SelectMany(a => new[] { a.Title.Id, a.Note?.Id }).OfType<Guid>());

    /// <summary>The name of the file that a finding is, without where it lies; null where it is no file.</summary>
    public string? FileName(string finding) =>
        Files.GetValueOrDefault(finding) is { } file && Findings.GetValueOrDefault(finding)?.Value == file.Path ? Path.GetFileName(file.Path) : null;

    /// <summary>The most severe of the attached triggers leads; the first to come, among equals.</summary>
    public AttachedTrigger? LeadTrigger => Triggers.OrderBy(t => t.Fired.Severity).FirstOrDefault();
}

/// <summary>What it was in earnest: something that went wrong, practice against the practice target, or a rollback that was tried for evidence.</summary>
public enum IncidentKind { Incident, Drill, Rehearsal }

public sealed record AttachedTrigger(FiredTrigger Fired, DateTimeOffset At, bool Firing);

public sealed record GivenAnswer(string Question, string Answer, Actor By, DateTimeOffset At, QuestionAnswered Fact);

public enum ItemStatus { Open, Done, Skipped }

/// <param name="Because">What it was ticked by, where not by a person's word.</param>
public sealed record ItemState(
    ItemStatus Status, Actor By, DateTimeOffset At, KeptText? Note, string? Reason, string? Link = null, IReadOnlyList<Signals.SignalReading>? Readings = null, string? Because = null, Guid? File = null);

public sealed record ItemCheck(ChecklistItemChecked Fact, Stamp Done);

/// <param name="MetBy">What met it, where no note says it.</param>
public sealed record ClockMark(
    DateTimeOffset? WarnedAt = null, DateTimeOffset? BreachedAt = null, DateTimeOffset? OpenedAt = null, Stamp? Met = null, bool MetLate = false, string? MetBy = null, KeptText? Note = null)
{
    /// <summary>Who went on against it, and why.</summary>
    public Stamp? Overridden { get; init; }
    public string? Reason { get; init; }
}

/// <param name="Until">When its timer ends.</param>
public sealed record StartedAction(string Id, DateTimeOffset At, DateTimeOffset? Until);

/// <summary>One execution of a method.</summary>
public sealed record Run(int Number, string Method, bool Recommended, string? Reason, Actor By, DateTimeOffset ChosenAt)
{
    public ImmutableList<RunStep> Steps { get; init; } = [];
    public ImmutableDictionary<string, JudgedCriterion> Criteria { get; init; } = ImmutableDictionary<string, JudgedCriterion>.Empty;
    /// <summary>Why the environment's wish for a rehearsal holds it; null where it does not.</summary>
    public string? NotRehearsed { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    /// <summary>When the last step was done.</summary>
    public DateTimeOffset? StepsDoneAt { get; init; }
    public DateTimeOffset? MitigatedAt { get; init; }

    public bool AllStepsDone => StepsDoneAt is not null;
    public RunStep? Find(string step) => Steps.FirstOrDefault(s => s.Id == step);
}

public sealed record RunStep(string Id)
{
    public StepStatus Status { get; init; } = StepStatus.Waiting;
    public ImmutableList<Attempt> Attempts { get; init; } = [];
    /// <summary>Attempts to take its effect back.</summary>
    public ImmutableList<Attempt> Undos { get; init; } = [];
    /// <summary>When its effect was taken back; it stays done until it is run again.</summary>
    public DateTimeOffset? UndoneAt { get; init; }
    public Approval? Approval { get; init; }
    /// <summary>Why it was skipped or done by hand.</summary>
    public string? Reason { get; init; }
    public bool ByHand { get; init; }
    public string? Choice { get; init; }
    public DateTimeOffset? EndedAt { get; init; }

    public Attempt? Current => Attempts.IsEmpty ? null : Attempts[^1];
    public DateTimeOffset? StartedAt => Attempts.IsEmpty ? null : Attempts[^1].Started.At;
    public bool IsDone => Status is StepStatus.Succeeded or StepStatus.Skipped;
    public bool IsUndoing => !Undos.IsEmpty && Undos[^1].Ended is null;
    /// <summary>Done, and its effect is still there.</summary>
    public bool Stands => Status == StepStatus.Succeeded && UndoneAt is null;
    public string? Failure => Status == StepStatus.Failed && Reason is not null ? $"{Current?.Ended?.Failure} Judged failed: {Reason}".TrimStart() : Current?.Ended?.Failure;
    /// <summary>The number of its next attempt or undo: each has its own.</summary>
    public int NextNumber => Attempts.Count + Undos.Count + 1;
    public Attempt? FindAttempt(AttemptId id) => Attempts.Find(a => a.Id == id) ?? Undos.Find(a => a.Id == id);
}

public sealed record Attempt(StepStarted Fact, Stamp Started)
{
    /// <summary>Version of the entry that started it: what it runs was resolved on the state before.</summary>
    public long Version { get; init; }
    public bool CancelRequested { get; init; }
    public StepEnded? Ended { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public AttemptId Id => Fact.Attempt;
}

/// <param name="Version">Of the entry that corrects.</param>
public sealed record Correction(long Version, KeptText Text, Actor By, DateTimeOffset At);

/// <param name="At">When it was marked.</param>
public sealed record TimeMark(DateTimeOffset Time, string Reason, Actor By, DateTimeOffset At);

/// <param name="Version">Of the entry that attached it.</param>
public sealed record AttachedFile(FileAttached Fact, long Version, Actor By, DateTimeOffset At, bool Erased)
{
    public Guid Id => Fact.File;
}

public sealed record Stamp(Actor By, DateTimeOffset At);

/// <param name="BrokenGlass">Why an administrator went on without a second person.</param>
public sealed record Approval(string CommandHash, Actor By, DateTimeOffset At, bool Own, string? BrokenGlass = null)
{
    /// <summary>What the approved command runs of the workspace, as it was then.</summary>
    public IReadOnlyList<RunFile> Files { get; init; } = [];

    /// <summary>What is no longer what was approved, in words: the files, where only they are known to differ.</summary>
    public string Changed(StepResolution now)
    {
        var differ = now.Files.Where(f => Files.Any(a => a.Path == f.Path && a.Sha256 != f.Sha256)).Select(f => f.Path).ToList();
        return differ.Count == 0 ? "the command has changed" : $"{string.Join(" and ", differ)} {(differ.Count == 1 ? "has" : "have")} changed";
    }
}

public sealed record JudgedCriterion(CriterionJudged Fact, DateTimeOffset At);
