namespace MeetSolis.IncidentConsole.Runbooks.Reading;

/// <summary>Reads the parts of the service that the status page shows, and what triggers and methods do to them.</summary>
internal static class ComponentReader
{
    public static OrderedMap<ServiceComponent> Components(Section root) =>
        root.Context.Each(root.Find("components"), "component", Ids.Kebab, (id, node) =>
        {
            var s = root.Context.Open(node, RunbookKeys.Component, $"component `{id}`");
            return new ServiceComponent(id, s.Text("title"), s.TextOrNull("say"));
        });

    public static IReadOnlyDictionary<string, ComponentState> Affects(Section owner)
    {
        foreach (var (component, _) in (owner.Find("affects") as Node.Map)?.Entries ?? [])
            owner.Context.Refer(component, "component", owner.Context.Names.Components);
        return owner.Context.Each(owner.Find("affects"), "component", Ids.Kebab, (id, node) =>
        {
            var words = RunbookWords.ComponentStates;
            if (node is Node.Scalar word && words.Contains(word.Text)) return (ComponentState)(words.ToList().IndexOf(word.Text) + 1);
            owner.Error(node, $"expected one of {string.Join(", ", words)} for `{id}` in what {owner.What} affects, found {node.Describe()}{NearestName.Hint((node as Node.Scalar)?.Text ?? "", words)}");
            return ComponentState.Degraded;
        });
    }
}
