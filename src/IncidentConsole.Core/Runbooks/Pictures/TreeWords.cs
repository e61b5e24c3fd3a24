using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Runbooks;

/// <summary>What the picture of a tree shows, in words, for those who do not see it.</summary>
public static class TreeWords
{
    public static string Of(Runbook runbook, TreeMarks marks)
    {
        var tree = runbook.Tree;
        var questions = TreeOrder.Of(tree);
        var way = questions.Where(q => marks.Took(q.Id, null)).Select(q => $"{q.Ask} {Said(q, marks.Answers[q.Id])}.").ToList();
        if (marks.Open is { } open && tree.Questions.TryGetValue(open, out var asked)) way.Add($"Asked now: {asked.Ask}");
        return string.Join(' ', way.Prepend(way.Count > 0 ? "The way so far:" : "").Concat(questions.Select(q => Of(runbook, q)).Prepend("The tree:")).Where(s => s.Length > 0));
    }

    private static string Of(Runbook runbook, Question question) =>
        $"{question.Ask} {string.Join("; ", question.Answers.Select(a => $"{Said(question, a.Key)}: {Leads(runbook, a.Value)}"))}.";

    private static string Leads(Runbook runbook, Branch branch)
    {
        var next = TreeOrder.Next(runbook.Tree, branch) is { } id ? runbook.Tree.Questions[id].Ask : null;
        if (branch.Do is not { } target) return next is null ? "nothing" : $"go on to “{next}”";
        var name = runbook.Methods.TryGetValue(target, out var method) ? NextAction.Named(method) : runbook.TitleOf(target);
        return next is null ? name : $"{name}, then “{next}”";
    }

    private static string Said(Question question, string answer) =>
        question.HasChoices && question.Answers.TryGetValue(answer, out var branch) && branch.Say is { } say ? say : answer.Replace('-', ' ');
}
