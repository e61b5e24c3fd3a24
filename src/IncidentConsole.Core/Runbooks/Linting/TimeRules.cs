using System.Globalization;
using System.Text.RegularExpressions;
using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Runbooks.Linting;

/// <summary>Budgets, ETAs, deadlines and dates.</summary>
internal static partial class TimeRules
{
    // What GDPR Art. 33 gives for telling the authority.
    private static readonly TimeSpan _authority = TimeSpan.FromHours(72);

    public static IEnumerable<LintFinding> Of(Runbook runbook, LintContext context) =>
        Budgets(runbook).Concat(Etas(runbook)).Concat(Clocks(runbook)).Concat(Reviewed(runbook, context));

    private static IEnumerable<LintFinding> Budgets(Runbook runbook)
    {
        foreach (var method in runbook.Methods.Values.Where(m => m.Steps.Values.Any(s => s.Budget is not null) && m.Budget != m.Eta))
            yield return new("budgets", LintLevel.Warning, $"methods.{method.Id}", $"The budgets of its steps add up to {EvidenceText.Duration(method.Budget)}, its ETA is {EvidenceText.Duration(method.Eta)}.", "Give the time that is missing to a step, or change the ETA.");
    }

    private static IEnumerable<LintFinding> Etas(Runbook runbook)
    {
        foreach (var scenario in runbook.Scenarios.Values)
            if (runbook.Methods.TryGetValue(scenario.Do, out var method) && method.Eta != scenario.Eta)
                yield return new("two-etas", LintLevel.Warning, $"scenarios.{scenario.Id}", $"It promises {EvidenceText.Duration(scenario.Eta)} for {method.Title}, which itself says {EvidenceText.Duration(method.Eta)}.", "Let both say the same, or say here what takes longer.");
    }

    private static IEnumerable<LintFinding> Clocks(Runbook runbook)
    {
        foreach (var clock in runbook.Clocks.Values.Where(c => c is { Due: not null, Basis: not null }))
        {
            var (due, basis) = (clock.Due!.Value, clock.Basis!);
            var said = Hours().Match(basis) is { Success: true } match ? TimeSpan.FromHours(int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)) : (TimeSpan?)null;
            if (said is { } hours && hours != due)
                yield return Differs(clock, $"Its basis says {EvidenceText.Duration(hours)}, it is due after {EvidenceText.Duration(due)}.");
            else if (basis.Contains("Art. 33", StringComparison.OrdinalIgnoreCase) && due > _authority)
                yield return Differs(clock, $"Art. 33 gives {EvidenceText.Duration(_authority)}, it is due after {EvidenceText.Duration(due)}.");
            else if (basis.Contains("Art. 34", StringComparison.OrdinalIgnoreCase) && !basis.Contains("Art. 33", StringComparison.OrdinalIgnoreCase) && due >= _authority)
                yield return Differs(clock, $"Art. 34 wants the affected told without undue delay; the {EvidenceText.Duration(due)} it is due after are the authority's.");
        }
    }

    private static LintFinding Differs(ClockDefinition clock, string why) => new("clock-basis", LintLevel.Error, $"clocks.{clock.Id}", why, "Ask counsel which counts, and let both say it.");

    private static IEnumerable<LintFinding> Reviewed(Runbook runbook, LintContext context)
    {
        if (runbook.NextReview is not { Length: > 0 } review)
            yield return new("review", LintLevel.Note, "next-review", "It does not say when it is reviewed next.", "Give a date.");
        else if (!DateOnly.TryParseExact(review, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            yield return new("review", LintLevel.Note, "next-review", $"“{review}” is no date: nobody is told when the review is overdue.", "Give a date besides.");
        else if (day < context.Today)
            yield return new("review-overdue", LintLevel.Warning, "next-review", $"Its review was due on {review}.", "Review it, and give the next date.");
    }

    [GeneratedRegex(@"\b(\d{1,4})\s*(?:h|hours?)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Hours();
}
