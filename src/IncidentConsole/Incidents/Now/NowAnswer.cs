using MeetSolis.IncidentConsole.Controls;
using MeetSolis.IncidentConsole.Incidents.Deck;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runs;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Incidents.Now;

/// <summary>An environment as <em>Now</em> looks at it.</summary>
/// <param name="Sources">How many sources with a secret speak of it.</param>
/// <param name="Missing">Names of settings and secrets its steps want that nobody has set.</param>
public sealed record NowPlace(Runbook Runbook, RunbookEnvironment Environment, BoardSnapshot Board, int Sources, IReadOnlyList<string> Missing)
{
    /// <summary>Programs that its steps call and that are not installed.</summary>
    public IReadOnlyList<StepTool> NotInstalled { get; init; } = [];

    /// <summary>What breaks there is real.</summary>
    public bool Real => !Environment.PracticeTarget;

    /// <summary>The triggers that fire by themselves, as they stand.</summary>
    public IEnumerable<BoardTrigger> Triggers => Board.Triggers.Values;

    public IEnumerable<string> Over => Runbook.Signals.Values
        .Where(s => Board.Readings.TryGetValue(s.Id, out var r) && r.CanBeJudged && r.Value > SignalLimits.Threshold(Runbook, s.Id)).Select(s => s.Title ?? s.Id);

    public bool Measured => Board.Readings.Values.Any(r => r.CanBeJudged);
}

/// <summary>One of the three questions of <em>Now</em>, answered: a word, and the sentence that says why.</summary>
/// <param name="Tone">good, warn, bad or quiet.</param>
/// <param name="More">What else belongs to it.</param>
public sealed record NowAnswer(string Ask, string Word, string Tone, string Say, IReadOnlyList<string> More)
{
    /// <summary>The incident it speaks of: on a phone its card stands further down.</summary>
    public IncidentNumber? Incident { get; init; }

    private const string WrongAsk = "Is anything wrong?", KnowAsk = "Would we know?", ReadyAsk = "Are we ready?";

    public static NowAnswer Wrong(IReadOnlyList<IncidentRow> open, IReadOnlyList<NowPlace> places)
    {
        NowAnswer Is(string word, string tone, string say) => new(WrongAsk, word, tone, say, []);
        var real = open.Where(i => i.Kind == IncidentKind.Incident).OrderBy(i => i.Severity).ToList();
        if (real is [var first, ..])
        {
            var who = first.CommanderName is { } name ? $"{name} is in command" : "nobody is in command";
            return Is("Yes", "bad", real.Count == 1
                ? $"{first.Number} is open in {first.Environment}: {first.Severity.Word()}, {first.Phase.Word().ToLowerInvariant()}; {who}."
                : $"{real.Count} incidents are open; the gravest is {first.Number} in {first.Environment}, {first.Severity.Word()}; {who}.") with { Incident = first.Number };
        }
        var there = places.Where(p => p.Real).ToList();
        if (there.SelectMany(p => p.Triggers.Where(t => t.State.IsFiring).OrderBy(t => t.Silenced is not null).Select(t => $"“{t.Trigger.Title}” fires in {p.Environment.Id}{(t.Silenced is null ? "" : " and is silenced")}")).FirstOrDefault() is { } firing)
            return Is("Perhaps", "warn", $"No incident is open, but {firing}.");
        if (there.SelectMany(p => p.Over.Select(o => $"{o} is above its threshold in {p.Environment.Id}")).FirstOrDefault() is { } over)
            return Is("Perhaps", "warn", $"No incident is open, but {over}.");
        var drill = string.Concat(open.Select(i => i.Kind).Distinct().Order().Select(k => $" A {k.Word().ToLowerInvariant()} is under way."));
        return there.Where(p => !p.Measured).Select(p => p.Environment.Id).FirstOrDefault() is { } dark && there.TrueForAll(p => !p.Measured)
            ? Is("Not known", "warn", $"No incident is open, and nothing measures {dark}: nobody can tell.{drill}")
            : Is("No", "good", $"No incident is open, and every value that is measured lies within its threshold.{drill}");
    }

    public static NowAnswer Known(IReadOnlyList<NowPlace> places)
    {
        var there = places.Where(p => p.Real).ToList();
        if (there is not [var main, .. var others]) return new(KnowAsk, "No", "bad", "No runbook in use names an environment to watch.", []);
        var more = others.Where(p => p.Sources == 0).Select(p => $"{p.Environment.Id}: no source is connected.").ToList();
        if (main.Sources == 0)
            return new(KnowAsk, "No", "bad", $"No source is connected to {main.Environment.Id}: nothing fires there by itself. Whoever sees something must declare it.", more);
        var all = main.Runbook.Triggers.Values.Where(t => t.When is not null).ToList();
        var silenced = main.Triggers.Where(t => t.Silenced is not null && !t.Trigger.Judgement).ToList();
        if (silenced is [var one, ..])
            more.Insert(0, $"Silenced: {(silenced.Count == 1 ? $"“{one.Trigger.Title}”" : $"{silenced.Count} triggers")}. {one.Silenced!.ByName}: {one.Silenced.Reason}");
        var blind = all.Where(t => !main.Board.Triggers.TryGetValue(t.Id, out var b) || b.State.Phase is TriggerPhase.Stale or TriggerPhase.Insufficient).ToList();
        if (blind.Count == 0 && silenced.Count > 0)
            return new(KnowAsk, "In part", "warn", $"All {all.Count} triggers of {main.Environment.Id} are judged on live data; {(silenced.Count == 1 ? "one of them declares" : $"{silenced.Count} of them declare")} nothing for now.", more);
        if (blind.Count == 0) return new(KnowAsk, "Yes", "good", $"All {all.Count} triggers of {main.Environment.Id} are judged on live data.", more);
        if (blind.Count == all.Count) return new(KnowAsk, "No", "bad", $"Sources are connected to {main.Environment.Id}, and no trigger there has data to be judged on.", more);
        return new(KnowAsk, "In part", "warn", $"{all.Count - blind.Count} of {all.Count} triggers of {main.Environment.Id} are judged on live data.",
            [$"Not judged: {string.Join(", ", blind.Select(t => t.Title))}.", .. more]);
    }

    public static NowAnswer Ready(
        IReadOnlyList<Runbook> runbooks, IReadOnlyList<RunbookProblem> problems, IReadOnlyList<NowPlace> places, IReadOnlyList<MethodReadiness> methods, int approvers)
    {
        if (runbooks.Count == 0) return new(ReadyAsk, "No", "bad", "No runbook is in use: nothing can be declared and nothing fires.", []);
        var gaps = new List<string>();
        foreach (var problem in problems) gaps.Add($"{problem.File} has errors and is not in use.");
        foreach (var runbook in runbooks)
            if (MissingContacts(runbook.Contacts) is { Count: > 0 } missing) gaps.Add($"Not configured: {string.Join(" and ", missing)}.");
        var untried = methods.Where(m => m.Rehearsed is null).ToList();
        if (untried.Count > 0 && untried.Count == methods.Count) gaps.Add("No method was ever rehearsed.");
        else if (untried.Count > 0) gaps.Add($"Never rehearsed: {string.Join(", ", untried.Select(m => m.ShortName))}.");
        if (methods.Where(m => m.Rehearsed?.Took > m.Method.Eta).Select(m => m.ShortName).ToList() is { Count: > 0 } slow) gaps.Add($"Took longer than its ETA when last rehearsed: {string.Join(", ", slow)}.");
        foreach (var place in places.Where(p => p.Real && p.Missing.Count > 0)) gaps.Add($"{place.Environment.Id}: {(place.Missing.Count == 1 ? $"{place.Missing[0]} is" : $"{place.Missing.Count} settings and secrets, {place.Missing[0]} among them, are")} not set; steps that want them cannot start.");
        foreach (var place in places.Where(p => p.Real && p.NotInstalled.Count > 0))
            gaps.Add($"{place.Environment.Id}: {Listed([.. place.NotInstalled.Select(t => t.Name)])} {(place.NotInstalled.Count == 1 ? "is" : "are")} not installed on this machine; steps of {Listed([.. place.NotInstalled.SelectMany(t => t.Methods).Distinct().Select(m => MethodName.Short(place.Runbook, m))])} cannot run.");
        if (approvers < 2) gaps.Add(approvers == 0 ? "Nobody may command." : "Only one person may command: a second person's approval cannot be had.");
        return gaps.Count == 0
            ? new(ReadyAsk, "Yes", "good", "Every method was rehearsed within its ETA, and whoever is on call can be reached.", [])
            : new(ReadyAsk, "Not quite", "warn", gaps[0], gaps[1..]);
    }

    private static string Listed(List<string> names) => names.Count < 2 ? string.Concat(names) : $"{string.Join(", ", names.SkipLast(1))} and {names[^1]}";

    private static List<string> MissingContacts(RunbookContacts contacts)
    {
        var missing = new List<string>();
        if (string.IsNullOrWhiteSpace(contacts.OnCallPhone)) missing.Add("the phone of whoever is on call");
        if (string.IsNullOrWhiteSpace(contacts.EscalationEmail)) missing.Add("an address to escalate to");
        return missing;
    }
}
