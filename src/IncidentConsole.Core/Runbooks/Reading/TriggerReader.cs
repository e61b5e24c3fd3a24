using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Runbooks.Reading;

/// <summary>Reads what sets an incident off, and what speaks against acting: scenarios, triggers, actions, guards.</summary>
internal static class TriggerReader
{
    public static OrderedMap<Scenario> Scenarios(Section root) =>
        root.Context.Each(root.Find("scenarios"), "scenario", Ids.Kebab, (id, node) =>
        {
            var s = root.Context.Open(node, RunbookKeys.Scenario, $"scenario `{id}`");
            return new Scenario
            {
                Id = id,
                Title = s.Text("title"),
                Symptom = s.Text("symptom"),
                DecideWithin = s.RequiredTime("decide-within"),
                Do = s.Reference("do", "method or action", root.Context.Names.MethodsAndActions, required: true) ?? "",
                Say = s.Text("say"),
                Eta = s.RequiredTime("eta"),
                Corrects = s.Corrects(),
            };
        });

    public static OrderedMap<Trigger> Triggers(Section root) =>
        root.Context.Each(root.Find("triggers"), "trigger", Ids.Kebab, (id, node) => Trigger(root.Context, id, node));

    private static Trigger Trigger(ReadingContext context, string id, Node node)
    {
        var s = context.Open(node, RunbookKeys.Trigger, $"trigger `{id}`");
        var trigger = new Trigger
        {
            Id = id,
            Title = s.TextOrNull("title") ?? Ids.Title(id),
            When = s.Condition("when"),
            For = s.Time("for") ?? TimeSpan.Zero,
            Manual = s.Flag("manual"),
            Judgement = s.Flag("judgement"),
            Ask = s.TextOrNull("ask"),
            Event = s.Reference("event", "event", context.Names.Events),
            Severity = s.Word("severity", RunbookWords.Severities) is { } severity
                ? (IncidentSeverity)(RunbookWords.Severities.ToList().IndexOf(severity) + 1)
                : IncidentSeverity.Sev3,
            Recommend = s.Reference("recommend", "method or action", context.Names.MethodsAndActions, required: true) ?? "",
            DecideWithin = s.Time("decide-within"),
            Caution = s.TextOrNull("caution"),
            OverridesTree = s.Flag("overrides-tree"),
            Source = s.TextOrNull("source"),
            Note = s.TextOrNull("note"),
            Affects = ComponentReader.Affects(s),
            Corrects = s.Corrects(),
        };
        if (!s.Has("when") && !trigger.Manual)
            s.Error(null, $"trigger `{id}` never fires: give it `when`, or `manual: true` where a person reports it");
        if (s.Has("for") && !s.Has("when"))
            s.Error(s.Find("for"), $"`for` of trigger `{id}` needs a `when` that holds so long");
        return trigger;
    }

    public static OrderedMap<RunbookAction> Actions(Section root) =>
        root.Context.Each(root.Find("actions"), "action", Ids.Kebab, (id, node) =>
        {
            var names = root.Context.Names;
            var s = root.Context.Open(node, RunbookKeys.Action, $"action `{id}`");
            if (names.Methods.Contains(id))
                s.Error(null, $"`{id}` is both a method and an action; what follows it could not be told");
            var then = s.Reference("then", "method or action", [.. names.MethodsAndActions, "ask-again"]);
            if (then is not null && !s.Has("timer"))
                s.Error(s.Find("then"), $"`then` of action `{id}` needs a `timer` that it comes after");
            return new RunbookAction { Id = id, Say = s.Text("say"), GoesToTree = s.Word("go", ["tree"]) is not null, Timer = s.Time("timer"), Then = then, Note = s.TextOrNull("note") };
        });

    public static OrderedMap<Guard> Guards(Section root) =>
        root.Context.Each(root.Find("guards"), "guard", Ids.Kebab, (id, node) =>
        {
            var names = root.Context.Names;
            var s = root.Context.Open(node, RunbookKeys.Guard, $"guard `{id}`");
            s.ExactlyOne("when", "ask");
            return new Guard
            {
                Id = id,
                When = s.Condition("when"),
                Ask = s.TextOrNull("ask"),
                Say = s.TextOrNull("say"),
                Except = s.References("except", "trigger", names.Triggers),
                Instead = s.References("instead", "action", names.Actions),
                Methods = s.References("methods", "method", names.Methods),
                Corrects = s.Corrects(),
            };
        });
}
