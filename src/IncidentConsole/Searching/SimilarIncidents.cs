using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Searching;

/// <param name="Why">What it has in common with the other, in words.</param>
public sealed record SimilarIncident(IncidentRow Incident, IReadOnlyList<string> Why)
{
    /// <summary>How long it took; null while it is open.</summary>
    public TimeSpan? Took => Incident.EndedAt - Incident.DeclaredAt;
}

/// <summary>Finds the incidents that were most like one: by its trigger, by what that looks at, and by its method. Of those alike, the newest.</summary>
public sealed class SimilarIncidents(IDbContextFactory<ConsoleDbContext> contexts)
{
    public const int Most = 5;

    // The newest of each kind are enough to find the likest among.
    private const int LookedAt = 100;

    public async Task<IReadOnlyList<SimilarIncident>> FindAsync(IncidentView view, CancellationToken ct)
    {
        var (number, kind) = (view.Incident.Number, view.Incident.Kind);
        var trigger = view.Incident.LeadTrigger?.Fired.Id;
        var method = view.Incident.CurrentRun?.Method;
        var signals = SignalsOf(view.Runbook, trigger);
        var related = view.Runbook.Triggers.Keys.Where(t => t != trigger && SignalsOf(view.Runbook, t).Intersect(signals).Any()).ToList();
        await using var db = await contexts.CreateDbContextAsync(ct);
        // A drill is compared with drills, a rehearsal with rehearsals: what is practised says nothing of how long it takes in earnest.
        var others = db.Set<IncidentRow>().AsNoTracking().Where(i => i.Number != number && i.Kind == kind);
        var found = new List<IncidentRow>();
        foreach (var same in new[] { trigger }.Concat(related).OfType<string>()) found.AddRange(await others.Where(i => i.Trigger == same).OrderByDescending(i => i.Number).Take(LookedAt).ToListAsync(ct));
        if (method is not null) found.AddRange(await others.Where(i => i.Method == method).OrderByDescending(i => i.Number).Take(LookedAt).ToListAsync(ct));
        return
        [
            .. found.DistinctBy(i => i.Number).Select(i => (Incident: i, Likeness: Likeness(i, trigger, method, related)))
                .OrderByDescending(x => x.Likeness).ThenByDescending(x => x.Incident.Number).Take(Most)
                .Select(x => new SimilarIncident(x.Incident, Why(x.Incident, view.Runbook, trigger, method, signals))),
        ];
    }

    private static int Likeness(IncidentRow other, string? trigger, string? method, List<string> related) =>
        (other.Trigger is not null && other.Trigger == trigger ? 4 : other.Trigger is { } its && related.Contains(its) ? 2 : 0) + (other.Method is not null && other.Method == method ? 3 : 0);

    private static List<string> Why(IncidentRow other, Runbook runbook, string? trigger, string? method, IReadOnlyList<string> signals)
    {
        var why = new List<string>();
        if (other.Trigger is not null && other.Trigger == trigger) why.Add("the same trigger");
        else if (SignalsOf(runbook, other.Trigger).Intersect(signals).FirstOrDefault() is { } signal) why.Add($"a trigger on the same signal, {(runbook.Signals.GetValueOrDefault(signal)?.Title ?? signal).ToLowerInvariant()}");
        if (other.Method is not null && other.Method == method) why.Add("the same method");
        return why;
    }

    private static IReadOnlyList<string> SignalsOf(Runbook runbook, string? trigger) =>
        trigger is not null && runbook.Triggers.TryGetValue(trigger, out var known) ? [.. known.When?.Signals() ?? []] : [];
}
