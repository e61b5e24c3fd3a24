using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Rehearsals;

/// <summary>The steps of a run with their times, for a terminal.</summary>
internal static class WalkTable
{
    public static void Write(TextWriter to, IncidentView view, Run run)
    {
        if (!view.Runbook.Methods.TryGetValue(run.Method, out var method)) return;
        var rows = method.Steps.Values.Select((step, i) => Row(i + 1, step, run.Find(step.Id) ?? new RunStep(step.Id))).ToList();
        var title = Math.Max(4, rows.Max(r => r.Title.Length));
        to.WriteLine();
        to.WriteLine(NextAction.Named(method));
        to.WriteLine($"     {"Step".PadRight(title)}  {"Ended",-10}  {"Took",-10}  Budget");
        foreach (var row in rows) to.WriteLine($"{row.Number,3}  {row.Title.PadRight(title)}  {row.Ended,-10}  {row.Took,-10}  {row.Budget}");
        var took = run is { StartedAt: { } from, StepsDoneAt: { } done } ? EvidenceText.Duration(done - from) : "did not get to its end";
        to.WriteLine($"     {"All of it".PadRight(title)}  {"",-10}  {took,-10}  ETA {EvidenceText.Duration(method.Eta)}");
        if (view.Incident.Rehearsal && RehearsalReview.Of(view.Incident, view.Runbook) is { Rollback: { } rollback } review)
            to.WriteLine($"     {"The rollback in it".PadRight(title)}  {"",-10}  {EvidenceText.Duration(rollback),-10}  {(review.Within is { } within ? EvidenceText.Duration(within) : "")}");
        to.WriteLine();
    }

    private static (int Number, string Title, string Ended, string Took, string Budget) Row(int number, Runbooks.Step step, RunStep state)
    {
        TimeSpan? took = state is { Attempts: [var first, ..], EndedAt: { } ended } ? ended - first.Started.At : null;
        return (number, step.Title, state.Status.ToString().ToLowerInvariant(), took is { } t ? EvidenceText.Duration(t) : "", $"{(step.Budget is { } budget ? EvidenceText.Duration(budget) : "")}{(took > step.Budget ? ", over" : "")}");
    }
}
