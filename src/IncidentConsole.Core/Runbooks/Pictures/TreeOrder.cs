namespace MeetSolis.IncidentConsole.Runbooks;

/// <summary>In which order the questions of a tree stand under each other.</summary>
public static class TreeOrder
{
    /// <summary>Every question once, from the start; each after all that lead to it, save where the tree goes round in a circle.</summary>
    public static IReadOnlyList<Question> Of(DecisionTree tree)
    {
        var seen = new HashSet<string>();
        var order = new List<Question>();
        // What no answer leads to stands at the end, in the file's order.
        foreach (var id in tree.Questions.Keys.Prepend(tree.Start))
        {
            var part = new List<Question>();
            Visit(tree, id, seen, part);
            part.Reverse();
            order.AddRange(part);
        }
        return order;
    }

    /// <summary>The question a branch leads to, at once or after its method or action; null at an end.</summary>
    public static string? Next(DecisionTree tree, Branch branch) =>
        (branch.Go ?? branch.Then) is { } next && tree.Questions.ContainsKey(next) ? next : null;

    private static void Visit(DecisionTree tree, string id, HashSet<string> seen, List<Question> order)
    {
        if (!tree.Questions.TryGetValue(id, out var question) || !seen.Add(id)) return;
        // What an answer leads to at once stands nearer than what comes after a method.
        foreach (var branch in question.Answers.Values.OrderBy(b => b.Go is null ? 0 : 1))
            if (Next(tree, branch) is { } next) Visit(tree, next, seen, order);
        order.Add(question);
    }
}
