using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>
/// Where the answers given so far lead in the decision tree: the answered questions in order, the one that is open, or the method or action
/// the tree ends in for now.
/// </summary>
/// <param name="OpenSince">Since when the open question can be answered.</param>
public sealed record TreePosition(IReadOnlyList<GivenAnswer> Path, Question? Open, DateTimeOffset? OpenSince, string? Leads, DateTimeOffset? LeadsSince)
{
    /// <summary>Every question offers it besides its own answers; the question stays open.</summary>
    public const string Unknown = "unknown";

    public static TreePosition Of(Incident incident, DecisionTree tree)
    {
        var path = new List<GivenAnswer>();
        var seen = new HashSet<string>();
        var id = tree.Start;
        var since = incident.DeclaredAt;
        while (seen.Add(id) && tree.Questions.TryGetValue(id, out var question))
        {
            var given = incident.Answers.Find(a => a.Question == id);
            if (given is null || !question.Answers.TryGetValue(given.Answer, out var branch)) return new(path, question, since, null, null);
            path.Add(given);
            since = given.At;
            if (branch.Go is { } go)
            {
                id = go;
                continue;
            }
            // The question behind a method opens when its steps are done; behind an action, when it was begun.
            var reached = branch.Then is null ? null : DoneSince(incident, branch.Do!, given.At);
            if (reached is null)
                return branch.Then is null && FailedSince(incident, branch.Do!, given.At) is { } failed && tree.Questions.TryGetValue(tree.Start, out var first)
                    // The end of the tree, and it did not help: the questions begin anew.
                    ? new([], first, failed, null, null)
                    : new(path, null, null, branch.Do, given.At);
            since = reached.Value;
            id = branch.Then!;
        }
        return new(path, null, null, null, null);
    }

    private static DateTimeOffset? DoneSince(Incident incident, string id, DateTimeOffset since) =>
        incident.Runs.FindLast(r => r.Method == id && r.ChosenAt >= since)?.StepsDoneAt
        ?? (incident.Action is { } action && action.Id == id ? (DateTimeOffset?)action.At : null)
        ?? (incident.EndedActions.TryGetValue(id, out var ended) && ended >= since ? (DateTimeOffset?)ended : null);

    /// <summary>When the first criterion of the method's last run was not met; null where none was.</summary>
    private static DateTimeOffset? FailedSince(Incident incident, string method, DateTimeOffset since) =>
        incident.Runs.FindLast(r => r.Method == method && r.ChosenAt >= since) is { AllStepsDone: true } run
            ? run.Criteria.Values.Where(c => c.Fact.Result == CriterionResult.NotMet).Min(c => (DateTimeOffset?)c.At)
            : null;

    /// <summary>
    /// The question to ask again when an action the answers led to is over: of those since the last method, the first that the signals can answer,
    /// else the last. Null where the answers did not lead to it.
    /// </summary>
    public string? AskedAgainAfter(string action, DecisionTree tree)
    {
        if (Leads != action || Path.Count == 0) return null;
        var since = Path.ToList().FindLastIndex(a => tree.Questions[a.Question].Answers[a.Answer] is { Then: not null }) + 1;
        var asked = Path.Skip(since).ToList();
        return (asked.Find(a => tree.Questions[a.Question].AnsweredBy is not null) ?? asked.LastOrDefault())?.Question;
    }
}
