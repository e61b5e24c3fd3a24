using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Signals;
using MeetSolis.IncidentConsole.Signals.History;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Incidents.Charts;

/// <summary>Draws a signal over the span of an incident, with its entries as marks.</summary>
public sealed class IncidentCharts(SignalPasts pasts, MethodsInForce methods, IDbContextFactory<ConsoleDbContext> contexts, IConfiguration configuration, TimeProvider time)
{
    // More signs than these nobody can tell apart; the newest ones are drawn, and the timeline has all.
    private const int MostMarks = 200;
    private static readonly TimeSpan LeastLead = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LeastTail = TimeSpan.FromMinutes(1);

    /// <summary>Counts from before are not kept any more.</summary>
    public DateTimeOffset KeptSince => time.GetUtcNow() - TimeSpan.FromDays(SignalRetention.DaysOf(configuration));

    /// <param name="shown">The moment that is shown, where it is not now: nothing after it is drawn.</param>
    public async Task<SignalChart> DrawAsync(IncidentView view, SignalDefinition signal, DateTimeOffset? shown, CancellationToken ct)
    {
        var incident = view.Incident;
        var environment = EnvironmentOf(incident, view.Runbook);
        var marks = await MarksAsync(view, ct);
        var (from, to) = Span(incident, marks, Instants.Cut(shown ?? time.GetUtcNow()));
        var past = await pasts.ReadAsync(view.Runbook, environment, signal, from, to, null, ct);
        return SignalChart.Of(view.Runbook, signal, past, methods.Of(incident.Environment), marks);
    }

    /// <summary>From some time before its trigger held, so that one sees how it was, to some time after its end, or to now.</summary>
    internal static (DateTimeOffset From, DateTimeOffset To) Span(Incident incident, IReadOnlyList<IncidentMark> marks, DateTimeOffset now)
    {
        var began = incident.LeadTrigger is { } trigger && trigger.Fired.Since < incident.DeclaredAt ? trigger.Fired.Since : incident.DeclaredAt;
        // A drill that was resolved is over at once, and what was said of it later still belongs to it.
        var ended = incident.IsOpen ? now : marks.Select(m => m.At).Append(incident.EndedAt ?? incident.DeclaredAt).Max();
        var air = (ended - began) / 10;
        var to = incident.IsOpen ? now : ended + (air > LeastTail ? air : LeastTail);
        return (began - (air > LeastLead ? air : LeastLead), to < now ? to : now);
    }

    private async Task<IReadOnlyList<IncidentMark>> MarksAsync(IncidentView view, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var (number, version, types) = (view.Incident.Number, view.Incident.Version, IncidentMark.Types);
        var rows = await db.Set<EntryRow>().Where(e => e.Incident == number && e.Version <= version && types.Contains(e.Type)).OrderByDescending(e => e.Version).Take(MostMarks)
            .Select(e => new { e.Json, e.Hash }).ToListAsync(ct);
        // None of these entries says what is kept beside it.
        var summary = new EntrySummary(view.Runbook, view.Incident, _ => null);
        return [.. rows.AsEnumerable().Reverse().Select(r => IncidentMark.Of(EntryJson.Read(r.Json, r.Hash), summary)).OfType<IncidentMark>()];
    }

    // Its times ran as they did when it was declared, whatever the runbook says now.
    internal static RunbookEnvironment EnvironmentOf(Incident incident, Runbook runbook) =>
        (runbook.Environments.GetValueOrDefault(incident.Environment) ?? new RunbookEnvironment { Id = incident.Environment }) with { TimeScale = incident.TimeScale };
}
