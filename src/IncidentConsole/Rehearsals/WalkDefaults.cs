using System.Globalization;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runs;

namespace MeetSolis.IncidentConsole.Rehearsals;

/// <summary>
/// What an unattended walk says where the runbook asks: what the signals propose, else what leads to where the trigger points; the newest whole file (in a rehearsal
/// the newest, whole or not); texts that say that nobody was there, 0, now, and no. In a rehearsal <c>yes</c> where every step before it is proven in time.
/// </summary>
public sealed class WalkDefaults(IncidentService incidents)
{
    public const string NobodyThere = "Unattended: nobody is there to judge.";

    /// <summary>The answer that leads to what the leading trigger recommends, by the shortest way; else the last one, which does least.</summary>
    public static string Answer(IncidentView view, string question)
    {
        var wanted = view.Incident.LeadTrigger?.Fired;
        var answers = view.Runbook.Tree.Questions[question].Answers;
        return wanted is null ? answers.Keys.Last()
            : answers.Keys.FirstOrDefault(a => a == wanted.Id) ?? answers.Keys.FirstOrDefault(a => answers[a].Do == wanted.Recommend)
            ?? answers.Keys.FirstOrDefault(a => Leads(view.Runbook.Tree, answers[a].Go, wanted.Recommend, [question])) ?? answers.Keys.Last();
    }

    public async Task<WalkStep> CompleteAsync(IncidentView view, string target, CancellationToken ct)
    {
        var step = view.Steps.First(s => s.Step.Id == target);
        switch (step.Step.Do)
        {
            case StepAction.Manual manual: return new WalkStep.Do(new IncidentCommand.CompleteStep(target, Fields: manual.Fields.Where(f => f.Value != FormField.FileType).ToDictionary(f => f.Key, f => Field(view, f.Value))));
            case StepAction.Pick pick: return await PickAsync(view, step, pick, ct);
            case StepAction.Message message: return Send(view, step, message);
            default: return new WalkStep.Stop($"{step.Name}, waits for a person.");
        }
    }

    private async Task<WalkStep> PickAsync(IncidentView view, PlannedStep step, StepAction.Pick pick, CancellationToken ct)
    {
        var files = await incidents.CandidatesAsync(view, step.Step.Id, ct)!;
        var file = files.Items.FirstOrDefault(f => pick.NewestOnly || f.GzipIntact != false && f.Bytes > 0);
        return file is null ? new WalkStep.Stop($"{step.Name}: {files.Problem ?? $"none of {pick.Files} is whole."}") : new WalkStep.Do(new IncidentCommand.CompleteStep(step.Step.Id, File: file.Path));
    }

    /// <summary>The template fills what it can; what it asks a person for says that there was none. Where no channel takes it, it is settled after.</summary>
    private static WalkStep.Do Send(IncidentView view, PlannedStep step, StepAction.Message message)
    {
        var fields = view.Runbook.Messages[message.Template].Fields.Where(f => f.Value == "ask").ToDictionary(f => f.Key, _ => NobodyThere);
        return new WalkStep.Do(new IncidentCommand.CompleteStep(step.Step.Id, NobodyThere, fields));
    }

    private static string Field(IncidentView view, string type) => type switch
    {
        "number" => "0",
        "time" => view.Now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        FormField.YesNoType => view.Incident.Rehearsal && SoFar(view) ? "yes" : "no",
        _ => NobodyThere,
    };

    private static bool SoFar(IncidentView view)
    {
        var review = RehearsalReview.Of(view.Incident, view.Runbook);
        return review.InTime && review.Steps.TakeWhile(s => view.Steps.First(v => v.Step.Id == s.Id).State.IsDone).All(s => s.Trouble is null);
    }

    private static bool Leads(DecisionTree tree, string? question, string wanted, HashSet<string> seen) =>
        question is not null && seen.Add(question) && tree.Questions.TryGetValue(question, out var asked)
        && asked.Answers.Values.Any(b => b.Do == wanted || Leads(tree, b.Go, wanted, seen));
}
