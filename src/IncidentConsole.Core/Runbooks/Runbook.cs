using MeetSolis.IncidentConsole.Runbooks.Conditions;

namespace MeetSolis.IncidentConsole.Runbooks;

/// <summary>
/// One version of a whole SOP, as read from a runbook file. Ids are those of the file; <see cref="Hash"/> is the lower-case
/// hexadecimal SHA-256 of its bytes. Dictionaries keep the file's order.
/// </summary>
public sealed record Runbook
{
    public required string Id { get; init; }
    public required string Title { get; init; }
    public required string Version { get; init; }
    public required string Hash { get; init; }
    /// <summary>The file's text, as read.</summary>
    public required string Source { get; init; }
    public string? Status { get; init; }
    public string? Owner { get; init; }
    public string? NextReview { get; init; }
    public string? LastTested { get; init; }
    public string? LastUpdated { get; init; }
    public IReadOnlyList<RunbookChange> Changes { get; init; } = [];
    public required RunbookContacts Contacts { get; init; }
    public required OrderedMap<RunbookEnvironment> Environments { get; init; }
    public IReadOnlyList<string> Events { get; init; } = [];
    public required OrderedMap<SignalDefinition> Signals { get; init; }
    public required OrderedMap<Exclusion> Exclusions { get; init; }
    /// <summary>The rows of the quick reference card.</summary>
    public required OrderedMap<Scenario> Scenarios { get; init; }
    public required OrderedMap<Trigger> Triggers { get; init; }
    public required OrderedMap<RunbookAction> Actions { get; init; }
    public required OrderedMap<Guard> Guards { get; init; }
    public required DecisionTree Tree { get; init; }
    public required OrderedMap<Checklist> Checklists { get; init; }
    public required OrderedMap<Method> Methods { get; init; }
    public required OrderedMap<MessageTemplate> Messages { get; init; }
    public required OrderedMap<ClockDefinition> Clocks { get; init; }
    public required OrderedMap<DocumentDefinition> Documents { get; init; }
    /// <summary>Method → how it is rehearsed.</summary>
    public OrderedMap<Rehearsal> Rehearsals { get; init; } = [];
    /// <summary>The command card: what people want to copy in a hurry.</summary>
    public OrderedMap<QuickCommand> Commands { get; init; } = [];
    /// <summary>The parts of the service that the public knows, as the status page names them.</summary>
    public OrderedMap<ServiceComponent> Components { get; init; } = [];

    /// <summary>What a reviewer would find and the file lives with, each with its reason.</summary>
    public IReadOnlyList<LintWaiver> Waivers { get; init; } = [];

    /// <summary>The item with this id, whichever checklist (or item) holds it; ids are unique in a file.</summary>
    public ChecklistItem? FindItem(string id) =>
        Checklists.Values.SelectMany(c => c.AllItems()).FirstOrDefault(i => i.Id == id);

    /// <summary>Every finding that something in the file can record: checklist items, manual fields, captures and picks.</summary>
    public IEnumerable<string> FindingNames() =>
        Checklists.Values.SelectMany(c => c.AllItems()).Select(i => i.Finding).OfType<string>()
            .Concat(Methods.Values.SelectMany(m => m.Steps.Values).Concat(Rehearsals.Values.SelectMany(r => r.Steps.Values)).SelectMany(s => s.FindingNames()))
            .Distinct();

    /// <summary>The rehearsal of a method. Older incidents do not say which: their runbook had one.</summary>
    public Rehearsal? RehearsalOf(string? method) => method is null ? Rehearsals.Values.FirstOrDefault() : Rehearsals.GetValueOrDefault(method);

    /// <summary>Where a rehearsal stands in the file, in the file's own names.</summary>
    public string PlaceOf(Rehearsal rehearsal) => Rehearsals.Count == 1 ? "rehearsal" : $"rehearsal.{rehearsal.Method}";

    /// <summary>What a person reads for the id of a method or an action.</summary>
    public string TitleOf(string methodOrAction) =>
        Methods.TryGetValue(methodOrAction, out var method) ? method.Title
        : Actions.TryGetValue(methodOrAction, out var action) ? action.Say
        : methodOrAction;
}

/// <param name="Rule">The rule of a finding.</param>
/// <param name="At">Its place, as the finding names it.</param>
public sealed record LintWaiver(string Rule, string At, string Because);

public sealed record RunbookChange(string Version, DateOnly Date, string Note);

public sealed record RunbookContacts
{
    public string? OnCallPhone { get; init; }
    public string? OnCallSlack { get; init; }
    public string? EscalationEmail { get; init; }
    /// <summary>The message that is prepared for whoever is on call as soon as a trigger opens an incident.</summary>
    public string? Page { get; init; }
    /// <summary>How long somebody has to acknowledge a call before the next is called; null where the console's usual time counts.</summary>
    public TimeSpan? EscalateAfter { get; init; }
    public IReadOnlyList<int> Corrects { get; init; } = [];
}

/// <summary>Where a runbook may be used. <see cref="Secrets"/> are names only: values come from the console's settings.</summary>
public sealed record RunbookEnvironment
{
    public required string Id { get; init; }
    /// <summary>High-risk steps ask for the environment's name, typed.</summary>
    public bool ConfirmByTypingName { get; init; }
    public bool RequiresRehearsal { get; init; }
    public string? Workspace { get; init; }
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();
    public IReadOnlyList<string> Secrets { get; init; } = [];
    /// <summary>Names of variables that are no secret and whose values come from the console's settings as well.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];
    /// <summary>Commands see nothing but the practice target.</summary>
    public bool PracticeTarget { get; init; }
    /// <summary>Times of triggers, windows and clocks are divided by it; 1 where nothing is scaled.</summary>
    public double TimeScale { get; init; } = 1;

    /// <summary>A time of the runbook as it counts in this environment; never below five seconds when scaled.</summary>
    public TimeSpan Scale(TimeSpan time) =>
        TimeScale <= 1 || time <= TimeSpan.Zero ? time : TimeSpan.FromSeconds(Math.Min(time.TotalSeconds, Math.Max(5, time.TotalSeconds / TimeScale)));
}

public enum SignalKind { Ratio, Count, Sum, Gauge, Percentile }

/// <summary>A named measured quantity, made of the counts of events.</summary>
public sealed record SignalDefinition
{
    public required string Id { get; init; }
    public string? Title { get; init; }
    public required SignalKind Kind { get; init; }
    public required TimeSpan Window { get; init; }
    /// <summary>percent, usd, milliseconds; empty for a plain count.</summary>
    public string Unit { get; init; } = "";
    /// <summary>The least number of events (of the denominator, for a ratio) that makes a value; below it the signal is undetermined.</summary>
    public long Minimum { get; init; }
    public string? Event { get; init; }
    public string? Numerator { get; init; }
    public string? Denominator { get; init; }
    /// <summary>Id of an exclusion.</summary>
    public string? Except { get; init; }
    public int? Percentile { get; init; }
    public double? Normal { get; init; }
    public double? Target { get; init; }
    public TimeSpan? StaleAfter { get; init; }
    public IReadOnlyList<string> Sources { get; init; } = [];
    public string? Note { get; init; }
    public IReadOnlyList<int> Corrects { get; init; } = [];

    /// <summary>The events it is counted from.</summary>
    public IEnumerable<string> EventNames => new[] { Event, Numerator, Denominator }.OfType<string>();
}

/// <summary>Requests that are expected to fail and so do not count while a method is in force.</summary>
public sealed record Exclusion(string Id, IReadOnlyList<string> While, IReadOnlyList<string> Paths, int? Status);

/// <summary>A row of the quick reference card.</summary>
public sealed record Scenario
{
    public required string Id { get; init; }
    public required string Title { get; init; }
    public required string Symptom { get; init; }
    public required TimeSpan DecideWithin { get; init; }
    /// <summary>Id of a method or an action.</summary>
    public required string Do { get; init; }
    /// <summary>What the card says the rollback is, in words.</summary>
    public required string Say { get; init; }
    public required TimeSpan Eta { get; init; }
    public IReadOnlyList<int> Corrects { get; init; } = [];
}

/// <summary>A rule that recommends a method or an action: a condition held for a time, or a person's report.</summary>
public sealed record Trigger
{
    public required string Id { get; init; }
    public required string Title { get; init; }
    public Condition? When { get; init; }
    public TimeSpan For { get; init; }
    public bool Manual { get; init; }
    /// <summary>Fires only as advice: a person judges.</summary>
    public bool Judgement { get; init; }
    public string? Ask { get; init; }
    public Incidents.IncidentSeverity Severity { get; init; } = Incidents.IncidentSeverity.Sev3;
    public required string Recommend { get; init; }
    public TimeSpan? DecideWithin { get; init; }
    public string? Caution { get; init; }
    public bool OverridesTree { get; init; }
    /// <summary>The source the SOP names.</summary>
    public string? Source { get; init; }
    /// <summary>The event that a person's report of it counts as; null where a report declares it directly.</summary>
    public string? Event { get; init; }
    public string? Note { get; init; }
    /// <summary>Component → how badly, while it fires or is not mitigated.</summary>
    public IReadOnlyDictionary<string, ComponentState> Affects { get; init; } = new Dictionary<string, ComponentState>();
    public IReadOnlyList<int> Corrects { get; init; } = [];
}

/// <summary>A thing to do that is no method; also an end of the tree.</summary>
public sealed record RunbookAction
{
    public required string Id { get; init; }
    public required string Say { get; init; }
    public bool GoesToTree { get; init; }
    public TimeSpan? Timer { get; init; }
    public const string AskAgain = "ask-again";

    /// <summary>What comes after the timer: <c>ask-again</c>, or the id of a method or an action.</summary>
    public string? Then { get; init; }
    public string? Note { get; init; }
}

/// <summary>A "do not roll back if" rule. Going on against one that holds needs a reason.</summary>
public sealed record Guard
{
    public required string Id { get; init; }
    public Condition? When { get; init; }
    public string? Ask { get; init; }
    public string? Say { get; init; }
    /// <summary>Triggers it never stands against.</summary>
    public IReadOnlyList<string> Except { get; init; } = [];
    /// <summary>Ids of actions.</summary>
    public IReadOnlyList<string> Instead { get; init; } = [];
    /// <summary>Methods it stands against; empty: all.</summary>
    public IReadOnlyList<string> Methods { get; init; } = [];
    public IReadOnlyList<int> Corrects { get; init; } = [];
}

public sealed record DecisionTree(string Start, OrderedMap<Question> Questions);

/// <summary>A node of the tree: answered yes or no, or by one of its choices; <c>unknown</c> is always an answer.</summary>
public sealed record Question
{
    public required string Id { get; init; }
    public required string Ask { get; init; }
    public Condition? AnsweredBy { get; init; }
    public TimeSpan? Within { get; init; }
    /// <summary>Answers in the file's order (<c>yes</c>, <c>no</c>, or choice ids) and where each leads.</summary>
    public required OrderedMap<Branch> Answers { get; init; }
    public bool HasChoices { get; init; }
    public IReadOnlyList<int> Corrects { get; init; } = [];
}

/// <summary>Where an answer leads: to a question (<see cref="Go"/>), or to a method or action (<see cref="Do"/>) and then a question.</summary>
public sealed record Branch(string? Go, string? Do, string? Then, string? Say = null);

public sealed record Checklist
{
    public required string Id { get; init; }
    public required string Title { get; init; }
    /// <summary>Milestone it holds: <c>rollback</c> holds the first step of every method.</summary>
    public string? Before { get; init; }
    public string? After { get; init; }
    /// <summary>Counted from <see cref="After"/>: its time is from here until <see cref="Within"/>.</summary>
    public TimeSpan? From { get; init; }
    public TimeSpan? Within { get; init; }
    public required OrderedMap<ChecklistItem> Items { get; init; }

    public IEnumerable<ChecklistItem> AllItems() => Items.Values.SelectMany(i => i.WithChildren());
}

public sealed record ChecklistItem
{
    public required string Id { get; init; }
    public required string Say { get; init; }
    public string? Link { get; init; }
    /// <summary>The read-only command or call that shows whether it is so; exit 0, or the status, unless it says what to expect.</summary>
    public Proof? Check { get; init; }
    /// <summary>The check's command, where it is one.</summary>
    public string? CheckShell => (Check?.Do as StepAction.Shell)?.Script;
    /// <summary>The console ticks it itself once its condition holds, or once the time it waits for has come.</summary>
    public bool Automatic { get; init; }
    /// <summary>Name of the finding that doing it records.</summary>
    public string? Finding { get; init; }
    public Condition? If { get; init; }
    /// <summary>What a signal must show for the item to be true: live evidence beside the box, which a person still ticks.</summary>
    public Condition? When { get; init; }
    public string? Owner { get; init; }
    /// <summary>Id of the message that doing it sends.</summary>
    public string? Message { get; init; }
    /// <summary>Id of the clock it is due by.</summary>
    public string? Clock { get; init; }
    /// <summary>Id of the document it is about.</summary>
    public string? Document { get; init; }
    public string? Note { get; init; }
    public OrderedMap<ChecklistItem> Items { get; init; } = [];
    public IReadOnlyList<int> Corrects { get; init; } = [];

    public IEnumerable<ChecklistItem> WithChildren() => Items.Values.SelectMany(i => i.WithChildren()).Prepend(this);
}

public enum RunbookRisk { Low, Medium, High }

/// <summary>A rollback procedure.</summary>
public sealed record Method
{
    public required string Id { get; init; }
    public required string Title { get; init; }
    public required RunbookRisk Risk { get; init; }
    public required TimeSpan Eta { get; init; }
    public string DataLoss { get; init; } = "";
    public IReadOnlyList<string> UseWhen { get; init; } = [];
    public string? Caution { get; init; }
    public required OrderedMap<Step> Steps { get; init; }
    public IReadOnlyList<Criterion> Success { get; init; } = [];
    public IReadOnlyList<NextStep> Next { get; init; } = [];
    /// <summary>Component → how badly, from its first step to the end of the incident.</summary>
    public IReadOnlyDictionary<string, ComponentState> Affects { get; init; } = new Dictionary<string, ComponentState>();
    public IReadOnlyList<int> Corrects { get; init; } = [];

    /// <summary>The step at a place of the file's order, counted from 0; null past the end.</summary>
    public Step? StepAt(int index) => Steps.Values.ElementAtOrDefault(index);

    /// <summary>What its steps' budgets add up to; steps without one do not count.</summary>
    public TimeSpan Budget => Steps.Values.Aggregate(TimeSpan.Zero, (sum, s) => sum + (s.Budget ?? TimeSpan.Zero));
}

/// <summary>One line of what comes after a method: exactly one of the ids is set, or only words.</summary>
public sealed record NextStep(string? Message, string? Action, string? Clock, string? Say);

/// <summary>A success criterion: judged on signals inside its window, or asked of a person.</summary>
public sealed record Criterion(string Id, Condition? When, TimeSpan? Within, string? Ask, string Say)
{
    /// <summary>The step whose proof is the evidence for the answer; null where there is none.</summary>
    public string? Step { get; init; }
    public IReadOnlyList<int> Corrects { get; init; } = [];
}

/// <summary>One part of a method. What it does is <see cref="Do"/>.</summary>
public sealed record Step
{
    public required string Id { get; init; }
    public required string Title { get; init; }
    public string? Note { get; init; }
    public TimeSpan? Budget { get; init; }
    /// <summary>After it the step is stopped; five minutes unless the file says otherwise. Never scaled.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);
    public RunbookRisk Risk { get; init; } = RunbookRisk.Low;
    /// <summary>Who must consent before it starts: <c>commander</c>; null where nobody must.</summary>
    public string? ApprovalBy { get; init; }
    public required StepAction Do { get; init; }
    /// <summary>Variables that what it runs needs although its text may not name them: without a value for each it cannot start.</summary>
    public IReadOnlyList<string> Uses { get; init; } = [];
    /// <summary>Programs that it, its proof and its undo call: where one is not installed it cannot start, which is said before an incident needs it.</summary>
    public IReadOnlyList<string> Tools { get; init; } = [];
    /// <summary>Files of the workspace that it, its proof and its undo run: their contents are part of the command that is approved and started.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];
    public IReadOnlyList<Expectation> Expect { get; init; } = [];
    public Proof? Proof { get; init; }
    /// <summary>What takes its effect back.</summary>
    public StepAction.Shell? Undo { get; init; }
    /// <summary>What shows that the effect is gone.</summary>
    public Proof? UndoProof { get; init; }
    public IReadOnlyList<string> Needs { get; init; } = [];
    public string? TogetherWith { get; init; }
    public Condition? If { get; init; }
    /// <summary>What data the environment holds once it is done; null where it changes nothing of that.</summary>
    public StagedData? Data { get; init; }
    /// <summary>Finding name → regular expression with one group, taken from the output.</summary>
    public IReadOnlyDictionary<string, string> Capture { get; init; } = new Dictionary<string, string>();
    /// <summary>The step it was copied from (<c>method.step</c>).</summary>
    public string? SameAs { get; init; }
    public IReadOnlyList<int> Corrects { get; init; } = [];

    /// <summary>The findings that doing it can record.</summary>
    public IEnumerable<string> FindingNames() => Capture.Keys.Concat(Do switch
    {
        StepAction.Manual manual => manual.Fields.Keys,
        StepAction.Pick pick => [pick.Into],
        _ => [],
    });
}

/// <summary>What a step does: a closed set.</summary>
public abstract record StepAction
{
    private StepAction() { }

    public sealed record Shell(string Script) : StepAction;
    /// <summary>An HTTP call. <c>${NAME}</c> in the URL is URL-encoded; in headers and body it is the plain value.</summary>
    public sealed record Http(string Method, string Url, IReadOnlyDictionary<string, string> Headers, string? Body, TimeSpan Timeout) : StepAction;
    /// <summary>Done by a person; field name → type (text, number, time, file, yes-no).</summary>
    public sealed record Manual(string? Say, IReadOnlyDictionary<string, string> Fields) : StepAction;
    public sealed record Choice(OrderedMap<StepOption> Options) : StepAction;
    public sealed record Pick(string Files, bool Newest, IReadOnlyList<string> Show, string Into) : StepAction
    {
        /// <summary>No other than the newest is taken, whole or not: a rehearsal tries what a rollback would meet.</summary>
        public bool NewestOnly { get; init; }
    }
    public sealed record Wait(Condition? Until, TimeSpan? For) : StepAction;
    public sealed record Message(string Template) : StepAction;
    public sealed record Approval(string By) : StepAction;

    /// <summary>The kind's name in the file and in the API.</summary>
    public string Kind => GetType().Name.ToLowerInvariant();
}

/// <summary>One option of a choice step: a command, or why it cannot be had.</summary>
public sealed record StepOption(string Id, StepAction.Shell? Shell, string? Unavailable, string? Say, Proof? Proof, IReadOnlyList<int> Corrects)
{
    /// <summary>As <see cref="Step.Data"/>.</summary>
    public StagedData? Data { get; init; }
}

/// <summary>What data an environment that is no production holds.</summary>
public enum StagedData
{
    /// <summary>Its own.</summary>
    Own,
    /// <summary>Real people's, as it stands in production.</summary>
    Production,
    /// <summary>Production's, with what is personal blanked.</summary>
    ProductionMasked,
}

/// <summary>A read-only command or call whose output shows that the effect is there.</summary>
public sealed record Proof(StepAction Do, IReadOnlyList<Expectation> Expect);

/// <summary>What output must show: a closed set.</summary>
public abstract record Expectation
{
    private Expectation() { }

    public sealed record Exit(int Code) : Expectation;
    /// <summary>The text stands in the output.</summary>
    public sealed record Text(string Value) : Expectation;
    public sealed record Absent(string Value) : Expectation;
    public sealed record Matches(string Pattern) : Expectation
    {
        /// <summary>As people read it: that it is about lines goes without saying, since every pattern is.</summary>
        public string Shown => Pattern.StartsWith("(?m)", StringComparison.Ordinal) ? Pattern[4..] : Pattern;
    }
    /// <summary>HTTP status.</summary>
    public sealed record Status(int Code) : Expectation;
    /// <summary>A string value or property name that stands nowhere in the JSON output.</summary>
    /// <remarks>With <c>$.</c> before it, it is a path as in <see cref="JsonEquals"/>: nothing stands there.</remarks>
    public sealed record JsonAbsent(string Value) : Expectation;
    public sealed record JsonPresent(string Value) : Expectation;
    /// <summary>A dotted path with indices (<c>envs[0].key</c>) whose value is as said.</summary>
    public sealed record JsonEquals(string Path, string Value) : Expectation;
    public sealed record Rows(int Count) : Expectation;
    /// <summary>A count that an earlier step found: the number the pattern's group takes from the output, or the output's lines, is the same or at least as much.</summary>
    public sealed record RowsAs(string Finding, bool AtLeast, string? Of) : Expectation;
    /// <summary>The call is answered in time.</summary>
    public sealed record Timely(TimeSpan Time) : Expectation;
    public sealed record Signal(Condition When, TimeSpan? Within) : Expectation;
}

public sealed record MessageTemplate
{
    public required string Id { get; init; }
    public string? Title { get; init; }
    public required IReadOnlyList<string> Channels { get; init; }
    public string? To { get; init; }
    public string? Subject { get; init; }
    /// <summary>What a status page shows: investigating, identified, monitoring or resolved.</summary>
    public string? Status { get; init; }
    public required string Body { get; init; }
    /// <summary>Field → where its value comes from (<c>incident.trigger</c>, <c>run.method</c>, <c>finding.X</c>, <c>signal.X</c>); <c>ask</c>: a person says.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>();
    public TimeSpan? RepeatEvery { get; init; }
    public string? RepeatAs { get; init; }
    public string? RepeatUntil { get; init; }
    /// <summary>The message that each repetition is; null: itself again.</summary>
    public string? RepeatWith { get; init; }
    public string? AudienceCsv { get; init; }
    public string? ApprovalBy { get; init; }
    public Condition? If { get; init; }
    /// <summary>Milestone at which it is to be sent; null where a step, an item or a person decides.</summary>
    public string? After { get; init; }
    /// <summary>It is sent at its milestone by itself; otherwise a person sends it. At <c>declared</c>: where a trigger declares.</summary>
    public bool Automatic { get; init; }
    /// <summary>The message whose thread it stands in, on channels that have threads.</summary>
    public string? Thread { get; init; }
    public IReadOnlyList<int> Corrects { get; init; } = [];
}

public sealed record ClockDefinition
{
    public required string Id { get; init; }
    public string? Title { get; init; }
    /// <summary>Milestone it starts at.</summary>
    public required string Starts { get; init; }
    public TimeSpan? Due { get; init; }
    public TimeSpan? NotBefore { get; init; }
    /// <summary>How long before it is due people are warned; null: a sixth of its time.</summary>
    public TimeSpan? Warn { get; init; }
    /// <summary>The message whose sending keeps it.</summary>
    public string? MetByMessage { get; init; }
    /// <summary>The finding whose recording keeps it.</summary>
    public string? MetByFinding { get; init; }
    public IReadOnlyList<string> Requires { get; init; } = [];
    public string? Owner { get; init; }
    public string? Basis { get; init; }
    public IReadOnlyList<string> Attendees { get; init; } = [];
    public Condition? If { get; init; }
    public IReadOnlyList<int> Corrects { get; init; } = [];

    public string Name => Title ?? Id;
    public TimeSpan WarnsBefore => Warn ?? (Due ?? TimeSpan.Zero) / 6;
}

/// <summary><paramref name="Path"/> may hold <c>{date:yyyyMMdd}</c>.</summary>
public sealed record DocumentDefinition(string Id, string Path, IReadOnlyList<string> Sections)
{
    public string? Title { get; init; }
    /// <summary>Section → the findings that it is prefilled with.</summary>
    public OrderedMap<IReadOnlyList<string>> Findings { get; init; } = [];
}

public sealed record Rehearsal
{
    public required string Environment { get; init; }
    public required string Method { get; init; }
    public TimeSpan? Within { get; init; }
    public string? Frequency { get; init; }
    public OrderedMap<Step> Steps { get; init; } = [];
    /// <summary>Id of the document it leaves.</summary>
    public string? Document { get; init; }
    public IReadOnlyList<int> Corrects { get; init; } = [];
}

/// <summary>A line of the command card: which step's command a person copies.</summary>
public sealed record QuickCommand(string Id, string Title, string Method, string Step);

/// <summary>A part of the service as its users know it.</summary>
/// <param name="Say">One sentence for those who do not know its name.</param>
public sealed record ServiceComponent(string Id, string Title, string? Say);

/// <summary>What the public is told of a component, from the best to the worst.</summary>
public enum ComponentState { Operational, Degraded, PartialOutage, MajorOutage }
