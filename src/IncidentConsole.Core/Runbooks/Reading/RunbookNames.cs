namespace MeetSolis.IncidentConsole.Runbooks.Reading;

/// <summary>
/// Every name the file gives to something, gathered before anything else is read, so that a reference can be checked where it stands
/// whatever the order of the sections.
/// </summary>
internal sealed class RunbookNames(Node.Map root)
{
    public IReadOnlyList<string> Environments { get; } = Keys(root, "environments");
    public IReadOnlyList<string> Events { get; } = [.. (root.Find("events") as Node.Sequence)?.Items.OfType<Node.Scalar>().Select(e => e.Text) ?? []];
    public IReadOnlyList<string> Signals { get; } = Keys(root, "signals");
    public IReadOnlyList<string> Exclusions { get; } = Keys(root, "exclusions");
    public IReadOnlyList<string> Triggers { get; } = Keys(root, "triggers");
    public IReadOnlyList<string> Actions { get; } = Keys(root, "actions");
    public IReadOnlyList<string> Methods { get; } = Keys(root, "methods");
    public IReadOnlyList<string> MethodsAndActions { get; } = [.. Keys(root, "methods"), .. Keys(root, "actions")];
    public IReadOnlyList<string> Questions { get; } = root.FindMap("tree") is { } tree ? Keys(tree, "questions") : [];
    public IReadOnlyList<string> Messages { get; } = Keys(root, "messages");
    public IReadOnlyList<string> Clocks { get; } = Keys(root, "clocks");
    public IReadOnlyList<string> Components { get; } = Keys(root, "components");
    public IReadOnlyList<string> Documents { get; } = Keys(root, "documents");
    public IReadOnlyList<string> Findings { get; } = [.. FindingsOf(root).Distinct()];

    /// <summary>What a command can find in its environment: the variables, settings and secrets of every environment, and the findings.</summary>
    public IReadOnlyList<string> Variables { get; } = [.. EnvironmentNames(root).Concat(FindingsOf(root)).Distinct()];

    /// <summary>The steps of all methods by <c>method.step</c>.</summary>
    public IReadOnlyDictionary<string, Node.Map> Steps { get; } = (
        from method in root.FindMap("methods")?.Entries ?? []
        where method.Value is Node.Map
        from step in ((Node.Map)method.Value).FindMap("steps")?.Entries ?? []
        where step.Value is Node.Map
        select (Id: $"{method.Key.Text}.{step.Key.Text}", Map: (Node.Map)step.Value))
        // Names with dots of their own are refused later; until then two may read the same.
        .DistinctBy(s => s.Id).ToDictionary(s => s.Id, s => s.Map);

    private static IReadOnlyList<string> Keys(Node.Map map, string section) => [.. map.FindMap(section)?.Keys ?? []];

    private static IEnumerable<string> EnvironmentNames(Node.Map root) =>
        (root.FindMap("environments")?.Entries ?? []).Select(e => e.Value).OfType<Node.Map>().SelectMany(e => Keys(e, "variables").Concat(Texts(e, "settings")).Concat(Texts(e, "secrets")));

    private static IEnumerable<string> Texts(Node.Map map, string section) => (map.Find(section) as Node.Sequence)?.Items.OfType<Node.Scalar>().Select(t => t.Text) ?? [];

    private static IEnumerable<string> FindingsOf(Node node) => node switch
    {
        Node.Sequence list => list.Items.SelectMany(FindingsOf),
        Node.Map map => map.Entries.SelectMany(e => (e.Key.Text, e.Value) switch
        {
            ("finding" or "into", Node.Scalar name) => [name.Text],
            // It waits for a finding; something else records it.
            ("met-by", _) => [],
            ("capture", Node.Map captures) => captures.Keys,
            ("manual", Node.Map manual) => manual.FindMap("fields")?.Keys ?? [],
            _ => FindingsOf(e.Value),
        }),
        _ => [],
    };
}
