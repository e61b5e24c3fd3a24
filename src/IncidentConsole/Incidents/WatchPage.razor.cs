using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>The live dashboard: what happens now, for teammates and a screen on the wall. Nothing here acts.</summary>
public sealed partial class WatchPage
{
    private readonly CancellationTokenSource _end = new();
    private IncidentWatcher? _watcher;
    private IDisposable? _presence;
    private IncidentNumber _number;
    private WatchedIncident? _at;
    private int _watching;
    private bool _missing;

    [Inject] private IncidentWatchers Watchers { get; set; } = default!;
    [Inject] private CallerService Callers { get; set; } = default!;
    [Inject] private PresenceBoard People { get; set; } = default!;

    [CascadingParameter] private Task<AuthenticationState> Signed { get; set; } = default!;

    [Parameter] public string Number { get; set; } = "";

    private DateTimeOffset Since => _at!.Incident.LeadTrigger?.At ?? _at.Incident.DeclaredAt;

    private static Task<bool> Nothing(IncidentCommand command) => Task.FromResult(false);

    protected override async Task OnParametersSetAsync()
    {
        if (IncidentNumber.TryParse(Number, out var number) && number == _number && _watcher is not null) return;
        await LeaveAsync();
        (_at, _number) = (null, number);
        var caller = await Callers.ForAsync((await Signed).User, _end.Token);
        _watcher = number.Value > 0 && caller is not null ? await Watchers.OpenAsync(number, _end.Token) : null;
        _missing = _watcher is null;
        if (_watcher is null) return;
        Take();
        if (!RendererInfo.IsInteractive) return;
        _watcher.Changed += OnChanged;
        People.Changed += OnPresence;
        _presence = People.Join(number, new(Guid.NewGuid(), caller!.Actor.Id, caller.Actor.Name, Acting: false));
        _ = FollowAsync(_watcher);
    }

    private async Task FollowAsync(IncidentWatcher watcher)
    {
        try
        {
            await watcher.FollowAsync();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            await DispatchExceptionAsync(e);
        }
    }

    private void Take()
    {
        _at = _watcher!.Now;
        _watching = People.Of(_number).DistinctBy(p => p.PersonId).Count();
    }

    private void OnChanged() => _ = InvokeAsync(() =>
    {
        if (_watcher is null) return;
        Take();
        StateHasChanged();
    });

    private void OnPresence(IncidentNumber number)
    {
        if (number == _number) OnChanged();
    }

    private async Task LeaveAsync()
    {
        People.Changed -= OnPresence;
        _presence?.Dispose();
        _presence = null;
        if (_watcher is { } watcher)
        {
            _watcher = null;
            await watcher.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await LeaveAsync();
        _end.Dispose();
    }
}
