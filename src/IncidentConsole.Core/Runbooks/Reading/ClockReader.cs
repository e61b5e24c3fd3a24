namespace MeetSolis.IncidentConsole.Runbooks.Reading;

/// <summary>Reads deadlines and the documents an incident leaves.</summary>
internal static class ClockReader
{
    public static OrderedMap<ClockDefinition> Clocks(Section root) =>
        root.Context.Each(root.Find("clocks"), "clock", Ids.Kebab, (id, node) =>
        {
            var s = root.Context.Open(node, RunbookKeys.Clock, $"clock `{id}`");
            s.ExactlyOne("due", "not-before");
            var met = s.Inner("met-by", RunbookKeys.MetBy);
            met?.ExactlyOne("message", "finding");
            if (s.Has("warn") && !(s.Time("warn") < s.Time("due")))
                s.Error(s.Find("warn"), $"the warning of clock `{id}` comes before it is due: `warn` must be less than `due`");
            return new ClockDefinition
            {
                Id = id,
                Title = s.TextOrNull("title"),
                Starts = s.Reference("starts", "milestone", Milestones.All, required: true) ?? "",
                Due = s.Time("due"),
                Warn = s.Time("warn"),
                NotBefore = s.Time("not-before"),
                MetByMessage = met?.Reference("message", "message", root.Context.Names.Messages),
                MetByFinding = met?.Reference("finding", "finding", root.Context.Names.Findings),
                Requires = s.Words("requires", "requirement", RunbookWords.ClockRequirements),
                Owner = s.Word("owner", RunbookWords.Roles),
                Basis = s.TextOrNull("basis"),
                Attendees = s.Texts("attendees"),
                If = s.Condition("if"),
                Corrects = s.Corrects(),
            };
        });

    public static OrderedMap<DocumentDefinition> Documents(Section root) =>
        root.Context.Each(root.Find("documents"), "document", Ids.Kebab, (id, node) =>
        {
            var s = root.Context.Open(node, RunbookKeys.Document, $"document `{id}`");
            var path = s.Text("path");
            if (path.StartsWith('/') || path.Split('/').Contains(".."))
                s.Error(s.Find("path"), $"the path of document `{id}` lies in the workspace: no `..`, and no `/` at its beginning");
            return new DocumentDefinition(id, path, s.NewNames("sections", "section", Ids.Kebab)) { Title = s.TextOrNull("title"), Findings = Findings(s) };
        });

    /// <summary>Which findings say something of which section.</summary>
    private static OrderedMap<IReadOnlyList<string>> Findings(Section document) =>
        document.Context.Each<IReadOnlyList<string>>(document.Find("findings"), "section", Ids.Kebab, (id, node) =>
        {
            if (node is Node.Sequence list)
                return [.. list.Items.Select(n => document.Context.Refer(n, "finding", document.Context.Names.Findings)).OfType<string>()];
            document.Error(node, $"expected a list of findings for section `{id}`, found {node.Describe()}");
            return [];
        });
}
