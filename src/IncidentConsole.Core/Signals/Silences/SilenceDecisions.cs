using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Signals.Silences;

/// <summary>A wish to silence.</summary>
/// <param name="From">Null: now, which is a silence; otherwise a maintenance window.</param>
/// <param name="Overriding">Said explicitly: triggers that override the tree too.</param>
public sealed record SilenceWish(
    string Environment, string? Trigger, DateTimeOffset? From, DateTimeOffset? Until, string? Reason, bool Weekly = false, bool Overriding = false);

/// <summary>What became of a wish to silence, or to end it.</summary>
public abstract record SilenceDecision
{
    private SilenceDecision() { }

    public sealed record Accepted(Silence Silence) : SilenceDecision;

    /// <param name="Missing">Names of fields that were not filled, where that is the reason.</param>
    public sealed record Refused(RefusalKind Kind, string Sentence, IReadOnlyList<string> Missing) : SilenceDecision;

    internal static SilenceDecision Refuse(string sentence, RefusalKind kind = RefusalKind.Conflict) => new Refused(kind, sentence, []);
    internal static SilenceDecision Lacks(string sentence, params IReadOnlyList<string> missing) => new Refused(RefusalKind.Invalid, sentence, missing);
}

/// <summary>Decides who may silence what for how long.</summary>
public static class SilenceDecisions
{
    public static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);
    public static readonly TimeSpan Longest = TimeSpan.FromDays(7);
    public static readonly TimeSpan LongestWeekly = TimeSpan.FromDays(1);
    public static readonly TimeSpan Farthest = TimeSpan.FromDays(366);
    public const int LongestReason = 500;

    /// <param name="id">Made by whoever asks: the same id silences once.</param>
    /// <param name="runbooks">Those in use.</param>
    public static SilenceDecision Decide(this SilenceWish wish, Guid id, Caller caller, IReadOnlyList<Runbook> runbooks, DateTimeOffset now)
    {
        if (Forbids(caller) is { } forbidden) return forbidden;
        var there = runbooks.Where(r => r.Environments.ContainsKey(wish.Environment)).ToList();
        if (there.Count == 0) return SilenceDecision.Refuse("No active runbook has this environment.", RefusalKind.NotFound);
        if (wish.Trigger is { } trigger && Refuses(wish, trigger, there) is { } refused) return refused;
        if (wish.Overriding && caller.Actor.Kind != ActorKind.Person)
            return SilenceDecision.Refuse("Only a person may silence what overrides the tree: an API key cannot.", RefusalKind.Forbidden);

        var reason = wish.Reason?.Trim() ?? "";
        if (reason.Length == 0) return SilenceDecision.Lacks("Say why: everybody on Now reads it.", "reason");
        if (reason.Length > LongestReason) return SilenceDecision.Lacks($"A reason holds at most {LongestReason} characters.", "reason");
        if (wish.Until is not { } until) return SilenceDecision.Lacks("Say when it ends: nothing is silenced for good.", "until");
        var from = Instants.Cut(wish.From ?? now);
        until = Instants.Cut(until);
        if (wish.From is not null && from < now - Shortest) return SilenceDecision.Lacks("A maintenance window begins now or later; to silence from now on leave its beginning out.", "from");
        if (from > now + Farthest) return SilenceDecision.Lacks("A maintenance window is planned for a year ahead at most.", "from");
        if (until <= from || until <= now) return SilenceDecision.Lacks("It must end after it begins, and after now.", "until");
        if (until - from < Shortest) return SilenceDecision.Lacks("It holds for a minute at least.", "until");
        if (wish.Weekly && wish.From is null) return SilenceDecision.Lacks("Only a maintenance window comes again every week: say when it begins.", "from");
        if (wish.Weekly && until - from > LongestWeekly) return SilenceDecision.Lacks("A window of every week holds for a day at most.", "until");
        if (until - from > Longest) return SilenceDecision.Lacks("It holds for seven days at most: silence again when it ends.", "until");

        return new SilenceDecision.Accepted(new Silence
        {
            Id = id, Environment = wish.Environment, Trigger = wish.Trigger, Kind = wish.From is null ? SilenceKind.Silence : SilenceKind.Maintenance,
            From = from, Until = until, Weekly = wish.Weekly, Overriding = wish.Overriding, Reason = reason,
            ById = caller.Actor.Id, ByName = caller.Actor.Name, MadeAt = Instants.Cut(now),
        });
    }

    /// <summary>Ends a silence for good. One that is over stays as it is.</summary>
    public static SilenceDecision End(this Silence silence, Caller caller, DateTimeOffset now) =>
        Forbids(caller) ?? new SilenceDecision.Accepted(silence.IsOver(now) ? silence : silence with { EndedAt = Instants.Cut(now), EndedByName = caller.Actor.Name });

    private static SilenceDecision? Forbids(Caller caller) => caller.Role >= AccessRole.Commander ? null
        : SilenceDecision.Refuse($"Silencing, and ending it, needs the role Commander or higher; yours is {caller.Role}.", RefusalKind.Forbidden);

    private static SilenceDecision? Refuses(SilenceWish wish, string id, List<Runbook> there)
    {
        var found = there.Select(r => r.Triggers.GetValueOrDefault(id)).OfType<Trigger>().ToList();
        if (found.Count == 0) return SilenceDecision.Refuse($"There is no trigger '{id}' in {wish.Environment}.", RefusalKind.NotFound);
        if (found.TrueForAll(t => t.When is null || t.Judgement))
            return SilenceDecision.Refuse($"“{found[0].Title}” declares nothing by itself: {(found[0].When is null ? "people report it" : "people judge it")}, so there is nothing to silence.");
        return wish.Overriding || found.Find(t => t.OverridesTree) is not { } severe ? null
            : SilenceDecision.Lacks($"“{severe.Title}” overrides the decision tree, for it means harm as it happens. Say explicitly that it is silenced too.", "overriding");
    }
}
