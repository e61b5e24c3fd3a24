using System.Globalization;
using System.Text;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Rehearsals;

/// <summary>The report of a rehearsal as Markdown, from what is stored of it.</summary>
public static class RehearsalDocument
{
    /// <param name="rehearsed">The runbook as the rehearsal has it.</param>
    /// <param name="method">The rehearsed method as the runbook itself has it.</param>
    /// <param name="said">The last line that the step which failed printed.</param>
    /// <param name="text">Gives a kept text by its id; null where it was erased.</param>
    public static string Write(Incident incident, Runbook rehearsed, Method method, Func<Guid, string?> text, string? said = null)
    {
        var review = RehearsalReview.Of(incident, rehearsed);
        var md = new StringBuilder();
        md.Append(CultureInfo.InvariantCulture, $"# Rehearsal of {Plain(NextAction.Named(method))} in {Plain(incident.Environment)}\n\n");
        md.Append(incident.IsOpen ? "**It is still under way:** this is how it stands.\n\n" : review.Why is { } why ? $"**It does not count as rehearsed.** {Plain(why)}{(said is null ? "" : $" It said: {Plain(said)}")}\n\n" : "**Every step was proven.**\n\n");
        if (incident.Summary is { } summary) md.Append(Plain(summary)).Append("\n\n");
        md.Append("| | |\n|---|---|\n");
        Row("Incident", $"{incident.Number}");
        Row("Begun", Instant(incident.DeclaredAt));
        if (incident.EndedAt is { } ended) Row("Ended", Instant(ended));
        Row("By", incident.Commander?.Name ?? incident.DeclaredBy?.Name ?? "unknown");
        Row("Runbook", $"{rehearsed.Title} {incident.Runbook.Version} ({incident.Runbook.Hash[..Math.Min(12, incident.Runbook.Hash.Length)]})");
        Row("Data", review.Data.Words());
        Row("The rollback took", review.Rollback is { } took ? $"{EvidenceText.Duration(took)}{(review.Within is { } within ? $", of {EvidenceText.Duration(within)} allowed{(took > within ? ": TOO LONG" : "")}" : "")}" : incident.IsOpen ? "it is not at its end yet" : "unknown: it did not get to its end");
        Row("ETA of the method", $"{EvidenceText.Duration(method.Eta)}{(review.Rollback > method.Eta ? ": TOO SHORT" : "")}");
        if (review.Whole is { } whole) Row("With what comes before and after", EvidenceText.Duration(whole));
        Steps(md, review);
        Findings(md, incident, text);
        md.Append(CultureInfo.InvariantCulture, $"\n---\nMade from {incident.Version} stored entries; the hash of the last is `{incident.HeadHash}`.\n");
        return md.ToString();

        void Row(string name, string value) => md.Append(CultureInfo.InvariantCulture, $"| {name} | {Plain(value)} |\n");
    }

    private static void Steps(StringBuilder md, RehearsalReview review)
    {
        md.Append("\n## Steps\n\n| | Step | Ended | Took | Budget |\n|---|---|---|---|---|\n");
        foreach (var step in review.Steps)
            md.Append(CultureInfo.InvariantCulture, $"| {step.Number} | {Plain(step.Title)} | {step.Status.ToString().ToLowerInvariant()} | {(step.Took is { } took ? EvidenceText.Duration(took) : "")}{(step.IsOver ? " **over**" : "")} | {(step.Budget is { } budget ? EvidenceText.Duration(budget) : "")} |\n");
        foreach (var step in review.Steps.Where(s => s.Trouble is not null || s.Failures.Count > 0))
        {
            md.Append(CultureInfo.InvariantCulture, $"\n- **{step.Number}, {Plain(step.Title)}**: {Plain(step.Trouble ?? "proven in the end.")}");
            foreach (var failure in step.Failures) md.Append(CultureInfo.InvariantCulture, $" An earlier try failed: {Plain(failure)}");
        }
        md.Append('\n');
    }

    private static void Findings(StringBuilder md, Incident incident, Func<Guid, string?> text)
    {
        var known = incident.Findings.OrderBy(f => f.Key, StringComparer.Ordinal).ToList();
        if (known.Count == 0) return;
        md.Append("\n## What was found\n\n| | |\n|---|---|\n");
        foreach (var (name, finding) in known) md.Append(CultureInfo.InvariantCulture, $"| {name} | {Plain(finding.Value ?? (finding.Text is { } kept ? text(kept.Id) ?? "erased" : ""))} |\n");
    }

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + " UTC";

    /// <summary>What people and commands wrote is text, and stays in its cell.</summary>
    private static string Plain(string text) => string.Concat(text.ReplaceLineEndings(" ").Select(c => c is '\\' or '`' or '*' or '_' or '[' or ']' or '<' or '>' or '|' or '#' ? $"\\{c}" : c.ToString()));
}
