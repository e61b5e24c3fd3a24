namespace MeetSolis.IncidentConsole.Runbooks.Reading;

/// <summary>Reads who the runbook is for and where it may be used.</summary>
internal static class HeaderReader
{
    public static IReadOnlyList<RunbookChange> Changes(Section root) => [.. root.List("changes", "a list of changes").Select(node =>
    {
        var change = root.Context.Open(node, RunbookKeys.Change, "a change");
        return new RunbookChange(change.Text("version"), change.Date("date"), change.Text("note"));
    })];

    public static IReadOnlyList<LintWaiver> Waivers(Section root) => [.. root.List("waivers", "a list of waivers").Select(node =>
    {
        var waiver = root.Context.Open(node, RunbookKeys.Waiver, "a waiver");
        return new LintWaiver(waiver.Text("rule"), waiver.Text("at"), waiver.Text("because"));
    })];

    public static RunbookContacts Contacts(Section root)
    {
        var contacts = root.Inner("contacts", RunbookKeys.Contacts);
        var onCall = contacts?.Inner("on-call", RunbookKeys.OnCall);
        var escalation = contacts?.Inner("escalation", RunbookKeys.Escalation);
        return new RunbookContacts
        {
            OnCallPhone = onCall?.TextOrNull("phone"),
            OnCallSlack = onCall?.TextOrNull("slack"),
            Page = onCall?.Reference("page", "message", root.Context.Names.Messages),
            EscalationEmail = escalation?.TextOrNull("email"),
            EscalateAfter = escalation?.Time("after"),
            Corrects = contacts?.Corrects() ?? [],
        };
    }

    public static OrderedMap<RunbookEnvironment> Environments(Section root) =>
        root.Context.Each(root.Find("environments"), "environment", Ids.Kebab, (id, node) =>
        {
            var s = root.Context.Open(node, RunbookKeys.Environment, $"environment `{id}`");
            var environment = new RunbookEnvironment
            {
                Id = id,
                ConfirmByTypingName = s.Word("confirm", RunbookWords.Confirmations) is not null,
                RequiresRehearsal = s.Flag("requires-rehearsal"),
                Workspace = s.TextOrNull("workspace"),
                Variables = s.TextMap("variables", "variable", Ids.Upper),
                Secrets = s.NewNames("secrets", "secret", Ids.Upper),
                Settings = s.NewNames("settings", "setting", Ids.Upper),
                PracticeTarget = s.Flag("practice-target"),
                TimeScale = s.Number("time-scale", least: 1) ?? 1,
            };
            foreach (var name in environment.Variables.Keys.Where(v => environment.Secrets.Contains(v)))
                s.Error(s.Find("variables"), $"`{name}` is a secret of environment `{id}`: its value comes from the console's settings, never from this file");
            return environment;
        });
}
