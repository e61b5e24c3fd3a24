using System.Collections.Immutable;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.StatusPage;

/// <summary>What the public is told of how far it is, in the order in which it comes.</summary>
public enum PublicStatus { Investigating, Identified, Monitoring, Resolved }

/// <summary>Something the public is told.</summary>
/// <param name="Text">A message that was prepared for the status page; null where it follows from the phase, and <paramref name="Say"/> is said.</param>
public sealed record PublicUpdate(PublicStatus Status, DateTimeOffset At, Guid? Text, string Say);

/// <summary>
/// An incident as the public may know it. Nothing of it comes from what the team says among itself: no title, no name, no severity, no finding. It is
/// made of the texts that were prepared for the status page, of states that follow from the phases, and of the runbook's own public words.
/// </summary>
public sealed record PublicIncident
{
    /// <summary>Says nothing of the number, and so of how many there were.</summary>
    public required string Id { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public bool Practice { get; init; }
    /// <summary>Of the newest message for the status page; null where there is none.</summary>
    public string? Title { get; init; }
    /// <summary>The oldest first; at least one.</summary>
    public required ImmutableList<PublicUpdate> Updates { get; init; }
    /// <summary>Component → how it is now.</summary>
    public required ImmutableSortedDictionary<string, ComponentState> Affects { get; init; }
    /// <summary>Every component that it touched.</summary>
    public required IReadOnlyList<string> Touched { get; init; }

    public PublicStatus Status => Updates[^1].Status;
    public bool IsOver => Status == PublicStatus.Resolved;
    /// <summary>A person has told the public something.</summary>
    public bool IsTold => Updates.Exists(u => u.Text is not null);

    /// <summary>Whether the public could learn anything from an entry; the others need not be kept.</summary>
    public static bool Concerns(IncidentEvent e) => e is IncidentDeclared or MethodChosen or IncidentMitigated or IncidentResolved or IncidentDismissed
        or IncidentReopened || e is MessagePrepared message && IsForThePublic(message);

    /// <param name="entries">Those that concern the public, in their order.</param>
    public static PublicIncident Of(Incident incident, Runbook runbook, IReadOnlyList<Entry> entries)
    {
        var updates = entries.Aggregate(ImmutableList<PublicUpdate>.Empty, (told, entry) => Tell(told, entry, runbook));
        var over = updates.IsEmpty || updates[^1].Status == PublicStatus.Resolved;
        return new()
        {
            Id = entries.Count == 0 ? "" : entries[0].Hash[..16],
            StartedAt = incident.DeclaredAt,
            EndedAt = over ? incident.EndedAt ?? updates.LastOrDefault()?.At : null,
            Practice = incident.Drill,
            Title = entries.Select(e => e.Event).OfType<MessagePrepared>().Select(m => TitleOf(m, runbook)).LastOrDefault(t => t is not null),
            Updates = Shortened(updates),
            Affects = over ? ImmutableSortedDictionary<string, ComponentState>.Empty : AffectedBy(incident, runbook),
            Touched = [.. Causes(incident, runbook, ever: true).SelectMany(a => a.Keys).Distinct().Order(StringComparer.Ordinal)],
        };
    }

    private static ImmutableList<PublicUpdate> Tell(ImmutableList<PublicUpdate> told, Entry entry, Runbook runbook)
    {
        var now = told.IsEmpty ? (PublicStatus?)null : told[^1].Status;
        PublicUpdate? next = entry.Event switch
        {
            IncidentDeclared => Follows(PublicStatus.Investigating, "We are looking into a problem."),
            MethodChosen => Follows(PublicStatus.Identified, "We know what to do about it, and are doing it."),
            IncidentMitigated => Follows(PublicStatus.Monitoring, "A fix is in place. We are watching whether it holds."),
            IncidentResolved => Follows(PublicStatus.Resolved, "The problem is over."),
            IncidentDismissed => Follows(PublicStatus.Resolved, "It turned out that nothing was wrong."),
            IncidentReopened => new(PublicStatus.Investigating, entry.At, null, "The problem is back. We are looking into it."),
            MessagePrepared m when IsForThePublic(m) => new(StatusOf(m, runbook) ?? now ?? PublicStatus.Investigating, entry.At, m.Body.Id, ""),
            _ => null,
        };
        // What was corrected stands there as it is now.
        if (entry.Event is MessagePrepared { Replaces: { } replaced }) told = told.RemoveAll(u => u.Text == replaced);
        return next is null ? told : told.Add(next);

        // What people have said goes before: a phase never takes it back.
        PublicUpdate? Follows(PublicStatus status, string say) => now is { } said && status <= said ? null : new(status, entry.At, null, say);
    }

    /// <summary>Beside what people said of the same status, a phase has nothing to add.</summary>
    private static ImmutableList<PublicUpdate> Shortened(ImmutableList<PublicUpdate> told) =>
        [.. told.Where((u, i) => u.Text is not null || !Says(told.ElementAtOrDefault(i - 1), u) && !Says(told.ElementAtOrDefault(i + 1), u))];

    private static bool Says(PublicUpdate? other, PublicUpdate update) => other is { Text: not null } && other.Status == update.Status;

    private static bool IsForThePublic(MessagePrepared message) => message.Channels.Any(c => c.Channel == "statuspage");

    private static string? TitleOf(MessagePrepared m, Runbook runbook) =>
        IsForThePublic(m) && runbook.Messages.TryGetValue(m.Template, out var template) ? template.Subject ?? template.Title : null;

    private static PublicStatus? StatusOf(MessagePrepared m, Runbook runbook) =>
        runbook.Messages.TryGetValue(m.Template, out var template) && Enum.TryParse<PublicStatus>(template.Status, ignoreCase: true, out var status) ? status : null;

    private static ImmutableSortedDictionary<string, ComponentState> AffectedBy(Incident incident, Runbook runbook) =>
        Causes(incident, runbook, ever: false).SelectMany(a => a).GroupBy(a => a.Key).ToImmutableSortedDictionary(g => g.Key, g => g.Max(a => a.Value), StringComparer.Ordinal);

    /// <summary>What its triggers do until they are quiet and it is mitigated, and what its methods do from their first step on.</summary>
    private static IEnumerable<IReadOnlyDictionary<string, ComponentState>> Causes(Incident incident, Runbook runbook, bool ever)
    {
        var mitigated = incident.Milestones.ContainsKey("mitigated");
        foreach (var trigger in incident.Triggers.Where(t => ever || t.Firing || !mitigated))
            if (runbook.Triggers.TryGetValue(trigger.Fired.Id, out var known)) yield return known.Affects;
        foreach (var run in incident.Runs.Where(r => r.StartedAt is not null))
            if (runbook.Methods.TryGetValue(run.Method, out var method)) yield return method.Affects;
    }
}
