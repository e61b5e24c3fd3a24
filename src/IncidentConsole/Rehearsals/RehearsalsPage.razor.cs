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
    private List<(Runbook Runbook, Rehearsal Rehearsal, IReadOnlyList<RehearsalRecord> Records)>? _all;
    private Dictionary<string, string?> _obstacles = [];
    private Dictionary<string, List<(string Environment, string Because)>> _lacks = [];
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
            var all = new List<(Runbook, Rehearsal, IReadOnlyList<RehearsalRecord>)>();
            var (obstacles, lacks) = (new Dictionary<string, string?>(), new Dictionary<string, List<(string, string)>>());
            foreach (var runbook in Runbooks.Active)
            {
                if (runbook.Rehearsal is not { } rehearsal) continue;
                all.Add((runbook, rehearsal, await Evidence.ListAsync(runbook, _end.Token)));
                obstacles[runbook.Id] = Rehearsals.Obstacle(runbook, rehearsal);
                lacks[runbook.Id] = [];
                foreach (var environment in runbook.Environments.Keys)
                    if (await Evidence.LackAsync(runbook, environment, rehearsal.Method, _end.Token) is { } because) lacks[runbook.Id].Add((environment, because));
            }
            (_all, _obstacles, _lacks) = (all, obstacles, lacks);
        }
        catch (Exception e) when (StoreErrors.Explain(e) is { } sentence)
        {
            _refusal = sentence;
        }
    }

    private async Task BeginAsync(Runbook runbook, Rehearsal rehearsal)
    {
        if (_busy || _caller is null) return;
        (_busy, _refusal) = (true, null);
        try
        {
            switch (await Rehearsals.BeginAsync(runbook.Id, rehearsal.Method, rehearsal.Environment, _caller, null, _end.Token))
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

    private static string Plan(Runbook runbook, Rehearsal rehearsal) => ShownText.Of(
        $"{runbook.Title}: in {rehearsal.Environment}, {rehearsal.Steps.Count} steps{(rehearsal.Within is { } within ? $", the rollback within {DurationText.Words(within)}" : "")} (ETA of the method: {DurationText.Words(runbook.Methods[rehearsal.Method].Eta)}){(rehearsal.Frequency is { } often ? $", {often}" : "")}.");

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
