namespace MeetSolis.IncidentConsole.Runbooks.Conditions;

/// <summary>The names a condition may use; null where any will do.</summary>
public sealed record ConditionNames(
    IReadOnlyCollection<string>? Signals = null,
    IReadOnlyCollection<string>? Methods = null,
    IReadOnlyCollection<string>? Findings = null)
{
    public static ConditionNames Any { get; } = new();

    public static ConditionNames Of(Runbook runbook) => new([.. runbook.Signals.Keys], [.. runbook.Methods.Keys], [.. runbook.FindingNames()]);
}

/// <summary>What is wrong at a place of a condition's text; <paramref name="Position"/> counts characters from 0.</summary>
public sealed record ConditionError(int Position, string Message);

/// <summary>A condition, or why the text is none. With errors in names the condition may still stand.</summary>
public sealed record ConditionParsing(Condition? Condition, IReadOnlyList<ConditionError> Errors)
{
    public bool IsGood => Condition is not null && Errors.Count == 0;
}
