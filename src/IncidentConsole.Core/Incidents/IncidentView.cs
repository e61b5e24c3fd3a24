using System.Collections.Immutable;
using MeetSolis.IncidentConsole.Messages;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runbooks.Conditions;
using MeetSolis.IncidentConsole.Signals;
using MeetSolis.IncidentConsole.Signals.Silences;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>What the runbook wants next: a method or an action, and why.</summary>
/// <param name="Conflict">A sentence, where a trigger and the tree want different things: choosing either needs a reason.</param>
/// <param name="Against">Id of the other method or action, where there is a conflict.</param>
/// <param name="BreaksIn">A trigger wants it whatever is being asked, and no method was chosen since: it comes before every question.</param>
public sealed record Recommendation(string Id, string Because, string? Conflict, string? Against = null, bool BreaksIn = false);

/// <summary>What the console would answer to the open question.</summary>
/// <param name="Answer">Null where the signals cannot tell.</param>
/// <param name="Evidence">In words: value, window, number of events, age of the newest sample.</param>
public sealed record Proposal(string? Answer, string Evidence, IReadOnlyList<SignalReading> Readings, DateTimeOffset At);

/// <summary>
/// Everything a screen or the API shows of an incident at one moment: a pure function of its state, its runbook, the newest readings of its
/// environment, and the time.
/// </summary>
public sealed record IncidentView
{
    public required Incident Incident { get; init; }
    public required Runbook Runbook { get; init; }
    public required DateTimeOffset Now { get; init; }
    public required ConditionFacts Facts { get; init; }
    public required IncidentPhase Phase { get; init; }
    public required TreePosition Tree { get; init; }
    public required Proposal? Proposal { get; init; }
    public required Recommendation? Recommended { get; init; }
    public required IReadOnlyList<GuardView> Guards { get; init; }
    public required IReadOnlyList<ChecklistView> Checklists { get; init; }
    public required IReadOnlyList<PlannedStep> Steps { get; init; }
    public required IReadOnlyList<CriterionView> Criteria { get; init; }
    public required IReadOnlyList<ClockView> Clocks { get; init; }
    public required NextAction Next { get; init; }
    /// <summary>What people wrote, by the id its entry names; empty where nobody looked.</summary>
    public IReadOnlyDictionary<Guid, string?> Written { get; init; } = new Dictionary<Guid, string?>();
    /// <summary>Where messages go as the console is set up now.</summary>
    public ChannelBook Channels { get; init; } = ChannelBook.None;
    /// <summary>Where the console shows the incident; null where it does not know its own address.</summary>
    public string? Url { get; init; }
    /// <summary>What keeps triggers of its environment from being told at <see cref="Now"/>, or will.</summary>
    public IReadOnlyList<Silence> Silences { get; init; } = [];

    public Method? Method => Incident.CurrentRun is { } run && Runbook.Methods.TryGetValue(run.Method, out var method) ? method : null;
    public PlannedStep? CurrentStep => Steps.FirstOrDefault(s => s.Status == StepStatus.Running)
        ?? Wanted;

    /// <summary>The step the runbook wants something done about: what failed first, then what can start beside what runs, commands before forms.</summary>
    public PlannedStep? Wanted => Undoing is null ? Steps.FirstOrDefault(s => s.NeedsAnotherTry) ?? Startable.OrderBy(s => s.IsExecuted ? 0 : 1).FirstOrDefault()
        ?? Steps.FirstOrDefault(s => s.Status == StepStatus.Running) ?? Steps.FirstOrDefault(s => s.Stuck) : Undoing;

    /// <summary>The step whose effect is being taken back.</summary>
    public PlannedStep? Undoing => Steps.FirstOrDefault(s => s.State.IsUndoing);

    /// <summary>The steps a person has before them: the wanted one first, then what runs or is open beside it.</summary>
    public IReadOnlyList<PlannedStep> OpenSteps => Wanted is not { } wanted ? []
        : [wanted, .. Steps.Where(s => s.Step.Id != wanted.Step.Id && (s.Status == StepStatus.Running || s.State.IsUndoing || s.NeedsAnotherTry || Startable.Contains(s)))];

    /// <summary>Something of the run has been done, by the console or by hand. What was skipped or consented to has not.</summary>
    public bool HasBegun => Steps.Any(s => s.Step.Do is not StepAction.Approval && (!s.State.Attempts.IsEmpty || s.State.ByHand));

    private IEnumerable<PlannedStep> Startable => Steps.Where(s => s.Status == StepStatus.Ready
        && Steps.All(r => r.Status != StepStatus.Running || StepPlan.MayRunTogether(r.Step, s.Step)));

    public static IncidentView Of(Incident incident, Runbook runbook, IReadOnlyDictionary<string, SignalReading> readings, DateTimeOffset now, DateTimeOffset? rehearsed = null)
    {
        var facts = FactsOf(incident, readings) with { Rehearsed = rehearsed };
        var tree = TreePosition.Of(incident, runbook.Tree);
        var recommended = Recommend(incident, runbook, tree);
        var view = new IncidentView
        {
            Incident = incident,
            Runbook = runbook,
            Now = now,
            Facts = facts,
            Phase = PhaseOf(incident, tree, runbook, facts),
            Tree = tree,
            Proposal = Propose(incident, tree, facts, now),
            Recommended = recommended,
            Guards = GuardView.All(incident, runbook, MethodAhead(incident, runbook, recommended), facts),
            Checklists = ChecklistView.All(incident, runbook, facts, now),
            Steps = StepPlan.Of(incident.CurrentRun, runbook, facts),
            Criteria = CriterionView.All(incident, runbook, facts),
            Clocks = ClockView.All(incident, runbook, facts, now),
            Next = NextAction.None,
        };
        return view with { Next = NextAction.Of(view) };
    }

    /// <summary>What a condition of this incident is judged on.</summary>
    public static ConditionFacts FactsOf(Incident incident, IReadOnlyDictionary<string, SignalReading> readings) => new(
        readings,
        incident.CurrentRun?.Method,
        incident.Findings.Where(f => f.Value.Value is not null).ToImmutableDictionary(f => f.Key, f => f.Value.Value!),
        incident.Milestones.Keys.ToImmutableHashSet());

    public static IncidentPhase PhaseOf(Incident incident, TreePosition tree, Runbook runbook, ConditionFacts facts) =>
        !incident.IsOpen ? IncidentPhase.Review
        : incident.CurrentRun is { } run ? run.MitigatedAt is not null ? IncidentPhase.Communicate
            : run.AllStepsDone ? IncidentPhase.Verify
            : IncidentPhase.Rollback
        : tree.Path.Count > 0 || !Holding(incident, runbook, facts).Any(c => c.Items.Any(i => i.Holds)) ? IncidentPhase.Decide
        : IncidentPhase.Assess;

    /// <summary>The checklists that hold the first step; none where a trigger wants a decision at once.</summary>
    public static IReadOnlyList<ChecklistView> Holding(Incident incident, Runbook runbook, ConditionFacts facts) =>
        incident.Triggers.Any(t => t.Fired.DecideWithin == TimeSpan.Zero)
            ? []
            : [.. ChecklistView.All(incident, runbook, facts, DateTimeOffset.MinValue).Where(c => c.Checklist.Before == Milestones.Rollback)];

    private static string? MethodAhead(Incident incident, Runbook runbook, Recommendation? recommended) =>
        recommended is not null && runbook.Methods.ContainsKey(recommended.Id) ? recommended.Id : incident.CurrentRun?.Method;

    private static Recommendation? Recommend(Incident incident, Runbook runbook, TreePosition tree)
    {
        var overriding = incident.Triggers.FirstOrDefault(t => t.Fired.OverridesTree && incident.Runs.All(r => r.Method != t.Fired.Recommend));
        var led = tree.Leads is { } id && !IsUnderWay(incident, id, tree.LeadsSince) && !IsOver(incident, id) ? id : null;
        if (overriding is { Fired: var fired })
        {
            var conflict = led is not null && led != fired.Recommend
                ? $"{fired.Title} calls for {runbook.TitleOf(fired.Recommend)}; the tree leads to {runbook.TitleOf(led)}."
                : null;
            return new(fired.Recommend, $"{fired.Title} breaks in at any question of the tree.", conflict, conflict is null ? null : led,
                BreaksIn: incident.CurrentRun is not { } run || run.ChosenAt < overriding.At);
        }
        if (incident.Follows is { } next && led is null) return new(next, "What came before it is over.", null);
        if (led is null) return null;
        var contrary = incident.Triggers.FirstOrDefault(t =>
            t.Firing && t.Fired.Recommend != led && runbook.Methods.ContainsKey(t.Fired.Recommend)
            && incident.Runs.All(r => r.Method != t.Fired.Recommend) && runbook.Methods.ContainsKey(led));
        return new(led, "The answers lead here.", contrary is null ? null
            : $"{contrary.Fired.Title} calls for {runbook.TitleOf(contrary.Fired.Recommend)}; the tree leads to {runbook.TitleOf(led)}.", contrary?.Fired.Recommend);
    }

    private static bool IsUnderWay(Incident incident, string id, DateTimeOffset? since) =>
        incident.CurrentRun is { } run && run.Method == id && run.ChosenAt >= since || incident.Action?.Id == id && incident.Action.At >= since;

    /// <summary>Watching once after it was mitigated is enough: what is left then is to resolve.</summary>
    private static bool IsOver(Incident incident, string action) =>
        incident.CurrentRun?.MitigatedAt is { } mitigated && incident.EndedActions.TryGetValue(action, out var ended) && ended >= mitigated;

    private static Proposal? Propose(Incident incident, TreePosition tree, ConditionFacts facts, DateTimeOffset now)
    {
        if (tree.Open is not { AnsweredBy: { } condition } question) return null;
        var readings = condition.Signals().Select(facts.Readings.GetValueOrDefault).OfType<SignalReading>().ToList();
        var scale = new RunbookEnvironment { Id = incident.Environment, TimeScale = incident.TimeScale };
        // Inside its window a "no" is only "not yet".
        var waiting = question.Within is { } within && now < tree.OpenSince + scale.Scale(within);
        var answer = condition.Evaluate(facts) switch
        {
            Truth.True => "yes",
            Truth.False when !waiting => "no",
            _ => null,
        };
        return new(answer, EvidenceText.Of(condition, facts.Readings, now), readings, now);
    }
}
