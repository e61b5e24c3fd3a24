namespace MeetSolis.IncidentConsole.Runbooks.Linting;

public enum LintLevel { Error, Warning, Note }

/// <summary>What a careful reviewer would say of a runbook that can be read.</summary>
/// <param name="Rule">Its name, by which the file may waive it.</param>
/// <param name="At">Where, as a path of the file's own names.</param>
/// <param name="Why">One sentence.</param>
/// <param name="Do">What to do about it, in one sentence.</param>
public sealed record LintFinding(string Rule, LintLevel Level, string At, string Why, string Do)
{
    public int Line { get; init; } = 1;
    public int Column { get; init; } = 1;
    /// <summary>Why the file lives with it; null where it does not.</summary>
    public string? Waived { get; init; }

    public string Say(string file) => $"{file}: line {Line}: {Level.ToString().ToLowerInvariant()}{(Waived is null ? "" : ", waived")}: {Why} {Do} [{Rule} at {At}]{(Waived is { } because ? $" Waived: {because}" : "")}";
}

/// <summary>What a reviewer knows besides the file.</summary>
/// <param name="Today">By which a date is overdue.</param>
public sealed record LintContext(DateOnly Today)
{
    /// <summary>The methods that a rehearsal has proven; null where nobody looked, and the file's own word counts.</summary>
    public IReadOnlySet<string>? Rehearsed { get; init; }

    /// <summary>
    /// Whether a tool has a subcommand, as the tool itself says; null where it cannot be asked. Gets the tool, its command and the subcommand.
    /// </summary>
    public Func<string, string, string, bool?> HasSubcommand { get; init; } = (_, _, _) => null;
}
