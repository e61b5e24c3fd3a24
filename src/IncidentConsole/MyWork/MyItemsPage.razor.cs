using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Actions;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace MeetSolis.IncidentConsole.MyWork;

/// <summary>What waits for whoever looks, over all incidents.</summary>
public sealed partial class MyItemsPage : IAsyncDisposable
{
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _end = new();
    private IReadOnlyList<MyIncident>? _found;
    private string? _refusal;

    [Inject] private MyItemsReader Reader { get; set; } = default!;
    [Inject] private ActionItemDesk Desk { get; set; } = default!;
    [Inject] private CallerService Callers { get; set; } = default!;
    [Inject] private ListFeed Feed { get; set; } = default!;
    [Inject] private TimeProvider Time { get; set; } = default!;
    [CascadingParameter] private Task<AuthenticationState> Signed { get; set; } = default!;

    private int Waiting => _found?.Sum(f => f.Items.Count(i => i.IsWaiting)) ?? 0;

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
            if (await Callers.ForAsync((await Signed).User, _end.Token) is { } caller) _found = await Reader.ReadAsync(caller, _end.Token);
            _refusal = null;
        }
        catch (Exception e) when (StoreErrors.Explain(e) is { } sentence)
        {
            _refusal = sentence;
        }
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

    private async Task DoAsync(MyItem item, IncidentCommand command)
    {
        try
        {
            _refusal = await Callers.ForAsync((await Signed).User, _end.Token) is not { } caller ? "You are signed out: sign in again."
                : (await Desk.ExecuteAsync(item.Incident, command, caller, Guid.NewGuid().ToString("N"), _end.Token) as CommandResult.Refused)?.Sentence;
        }
        catch (Exception e) when (StoreErrors.Explain(e) is { } sentence)
        {
            _refusal = sentence;
        }
        if (_refusal is null) await LoadAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _end.Dispose();
    }
}
