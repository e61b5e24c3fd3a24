using MeetSolis.IncidentConsole.Runbooks.Conditions;

namespace MeetSolis.IncidentConsole.Runbooks;

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
