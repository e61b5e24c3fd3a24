namespace MeetSolis.IncidentConsole.Runbooks.Reading;

/// <summary>Reads the decision tree.</summary>
internal static class TreeReader
{
    public static DecisionTree Tree(Section root)
    {
        var tree = root.Inner("tree", RunbookKeys.Tree);
        if (tree is null)
            return new DecisionTree("", []);
        var context = root.Context;
        var start = tree.Reference("start", "question", context.Names.Questions, required: true) ?? "";
        var questions = context.Each(tree.Find("questions"), "question", Ids.Kebab, (id, node) => Question(context, id, node));
        if (!tree.Has("questions"))
            tree.Error(null, "`questions` is missing in the tree: expected a map of questions");
        RefuseCircles(tree, questions);
        return new DecisionTree(start, questions);
    }

    private static Question Question(ReadingContext context, string id, Node node)
    {
        var s = context.Open(node, RunbookKeys.Question, $"question `{id}`");
        var hasChoices = s.Has("choices");
        if (hasChoices && (s.Has("yes") || s.Has("no") || s.Has("answered-by")))
            s.Error(s.Find("choices"), $"question `{id}` has `choices`; then `yes`, `no` and `answered-by` may not stand");
        var answers = hasChoices ? Choices(s, id) : YesAndNo(s);
        return new Question
        {
            Id = id,
            Ask = s.Text("ask"),
            AnsweredBy = s.Condition("answered-by"),
            Within = s.Time("within"),
            Answers = answers,
            HasChoices = hasChoices,
            Corrects = s.Corrects(),
        };
    }

    private static OrderedMap<Branch> Choices(Section s, string id)
    {
        var choices = s.Context.Each(s.Find("choices"), "choice", Ids.Kebab, (choice, node) => Branch(s.Context, $"answer `{choice}` of {s.What}", node));
        if (choices.ContainsKey("unknown"))
            s.Error(s.Find("choices"), "`unknown` is an answer of every question by itself");
        if (choices.Count == 0)
            s.Error(s.Find("choices"), $"question `{id}` has no choices");
        return choices;
    }

    private static OrderedMap<Branch> YesAndNo(Section s)
    {
        var answers = new List<KeyValuePair<string, Branch>>();
        foreach (var answer in new[] { "yes", "no" })
        {
            if (s.Find(answer) is { } node)
                answers.Add(KeyValuePair.Create(answer, Branch(s.Context, $"answer `{answer}` of {s.What}", node)));
            else
                s.Error(null, $"`{answer}` is missing in {s.What}: expected where that answer leads, as in `{answer}: {{do: method-a}}`");
        }
        return OrderedMap.Create<Branch>(answers.ToArray());
    }

    private static Branch Branch(ReadingContext context, string what, Node node)
    {
        var s = context.Open(node, RunbookKeys.Branch, what);
        s.ExactlyOne("go", "do");
        if (s.Has("then") && !s.Has("do"))
            s.Error(s.Find("then"), $"`then` of {what} needs a `do` that it comes after");
        return new Branch(
            s.Reference("go", "question", context.Names.Questions),
            s.Reference("do", "method or action", context.Names.MethodsAndActions),
            s.Reference("then", "question", context.Names.Questions),
            s.TextOrNull("say"));
    }

    /// <summary>Answers alone must come to an end; a question after a method may well ask again.</summary>
    private static void RefuseCircles(Section tree, OrderedMap<Question> questions)
    {
        foreach (var first in questions.Keys)
        {
            var reached = new HashSet<string>();
            var next = new Stack<string>(Followers(first));
            while (next.TryPop(out var id))
                if (reached.Add(id))
                    foreach (var follower in Followers(id))
                        next.Push(follower);
            if (reached.Contains(first))
                tree.Error((tree.Find("questions") as Node.Map)?.Entries.First(e => e.Key.Text == first).Key, $"question `{first}` leads back to itself by answers alone");
        }

        IEnumerable<string> Followers(string id) => questions.TryGetValue(id, out var q) ? q.Answers.Values.Select(b => b.Go).OfType<string>() : [];
    }
}
