using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runbooks.Conditions;

namespace MeetSolis.IncidentConsole.Tests.Runbooks.Sop;

/// <summary>One thing the written procedure says, and how to see that the runbook says it too.</summary>
internal sealed record SopFact(string Says, Func<Runbook, bool> Holds);

internal static class SopLooks
{
    public static TimeSpan Min(int minutes) => TimeSpan.FromMinutes(minutes);
    public static TimeSpan Hours(int hours) => TimeSpan.FromHours(hours);

    /// <summary>Whether a condition is, in its normal form, what a text says.</summary>
    public static bool Is(this Condition? condition, string text) => condition?.ToString() == ConditionParser.Parse(text).Condition!.ToString();

    public static Step Step(this Runbook r, string method, string step) => r.Methods[method].Steps[step];
    public static string Script(this Step step) => ((StepAction.Shell)step.Do).Script;
    public static StepOption Option(this Step step, string option) => ((StepAction.Choice)step.Do).Options[option];
    public static IReadOnlyDictionary<string, string> Fields(this Step step) => ((StepAction.Manual)step.Do).Fields;
    public static bool Says(this IEnumerable<string> texts, string part) => texts.Any(t => t.Has(part));
    public static bool Has(this string? text, string part) => text?.Contains(part, StringComparison.OrdinalIgnoreCase) == true;
    public static bool Shows<T>(this IEnumerable<Expectation>? expectations, Func<T, bool> which) where T : Expectation => expectations?.OfType<T>().Any(which) == true;
    public static ChecklistItem Item(this Runbook r, string checklist, string item) => r.Checklists[checklist].AllItems().Single(i => i.Id == item);
    public static Criterion Criterion(this Runbook r, string method, string criterion) => r.Methods[method].Success.Single(c => c.Id == criterion);
    public static bool BindsAndUses(this MessageTemplate message, string field, string source) =>
        message.Fields[field] == source && (message.Body + message.Subject).Contains($"{{{field}}}", StringComparison.Ordinal);
}
