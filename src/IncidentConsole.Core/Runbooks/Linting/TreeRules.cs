using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Runbooks.Linting;

/// <summary>Triggers and the tree: what leads where, and whether the two agree.</summary>
internal static class TreeRules
{
    public static IEnumerable<LintFinding> Of(Runbook runbook)
    {
        var ways = Ways(runbook.Tree);
        var ends = ways.SelectMany(w => w.Question.Answers.Values).Select(b => b.Do).OfType<string>().ToHashSet();
        return Reached(runbook, ways, ends).Concat(Hidden(runbook, ways)).Concat(Contradicting(runbook, ways));
    }

    private static IEnumerable<LintFinding> Reached(Runbook runbook, IReadOnlyList<Way> ways, HashSet<string> ends)
    {
        foreach (var trigger in runbook.Triggers.Values.Where(t => !t.OverridesTree && runbook.Methods.ContainsKey(t.Recommend) && !ends.Contains(t.Recommend)))
            yield return new("unreached-trigger", LintLevel.Warning, $"triggers.{trigger.Id}", $"It recommends {runbook.TitleOf(trigger.Recommend)}, to which no branch of the tree leads.", "Add a branch that leads there, or let the trigger override the tree.");
        foreach (var question in runbook.Tree.Questions.Values.Where(q => ways.All(w => w.Question.Id != q.Id)))
            yield return new("unreached-question", LintLevel.Warning, $"tree.questions.{question.Id}", "No answer leads to this question.", "Lead to it, or take it away.");
        var led = runbook.Triggers.Values.Select(t => t.Recommend).ToHashSet();
        foreach (var way in ways)
            foreach (var (answer, branch) in way.Question.Answers)
                if (branch.Do is { } method && runbook.Methods.ContainsKey(method) && !led.Contains(method))
                    yield return new("unled-branch", LintLevel.Note, $"tree.questions.{way.Question.Id}.{(way.Question.HasChoices ? "choices." : "")}{answer}", $"It leads to {runbook.TitleOf(method)}, and no trigger does.", "Say which trigger calls for it, or why only a person finds out.");
    }

    private static IEnumerable<LintFinding> Hidden(Runbook runbook, IReadOnlyList<Way> ways)
    {
        foreach (var trigger in runbook.Triggers.Values.Where(t => !t.OverridesTree && t.Severity == IncidentSeverity.Sev1 && runbook.Methods.ContainsKey(t.Recommend)))
            if (ways.FirstOrDefault(w => w.Question.Answers.Values.Any(b => b.Do == trigger.Recommend)) is { } way
                && way.Before.FirstOrDefault(q => q.AnsweredBy is not null && q.Answers.Values.Any(b => b.Do is { } other && other != trigger.Recommend && runbook.Methods.ContainsKey(other))) is { } earlier)
                yield return new("hidden-cause", LintLevel.Warning, $"triggers.{trigger.Id}", $"The tree comes to {runbook.TitleOf(trigger.Recommend)} only after “{earlier.Ask}”, which leads elsewhere first.", "Ask for the severe cause first, or let the trigger override the tree.");
    }

    private static IEnumerable<LintFinding> Contradicting(Runbook runbook, IReadOnlyList<Way> ways)
    {
        foreach (var trigger in runbook.Triggers.Values.Where(t => runbook.Methods.ContainsKey(t.Recommend)))
            foreach (var question in ways.Select(w => w.Question))
            {
                var says = trigger.When is { } when && question.AnsweredBy?.ToString() == when.ToString() ? "yes" : question.HasChoices && question.Answers.ContainsKey(trigger.Id) ? trigger.Id : null;
                if (says is not null && question.Answers.TryGetValue(says, out var branch) && branch.Do is { } does && does != trigger.Recommend)
                    yield return new("contradiction", LintLevel.Error, $"triggers.{trigger.Id}", $"It recommends {runbook.TitleOf(trigger.Recommend)}; “{question.Ask}” leads to {runbook.TitleOf(does)} for the same signals.", "Let both want the same.");
            }
    }

    /// <summary>The questions that can be reached, each with those that are asked before it on the first way to it.</summary>
    private static List<Way> Ways(DecisionTree tree)
    {
        var found = new List<Way>();
        var open = new Queue<(string Id, IReadOnlyList<Question> Before)>([(tree.Start, [])]);
        while (open.TryDequeue(out var next))
        {
            if (found.Exists(w => w.Question.Id == next.Id) || !tree.Questions.TryGetValue(next.Id, out var question)) continue;
            found.Add(new(question, next.Before));
            foreach (var branch in question.Answers.Values)
                if ((branch.Go ?? branch.Then) is { } on) open.Enqueue((on, [.. next.Before, question]));
        }
        return found;
    }

    private sealed record Way(Question Question, IReadOnlyList<Question> Before);
}
