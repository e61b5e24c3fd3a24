namespace MeetSolis.IncidentConsole.Runbooks.Reading;

/// <summary>Reads checklists and their items, to any depth the file allows.</summary>
internal static class ChecklistReader
{
    public static OrderedMap<Checklist> Checklists(Section root) =>
        root.Context.Each(root.Find("checklists"), "checklist", Ids.Kebab, (id, node) =>
        {
            var s = root.Context.Open(node, RunbookKeys.Checklist, $"checklist `{id}`");
            s.ExactlyOne("before", "after");
            if (s.Has("from") && !s.Has("after"))
                s.Error(s.Find("from"), $"`from` of checklist `{id}` needs an `after` that it is counted from");
            if (s.Time("from") is { } from && s.Time("within") is { } within && from >= within)
                s.Error(s.Find("from"), $"the time of checklist `{id}` ends before it begins: `from` must be less than `within`");
            return new Checklist
            {
                Id = id,
                Title = s.TextOrNull("title") ?? Ids.Title(id),
                Before = s.Reference("before", "milestone", Milestones.All),
                After = s.Reference("after", "milestone", Milestones.All),
                From = s.Time("from"),
                Within = s.Time("within"),
                Items = Items(s),
            };
        });

    private static OrderedMap<ChecklistItem> Items(Section owner) =>
        owner.Context.Each(owner.Find("items"), "checklist item", Ids.Kebab, (id, node) => Item(owner.Context, id, node));

    private static bool Automatic(Section s)
    {
        var automatic = s.Flag("automatic");
        if (automatic && !s.Has("when") && !s.Has("clock"))
            s.Error(s.Find("automatic"), $"the console can tick {s.What} only by a condition `when` or a `clock`");
        return automatic;
    }

    private static ChecklistItem Item(ReadingContext context, string id, Node node)
    {
        context.TakeItem(id, node.At);
        var s = context.Open(node, RunbookKeys.Item, $"checklist item `{id}`");
        var link = s.TextOrNull("link");
        if (link is not null && !(Uri.TryCreate(link, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http"))
            s.Error(s.Find("link"), $"the link of checklist item `{id}` is no http(s) address");
        return new ChecklistItem
        {
            Id = id,
            Say = s.Text("say"),
            Link = link,
            Check = ExpectationReader.Proof(s, "check"),
            Finding = s.Name("finding", "finding", Ids.Upper),
            If = s.Condition("if"),
            When = s.Condition("when"),
            Automatic = Automatic(s),
            Owner = s.Word("owner", RunbookWords.Roles),
            Message = s.Reference("message", "message", context.Names.Messages),
            Clock = s.Reference("clock", "clock", context.Names.Clocks),
            Document = s.Reference("document", "document", context.Names.Documents),
            Note = s.TextOrNull("note"),
            Items = Items(s),
            Corrects = s.Corrects(),
        };
    }
}
