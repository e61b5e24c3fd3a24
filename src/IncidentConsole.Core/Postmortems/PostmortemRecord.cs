using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Messages;
using MeetSolis.IncidentConsole.Signals;
using static MeetSolis.IncidentConsole.Postmortems.MarkdownWriter;

namespace MeetSolis.IncidentConsole.Postmortems;

/// <summary>What was decided and on what evidence, what was run in which time, and what was said to whom.</summary>
internal static class PostmortemRecord
{
    // What is left out here stands in the timeline and in the export.
    private const int MostDecisions = 60;
    private const int MostAttempts = 10;
    private const int MostMessages = 60;
    private const int MostOfMessage = 600;
    private const int MostLines = 15;

    public static void Decisions(MarkdownWriter md, PostmortemSource source)
    {
        md.Heading("Decisions, and what the signals said");
        var decided = source.Entries.Select(e => (Entry: e, Readings: ReadingsOf(e.Event))).Where(d => d.Readings is not null).ToList();
        foreach (var (entry, readings) in decided.Take(MostDecisions))
        {
            md.Line($"- **{entry.At:HH:mm:ss}** {Plain(entry.Actor.Name)} {Plain(source.Summary.Of(entry.Event))}");
            foreach (var reading in readings!.Where(r => r.State != ReadingState.Missing))
                md.Line($"  - `{reading.Signal}`: {EvidenceText.Of(reading, entry.At)}");
        }
        if (decided.Count == 0) md.Line("_No decision was recorded._");
        if (decided.Count > MostDecisions) md.Line($"- {decided.Count - MostDecisions} more stand in the timeline.");
        md.Line();
    }

    private static IReadOnlyList<SignalReading>? ReadingsOf(IncidentEvent e) => e switch
    {
        QuestionAnswered a => a.Readings,
        MethodChosen m => m.Readings,
        GuardOverridden g => g.Readings,
        CriterionJudged j => j.Readings,
        IncidentDeclared { Trigger: { } t } => t.Readings,
        TriggerAttached t => t.Trigger.Readings,
        // Decided on somebody's word: the sentence says whose and why.
        ChecklistOverridden or GlassBroken or StepSkipped or StepJudgedFailed or SeverityChanged => [],
        _ => null,
    };

    public static void Steps(MarkdownWriter md, PostmortemSource source)
    {
        foreach (var run in source.Incident.Runs)
        {
            if (!source.View.Runbook.Methods.TryGetValue(run.Method, out var method)) continue;
            md.Heading($"Run {run.Number}: {Plain(NextAction.Named(method))}");
            if (run.Reason is { } reason) md.Line($"Chosen by {Plain(run.By.Name)}: {Plain(reason)}").Line();
            md.Head("Step", "Attempt", "Status", "Took", "Budget", "Ended because");
            foreach (var step in run.Steps)
            {
                var definition = method.Steps.TryGetValue(step.Id, out var found) ? found : null;
                var title = Plain(definition?.Title ?? step.Id);
                var budget = definition?.Budget is { } allowed ? EvidenceText.Duration(allowed) : "none";
                foreach (var attempt in step.Attempts.TakeLast(MostAttempts))
                    md.Row(title, $"{attempt.Fact.Number}", (attempt.Ended?.Status ?? StepStatus.Running).ToString().ToLowerInvariant(), Took(attempt, definition?.Budget), budget, Plain(attempt.Ended?.Failure ?? Proofs(attempt.Ended)));
                if (step.Attempts.IsEmpty || step.ByHand || step.Status == StepStatus.Skipped)
                    md.Row(title, "", step.ByHand ? "done by hand" : step.Status.ToString().ToLowerInvariant(), "", budget, Plain(step.Reason ?? ""));
            }
            md.Line();
            foreach (var criterion in method.Success) md.Line($"- {Plain(criterion.Say)}: {Result(run.Criteria.GetValueOrDefault(criterion.Id))}");
            md.Line();
        }
    }

    public static void Messages(MarkdownWriter md, PostmortemSource source)
    {
        md.Heading("What was said, and to whom");
        var said = source.Incident.Prepared.Where(m => m.Does is null).ToList();
        foreach (var message in said.Take(MostMessages))
        {
            var title = source.View.Runbook.Messages.TryGetValue(message.Template, out var template) ? template.Title ?? message.Template : message.Template;
            md.Line($"- **{message.Prepared.At:HH:mm:ss}** {Plain(title)}, by {Plain(message.Prepared.By.Name)}: {string.Join("; ", message.Channels.Select(Came))}").Line();
            foreach (var line in Short(source.Text(message.Body.Id)).Split('\n').Take(MostLines)) md.Line($"  > {Plain(line)}");
            md.Line();
        }
        if (said.Count == 0) md.Line("_Nothing was sent._").Line();
        if (said.Count > MostMessages) md.Line($"- {said.Count - MostMessages} more stand in the timeline.").Line();
    }

    private static string Came(ChannelProgress channel)
    {
        var counts = new[] { (channel.Delivered, "delivered"), (channel.Failed, "failed"), (channel.InDoubt, "in doubt") }.Where(c => c.Item1 > 0).Select(c => $"{c.Item1} {c.Item2}").ToList();
        return $"{Plain(channel.Channel)} {channel.State.Replace('-', ' ')}{(counts.Count == 0 ? "" : $" ({string.Join(", ", counts)})")}{(channel.Because is { } because ? $": {Plain(because)}" : "")}";
    }

    private static string Short(string? text) => text switch
    {
        null => "(erased)",
        { Length: > MostOfMessage } => text[..MostOfMessage].TrimEnd() + " …",
        _ => text.TrimEnd(),
    };

    private static string Proofs(StepEnded? ended) => ended is null ? "" : string.Join("; ", ended.Checks.Where(c => c.IsProof && c.Met).Select(c => $"proven: {c.Expected}"));

    private static string Took(Attempt attempt, TimeSpan? budget) =>
        attempt.EndedAt is not { } ended ? "still running"
        : EvidenceText.Duration(ended - attempt.Started.At) + (budget is { } allowed && ended - attempt.Started.At > allowed ? $", {EvidenceText.Duration(ended - attempt.Started.At - allowed)} over" : "");

    private static string Result(JudgedCriterion? judged) => judged?.Fact.Result switch
    {
        CriterionResult.Met => $"met after {Span(judged.Fact.After)}",
        CriterionResult.NotMet => "not met",
        CriterionResult.Undetermined => "could not be determined",
        _ => "not judged",
    };
}
