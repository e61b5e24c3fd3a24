namespace MeetSolis.IncidentConsole.Runbooks;

/// <summary>A question of the tree with its answers, as an outline: a question that several answers lead to stands where the first does.</summary>
public sealed record TreeOutline(Question Question, IReadOnlyList<TreeOutlineAnswer> Answers)
{
    /// <summary>The outline of the whole tree, and of what no answer leads to.</summary>
    public static IReadOnlyList<TreeOutline> Of(DecisionTree tree)
    {
        var placed = new HashSet<string>();
        var roots = new List<TreeOutline>();
        foreach (var id in tree.Questions.Keys.Prepend(tree.Start))
            if (tree.Questions.TryGetValue(id, out var question) && placed.Add(id))
                roots.Add(Place(tree, question, placed));
        return roots;
    }

    private static TreeOutline Place(DecisionTree tree, Question question, HashSet<string> placed)
    {
        var answers = new List<TreeOutlineAnswer>();
        foreach (var (answer, branch) in question.Answers)
        {
            var next = branch.Go ?? branch.Then;
            var target = next is not null && tree.Questions.TryGetValue(next, out var found) ? found : null;
            answers.Add(target is not null && placed.Add(target.Id)
                ? new(answer, branch, Place(tree, target, placed), null)
                : new(answer, branch, null, target));
        }
        return new(question, answers);
    }
}

/// <param name="Next">The question it leads to, where that stands here.</param>
/// <param name="Elsewhere">The question it leads to, where that stands at another answer.</param>
public sealed record TreeOutlineAnswer(string Answer, Branch Branch, TreeOutline? Next, Question? Elsewhere);
