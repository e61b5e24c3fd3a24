namespace MeetSolis.IncidentConsole.Runbooks.Reading;

/// <summary>Reads the rollback procedures, the command card and the rehearsal.</summary>
internal static class MethodReader
{
    public static OrderedMap<Method> Methods(Section root) =>
        root.Context.Each(root.Find("methods"), "method", Ids.Kebab, (id, node) => Method(root.Context, id, node));

    private static Method Method(ReadingContext context, string id, Node node)
    {
        var s = context.Open(node, RunbookKeys.Method, $"method `{id}`");
        var method = new Method
        {
            Id = id,
            Title = s.Text("title"),
            Risk = Risk(s, required: true),
            Eta = s.RequiredTime("eta"),
            DataLoss = s.TextOrNull("data-loss") ?? "",
            UseWhen = s.Texts("use-when"),
            Caution = s.TextOrNull("caution"),
            Steps = Steps(s),
            Success = Success(s, id),
            Next = Next(s),
            Affects = ComponentReader.Affects(s),
            Corrects = s.Corrects(),
        };
        if (method.Steps.Count == 0)
            s.Error(s.Find("steps"), $"method `{id}` has no steps");
        return method;
    }

    public static RunbookRisk Risk(Section s, bool required = false) => s.Word("risk", RunbookWords.Risks, required) switch
    {
        "medium" => RunbookRisk.Medium,
        "high" => RunbookRisk.High,
        _ => RunbookRisk.Low,
    };

    private static OrderedMap<Step> Steps(Section owner)
    {
        var ids = (owner.Find("steps") as Node.Map)?.Keys.ToList() ?? [];
        return owner.Context.Each(owner.Find("steps"), "step", Ids.Kebab, (id, node) => new StepReader(owner.Context, owner.What, ids).Read(id, node));
    }

    private static List<Criterion> Success(Section method, string methodId)
    {
        var steps = (method.Find("steps") as Node.Map)?.Keys.ToList() ?? [];
        return [.. method.List("success", "a list of success criteria").Select((node, i) =>
        {
            var s = method.Context.Open(node, RunbookKeys.Criterion, $"a success criterion of {method.What}");
            s.ExactlyOne("when", "ask");
            var id = s.Name("id", "criterion", Ids.Kebab) ?? $"{methodId}-{i + 1}";
            method.Context.TakeCriterion(id, (s.Find("id") ?? node).At);
            var (when, ask) = (s.Condition("when"), s.TextOrNull("ask"));
            return new Criterion(id, when, s.Time("within"), ask, s.TextOrNull("say") ?? ask ?? when?.ToString() ?? "")
            {
                Step = s.Reference("step", "step", steps),
                Corrects = s.Corrects(),
            };
        })];
    }

    private static List<NextStep> Next(Section method)
    {
        var names = method.Context.Names;
        return [.. method.List("next", "a list of what comes next").Select(node =>
        {
            var s = method.Context.Open(node, RunbookKeys.Next, $"a next step of {method.What}");
            s.ExactlyOne("message", "action", "clock", "say");
            return new NextStep(
                s.Reference("message", "message", names.Messages), s.Reference("action", "action", names.Actions),
                s.Reference("clock", "clock", names.Clocks), s.TextOrNull("say"));
        })];
    }

    /// <summary>One, or a list of them: each of another method.</summary>
    public static OrderedMap<Rehearsal> Rehearsals(Section root)
    {
        var nodes = root.Find("rehearsal") switch { null => [], Node.Sequence list => list.Items, var one => [one] };
        var read = new Dictionary<string, Node>(StringComparer.Ordinal);
        var rehearsals = new List<Rehearsal>();
        foreach (var node in nodes)
        {
            var rehearsal = Rehearsal(root.Context.Open(node, RunbookKeys.Rehearsal, root.Find("rehearsal") is Node.Sequence ? "a rehearsal" : $"`rehearsal` of {root.What}"));
            if (rehearsal.Method.Length == 0) continue;
            if (read.TryAdd(rehearsal.Method, node)) rehearsals.Add(rehearsal);
            else root.Error(node, $"method `{rehearsal.Method}` has two rehearsals; the first is on line {read[rehearsal.Method].At.Line}");
        }
        return OrderedMap.Of(rehearsals, r => r.Method);
    }

    private static Rehearsal Rehearsal(Section s)
    {
        var names = s.Context.Names;
        return new Rehearsal
        {
            Environment = s.Reference("environment", "environment", names.Environments, required: true) ?? "",
            Method = s.Reference("method", "method", names.Methods, required: true) ?? "",
            Within = s.Time("within"),
            Frequency = s.TextOrNull("frequency"),
            Steps = Steps(s),
            Document = s.Reference("document", "document", names.Documents),
            Corrects = s.Corrects(),
        };
    }

    public static OrderedMap<QuickCommand> Commands(Section root) =>
        root.Context.Each(root.Find("commands"), "command", Ids.Kebab, (id, node) =>
        {
            var s = root.Context.Open(node, RunbookKeys.Command, $"command `{id}`");
            var step = s.Reference("step", "step (method.step)", [.. root.Context.Names.Steps.Keys], required: true)?.Split('.') ?? [];
            return new QuickCommand(id, s.Text("title"), step.FirstOrDefault() ?? "", step.ElementAtOrDefault(1) ?? "");
        });
}
