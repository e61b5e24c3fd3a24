using MeetSolis.IncidentConsole.Runbooks.Conditions;

namespace MeetSolis.IncidentConsole.Runbooks;

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
