using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runs;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Incidents.Now;

/// <summary>Brings together what <em>Now</em> is made of.</summary>
public sealed class NowReader(
    IncidentList list, LastRuns runs, RunbookCatalog runbooks, SignalBoard board, SourceRegistry sources, EnvironmentSettings settings, PeopleService people,
    IncidentDeadlines deadlines)
{
    public async Task<IReadOnlyList<IncidentRow>> OpenAsync(int most, CancellationToken ct) =>
        (await list.ListAsync(new IncidentFilter(IncidentStatus.Open), null, most, ct)).Items;

    public Task<IReadOnlyList<OwedDeadline>> OwedAsync(int most, CancellationToken ct) => deadlines.SoonestAsync(most, ct);

    /// <summary>Every method in use with its last rehearsal, and how many people may command and so approve.</summary>
    public async Task<(IReadOnlyList<MethodReadiness> Methods, int Approvers)> ReadinessAsync(CancellationToken ct)
    {
        var methods = new List<MethodReadiness>();
        foreach (var runbook in runbooks.Active) methods.AddRange(await runs.ReadAsync(runbook, ct));
        return (methods, (await people.ListAsync(ct)).Count(p => p is { Disabled: false, Invited: false, Role: >= AccessRole.Commander }));
    }

    /// <summary>Production first, the drill last.</summary>
    public IReadOnlyList<NowPlace> Places()
    {
        var connected = sources.Status().Where(s => !string.IsNullOrEmpty(s.Source.Secret)).Select(s => s.Source.Environment).ToList();
        return [.. runbooks.Active
            .SelectMany(r => r.Environments.Values.Select(e => new NowPlace(r, e, board.Current(e.Id), connected.Count(c => c == e.Id), e.PracticeTarget ? [] : Missing(r, e))
            {
                // What a drill needs is said where it is started.
                NotInstalled = e.PracticeTarget ? [] : [.. StepTools.Of(r, Commands.SearchPath(null)).Where(t => !t.Installed)],
            }))
            .OrderBy(p => p.Environment.PracticeTarget ? 2 : p.Environment.Id == "production" ? 0 : 1)];
    }

    private List<string> Missing(Runbook runbook, RunbookEnvironment environment)
    {
        var values = settings.For(runbook, environment.Id);
        return [.. values.Missing, .. environment.Settings.Where(s => !values.Variables.TryGetValue(s, out var value) || value.Length == 0)];
    }
}
