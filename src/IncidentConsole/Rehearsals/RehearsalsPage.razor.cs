using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Controls;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Live;
using MeetSolis.IncidentConsole.Runbooks;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace MeetSolis.IncidentConsole.Rehearsals;

/// <summary>Every rehearsal as evidence, and the button that begins one.</summary>
public sealed partial class RehearsalsPage
{
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _end = new();
    private List<Plan>? _all;
    private Caller? _caller;
    private string? _refusal;
    private bool _busy;

    [Inject] private RunbookCatalog Runbooks { get; set; } = default!;
    [Inject] private RehearsalEvidence Evidence { get; set; } = default!;
    [Inject] private RehearsalService Rehearsals { get; set; } = default!;
    [Inject] private CallerService Callers { get; set; } = default!;
    [Inject] private ListFeed Feed { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    [CascadingParameter] private Task<AuthenticationState> Signed { get; set; } = default!;
    [Inject] private TimeProvider Time { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        // Before the load: what changes in between is seen twice rather than never.
        var changes = RendererInfo.IsInteractive ? Feed.SubscribeAll() : null;
        await LoadAsync();
        if (changes is not null) _ = FollowAsync(changes);
    }

    private async Task LoadAsync()
    {
        try
        {
            _caller = await Callers.ForAsync((await Signed).User, _end.Token);
            var all = new List<Plan>();
            foreach (var runbook in Runbooks.Active)
            {
                var records = await Evidence.ListAsync(runbook, _end.Token);
                foreach (var rehearsal in runbook.Rehearsals.Values)
                {
                    var lacks = new List<(string, string)>();
                    foreach (var environment in runbook.Environments.Keys)
                        if (await Evidence.LackAsync(runbook, environment, rehearsal.Method, _end.Token) is { } because) lacks.Add((environment, because));
                    all.Add(new(runbook, rehearsal, [.. records.Where(r => r.Method == rehearsal.Method)], Rehearsals.Obstacle(runbook, rehearsal), lacks));
                }
            }
            _all = all;
        }
        catch (Exception e) when (StoreErrors.Explain(e) is { } sentence)
        {
            _refusal = sentence;
        }
    }

    private async Task BeginAsync(Plan plan)
    {
        if (_busy || _caller is null) return;
        (_busy, _refusal) = (true, null);
        try
        {
            switch (await Rehearsals.BeginAsync(plan.Runbook.Id, plan.Rehearsal.Method, plan.Rehearsal.Environment, _caller, null, _end.Token))
            {
                case RehearsalStart.Begun begun: Navigation.NavigateTo($"/incidents/{begun.Incident}"); break;
                case RehearsalStart.Refused refused: _refusal = refused.Sentence; break;
            }
        }
        catch (Exception e) when (StoreErrors.Explain(e) is { } sentence)
        {
            _refusal = sentence;
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

    private async Task FollowAsync(FeedSubscription<IncidentChanged> changes)
    {
        try
        {
            using (changes)
                await foreach (var _ in changes.ReadAsync(Apart, Time, _end.Token))
                    await InvokeAsync(async () =>
                    {
                        await LoadAsync();
                        StateHasChanged();
                    });
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            await DispatchExceptionAsync(e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _end.Dispose();
    }
}
