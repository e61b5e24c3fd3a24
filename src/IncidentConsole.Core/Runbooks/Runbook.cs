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

/// <summary><paramref name="Path"/> may hold <c>{date:yyyyMMdd}</c>.</summary>
public sealed record DocumentDefinition(string Id, string Path, IReadOnlyList<string> Sections)
{
    public string? Title { get; init; }
    /// <summary>Section → the findings that it is prefilled with.</summary>
    public OrderedMap<IReadOnlyList<string>> Findings { get; init; } = [];
}

/// <summary>A part of the service as its users know it.</summary>
/// <param name="Say">One sentence for those who do not know its name.</param>
public sealed record ServiceComponent(string Id, string Title, string? Say);

/// <summary>What the public is told of a component, from the best to the worst.</summary>
public enum ComponentState { Operational, Degraded, PartialOutage, MajorOutage }
