namespace MeetSolis.IncidentConsole.Runbooks.Reading;

/// <summary>Reads what is measured.</summary>
internal static class SignalReader
{
    public static OrderedMap<SignalDefinition> Signals(Section root) =>
        root.Context.Each(root.Find("signals"), "signal", Ids.Snake, (id, node) => Signal(root.Context, id, node));

    private static SignalDefinition Signal(ReadingContext context, string id, Node node)
    {
        var s = context.Open(node, RunbookKeys.Signal, $"signal `{id}`");
        var kind = s.Word("kind", RunbookWords.SignalKinds, required: true);
        var events = context.Names.Events;
        var signal = new SignalDefinition
        {
            Id = id,
            Title = s.TextOrNull("title"),
            Kind = kind switch
            {
                "ratio" => SignalKind.Ratio,
                "sum" => SignalKind.Sum,
                "gauge" => SignalKind.Gauge,
                "percentile" => SignalKind.Percentile,
                _ => SignalKind.Count,
            },
            Window = s.RequiredTime("window"),
            Unit = s.Word("unit", RunbookWords.Units) ?? "",
            Minimum = s.Whole("minimum") ?? 0,
            Event = s.Reference("event", "event", events, required: kind is "count" or "sum" or "gauge" or "percentile"),
            Numerator = s.Reference("numerator", "event", events, required: kind is "ratio"),
            Denominator = s.Reference("denominator", "event", events, required: kind is "ratio"),
            Except = s.Reference("except", "exclusion", context.Names.Exclusions),
            Percentile = s.Whole("percentile", 1, 99),
            Normal = s.Number("normal"),
            Target = s.Number("target"),
            StaleAfter = s.Time("stale-after"),
            Sources = s.Words("sources", "source", RunbookWords.Sources),
            Note = s.TextOrNull("note"),
            Corrects = s.Corrects(),
        };
        if (s.Has("window") && signal.Window <= TimeSpan.Zero)
            s.Error(s.Find("window"), $"the window of signal `{id}` must be longer than nothing");
        if (kind == "percentile" && signal.Percentile is null)
            s.Error(null, $"signal `{id}` is a percentile: `percentile` must say which, as in `percentile: 95`");
        if (kind == "ratio" ? s.Has("event") : s.Has("numerator") || s.Has("denominator"))
            s.Error(s.Find("event") ?? s.Find("numerator") ?? s.Find("denominator"),
                kind == "ratio" ? $"signal `{id}` is a ratio: it has `numerator` and `denominator`, not `event`" : $"signal `{id}` is no ratio: it has `event`, not `numerator` and `denominator`");
        return signal;
    }

    public static OrderedMap<Exclusion> Exclusions(Section root) =>
        root.Context.Each(root.Find("exclusions"), "exclusion", Ids.Kebab, (id, node) =>
        {
            var s = root.Context.Open(node, RunbookKeys.Exclusion, $"exclusion `{id}`");
            return new Exclusion(id, s.OneOrMore("while", "method", root.Context.Names.Methods), s.Texts("paths"), s.Whole("status", 100, 599));
        });

    public static IReadOnlyList<string> Events(Section root) => root.NewNames("events", "event", Ids.Event);
}
