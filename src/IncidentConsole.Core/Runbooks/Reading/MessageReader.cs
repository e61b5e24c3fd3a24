using System.Text.RegularExpressions;

namespace MeetSolis.IncidentConsole.Runbooks.Reading;

/// <summary>Reads message templates: every <c>{field}</c> of a text must be said where it comes from.</summary>
internal static partial class MessageReader
{
    [GeneratedRegex(@"\{([^{}\r\n]{0,80})\}")]
    private static partial Regex Placeholder { get; }

    public static OrderedMap<MessageTemplate> Messages(Section root) =>
        root.Context.Each(root.Find("messages"), "message", Ids.Kebab, (id, node) => Message(root.Context, id, node));

    private static MessageTemplate Message(ReadingContext context, string id, Node node)
    {
        var s = context.Open(node, RunbookKeys.Message, $"message `{id}`");
        var audience = s.Inner("audience", RunbookKeys.Audience);
        var repeat = s.Inner("repeat", RunbookKeys.Repeat);
        var message = new MessageTemplate
        {
            Id = id,
            Title = s.TextOrNull("title"),
            Channels = s.Words("channels", "channel", RunbookWords.Channels),
            To = s.TextOrNull("to"),
            Subject = s.TextOrNull("subject"),
            Status = s.Word("status", RunbookWords.PageStatuses),
            Body = s.Text("body"),
            Fields = s.TextMap("fields", "field", Ids.Kebab, (_, source) => CheckSource(s, source, hasAudience: audience is not null)),
            RepeatEvery = repeat?.RequiredTime("every"),
            RepeatAs = repeat?.Word("as", RunbookWords.RepeatForms),
            RepeatUntil = repeat?.Reference("until", "milestone", Milestones.All, required: true),
            RepeatWith = repeat?.Reference("with", "message", s.Context.Names.Messages),
            AudienceCsv = audience is null ? null : Csv(audience),
            ApprovalBy = s.Inner("approval", RunbookKeys.Approval)?.Word("by", RunbookWords.Roles, required: true),
            If = s.Condition("if"),
            After = s.Reference("after", "milestone", Milestones.All),
            Automatic = s.Flag("automatic"),
            Thread = s.Reference("thread", "message", s.Context.Names.Messages),
            Corrects = s.Corrects(),
        };
        if (message.Channels.Count == 0)
            s.Error(s.Find("channels"), $"message `{id}` has no channel: expected some of {string.Join(", ", RunbookWords.Channels)}");
        if (message.Channels.Contains("email") && message.Subject is null)
            s.Error(null, $"message `{id}` goes out by email and needs a `subject`");
        if (message.Automatic && (message.After is null || message.ApprovalBy is not null || message.AudienceCsv is not null || message.Fields.Values.Contains("ask")))
            s.Error(s.Find("automatic"), $"message `{id}` cannot follow by itself: that needs `after`, and neither `approval`, nor an `audience`, nor a field that is asked for");
        CheckPlaceholders(s, message);
        return message;
    }

    private static void CheckPlaceholders(Section s, MessageTemplate message)
    {
        var used = new HashSet<string>();
        foreach (var (key, text) in new[] { ("subject", message.Subject), ("body", message.Body) })
            foreach (Match match in Placeholder.Matches(text ?? ""))
                if (used.Add(match.Groups[1].Value) && !message.Fields.ContainsKey(match.Groups[1].Value))
                    s.Error(s.Find(key), $"`{match.Value}` in the {key} of {s.What} has no field that fills it{NearestName.Hint(match.Groups[1].Value, message.Fields.Keys)}");
        foreach (var field in message.Fields.Keys.Where(f => !used.Contains(f)))
            s.Error((s.Find("fields") as Node.Map)?.Entries.First(e => e.Key.Text == field).Key, $"the field `{field}` of {s.What} stands nowhere in its text");
    }

    private static void CheckSource(Section s, Node.Scalar source, bool hasAudience)
    {
        var names = s.Context.Names;
        var parts = source.Text.Split('.');
        var (known, what) = parts[0] switch
        {
            "ask" when parts.Length == 1 => (null, ""),
            "incident" when parts.Length == 2 => (RunbookWords.IncidentFields, "incident field"),
            "run" when parts.Length == 2 => (RunbookWords.RunFields, "run field"),
            "finding" when parts.Length == 2 => (names.Findings, "finding"),
            "clock" when parts.Length == 2 => (names.Clocks, "clock"),
            "signal" when parts.Length == 2 || (parts.Length == 3 && RunbookWords.SignalMoments.Contains(parts[2])) => (names.Signals, "signal"),
            "file" when parts.Length == 3 && RunbookWords.FileFields.Contains(parts[2]) => (names.Findings, "finding"),
            "step" when parts.Length == 3 && parts[2] == "done-at" => ([.. names.Steps.Keys.Select(k => k[(k.IndexOf('.', StringComparison.Ordinal) + 1)..]).Distinct()], "step"),
            "person" when parts.Length == 2 && hasAudience => (null, ""),
            _ => ((IReadOnlyList<string>?)[], "source"),
        };
        if (what == "source")
            s.Error(source, $"unknown source {source.Describe()} of a field: expected ask, incident.x, run.x, finding.X, signal.x, signal.x.at-trigger, signal.x.trend, file.X.written-at, file.X.age, step.x.done-at, clock.x{(hasAudience ? "" : ", or with an `audience` person.x")}");
        else if (known is not null && !known.Contains(parts[1]))
            s.Error(source, $"unknown {what} `{parts[1]}`{NearestName.Hint(parts[1], known)}");
    }

    private static string? Csv(Section audience)
    {
        var csv = audience.Text("csv");
        var name = csv.StartsWith("finding.", StringComparison.Ordinal) ? csv["finding.".Length..] : null;
        if (csv.Length > 0 && (name is null || !audience.Context.Names.Findings.Contains(name)))
            audience.Error(audience.Find("csv"), $"expected the finding that holds the list, as in finding.AFFECTED_CSV, found `{csv}`{NearestName.Hint(name ?? csv, audience.Context.Names.Findings)}");
        return csv;
    }
}
