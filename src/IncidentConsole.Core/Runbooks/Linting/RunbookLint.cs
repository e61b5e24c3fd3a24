using MeetSolis.IncidentConsole.Runbooks.Reading;

namespace MeetSolis.IncidentConsole.Runbooks.Linting;

/// <summary>Reviews a runbook. Pure: what is outside of the file comes by the context.</summary>
public static class RunbookLint
{
    public const string StaleWaiver = "stale-waiver";

    /// <summary>In the file's order; those it waives are among them.</summary>
    public static IReadOnlyList<LintFinding> Of(Runbook runbook, LintContext context)
    {
        var found = TreeRules.Of(runbook)
            .Concat(TimeRules.Of(runbook, context))
            .Concat(OrderRules.Of(runbook))
            .Concat(CommandRules.Of(runbook, context))
            .Concat(SignalRules.Of(runbook))
            .Concat(MessageRules.Of(runbook))
            .Concat(RehearsalRules.Of(runbook, context)).ToList();
        var stale = runbook.Waivers.Where(w => !found.Exists(f => f.Rule == w.Rule && f.At == w.At))
            .Select(w => new LintFinding(StaleWaiver, LintLevel.Note, "waivers", $"It waives {w.Rule} at {w.At}, where nothing is found.", "Take the waiver away, or name the place as the finding does."));
        var places = new Places(runbook.Source);
        return [.. found.Concat(stale).Select(f => Placed(f, places) with { Waived = runbook.Waivers.FirstOrDefault(w => w.Rule == f.Rule && w.At == f.At)?.Because })
            .DistinctBy(f => (f.Rule, f.At, f.Why)).OrderBy(f => f.Line).ThenBy(f => f.Column)];
    }

    private static LintFinding Placed(LintFinding finding, Places places)
    {
        var at = places.Of(finding.At);
        return finding with { Line = at.Line, Column = at.Column };
    }

    /// <summary>Where the names of a path stand in the file: the deepest of them that does.</summary>
    private sealed class Places(string source)
    {
        private readonly Node.Map? _root = YamlTree.Read(source, new ErrorList(""));

        public Place Of(string path)
        {
            Node? node = _root;
            var at = Place.Start;
            foreach (var name in path.Split('.'))
            {
                // Rehearsals may stand in a list: each is named by its method.
                if (node is Node.Sequence list && list.Items.OfType<Node.Map>().FirstOrDefault(m => m.Find("method") is Node.Scalar { Text: var of } && of == name) is { } named) (at, node) = (named.At, named);
                else if (node is Node.Map map && map.Entries.FirstOrDefault(e => e.Key.Text == name) is { Key: { } key } entry) (at, node) = (key.At, entry.Value);
                else break;
            }
            return at;
        }
    }
}
