using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Controls;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Runbooks;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace MeetSolis.IncidentConsole.Rehearsals;

/// <summary>Every rehearsal as evidence, and the button that begins one.</summary>
public sealed partial class RehearsalsPage
{
    private List<Plan>? _all;
    private Caller? _caller;
    private bool _busy;

    [Inject] private RunbookCatalog Runbooks { get; set; } = default!;
    [Inject] private RehearsalEvidence Evidence { get; set; } = default!;
    [Inject] private RehearsalService Rehearsals { get; set; } = default!;
    [Inject] private CallerService Callers { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    [CascadingParameter] private Task<AuthenticationState> Signed { get; set; } = default!;

    protected override async Task ReadAsync()
    {
        _caller = await Callers.ForAsync((await Signed).User, End);
        var all = new List<Plan>();
        foreach (var runbook in Runbooks.Active)
        {
            var records = await Evidence.ListAsync(runbook, End);
            foreach (var rehearsal in runbook.Rehearsals.Values)
            {
                var lacks = new List<(string, string)>();
                foreach (var environment in runbook.Environments.Keys)
                    if (await Evidence.LackAsync(runbook, environment, rehearsal.Method, End) is { } because) lacks.Add((environment, because));
                all.Add(new(runbook, rehearsal, [.. records.Where(r => r.Method == rehearsal.Method)], Rehearsals.Obstacle(runbook, rehearsal), lacks));
            }
        }
        _all = all;
    }

    private async Task BeginAsync(Plan plan)
    {
        if (_busy || _caller is null) return;
        (_busy, Refusal) = (true, null);
        try
        {
            switch (await Rehearsals.BeginAsync(plan.Runbook.Id, plan.Rehearsal.Method, plan.Rehearsal.Environment, _caller, null, End))
            {
                case RehearsalStart.Begun begun: Navigation.NavigateTo($"/incidents/{begun.Incident}"); break;
                case RehearsalStart.Refused refused: Refusal = refused.Sentence; break;
            }
        }
        catch (Exception e) when (StoreErrors.Explain(e) is { } sentence)
        {
            Refusal = sentence;
        }
        finally
        {
            _busy = false;
        }
    }

    /// <summary>A rehearsal a runbook has, with what is known of it.</summary>
    /// <param name="Obstacle">Why it cannot be held here.</param>
    /// <param name="Lacks">The environments that hold its method, each with the reason.</param>
    private sealed record Plan(Runbook Runbook, Rehearsal Rehearsal, IReadOnlyList<RehearsalRecord> Records, string? Obstacle, IReadOnlyList<(string Environment, string Because)> Lacks)
    {
        public string Id => $"{Runbook.Id}-{Rehearsal.Method}";
        public Method Method => Runbook.Methods[Rehearsal.Method];
        public string Says => ShownText.Of(
            $"{Runbook.Title}: in {Rehearsal.Environment}, {Rehearsal.Steps.Count} step{(Rehearsal.Steps.Count == 1 ? "" : "s")}{(Rehearsal.Within is { } within ? $", the rollback within {DurationText.Words(within)}" : "")} (ETA of the method: {DurationText.Words(Method.Eta)}){(Rehearsal.Frequency is { } often ? $", {often}" : "")}.");
    }
}
