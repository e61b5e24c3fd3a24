using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents.Deck;
using MeetSolis.IncidentConsole.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>The deck: one incident, and the one thing the runbook wants next.</summary>
public sealed partial class DeckPage
{
    private readonly DeckDraft _draft = new();
    private readonly Guid _circuit = Guid.NewGuid();
    private readonly CancellationTokenSource _end = new();
    private IncidentWatcher? _watcher;
    private IDisposable? _presence;
    private IncidentNumber _number;
    private WatchedIncident? _at;
    private Caller? _caller;
    private IReadOnlyList<Presence> _present = [];
    private string? _refusal;
    private bool _missing;
    private bool _busy;

    [Inject] private IncidentWatchers Watchers { get; set; } = default!;
    [Inject] private IncidentService Incidents { get; set; } = default!;
    [Inject] private CallerService Callers { get; set; } = default!;
    [Inject] private PresenceBoard People { get; set; } = default!;
    [Inject] private TimeProvider Time { get; set; } = default!;

    [CascadingParameter] private Task<AuthenticationState> Signed { get; set; } = default!;

    [Parameter] public string Number { get; set; } = "";

    private bool CanAct => _caller is { Role: >= AccessRole.Responder };
    private string Title => _at is null ? $"{Number} · Incident Console" : $"{_number} · {_at.Incident.Title} · {_at.Incident.Environment.ToUpperInvariant()}";

    private StepResolution? Ready => _at is { View: { Wanted: { } step } view } ? Incidents.Resolve(view, step.Step.Id, _draft.Choice) : null;
    private PrimaryAct Act => PrimaryAct.Of(_at!.View, Ready, _draft, _caller!);

    protected override async Task OnParametersSetAsync()
    {
        if (IncidentNumber.TryParse(Number, out var number) && number == _number && _watcher is not null) return;
        await LeaveAsync();
        (_at, _refusal, _missing) = (null, null, false);
        _number = number;
        _caller = await Callers.ForAsync((await Signed).User, _end.Token);
        _watcher = number.Value > 0 && _caller is not null ? await Watchers.OpenAsync(number, _end.Token) : null;
        _missing = _watcher is null;
        if (_watcher is null) return;
        Take();
        if (!RendererInfo.IsInteractive) return;
        _watcher.Changed += OnChanged;
        People.Changed += OnPresence;
        _presence = People.Join(number, new(_circuit, _caller!.Actor.Id, _caller.Actor.Name, CanAct));
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
        _present = People.Of(_number);
        _draft.MakeFor(_at.View.Next);
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

    private async Task PressAsync()
    {
        if (Act.Command is { } command) await ExecuteAsync(command);
    }

    /// <summary>True: it was recorded (or already so). A refusal stays on the screen until the next act.</summary>
    private async Task<bool> ExecuteAsync(IncidentCommand command)
    {
        if (_busy) return false;
        (_busy, _refusal) = (true, null);
        try
        {
            // The role counts as the store has it at this moment.
            _caller = await Callers.ForAsync((await Signed).User, _end.Token) ?? _caller! with { Role = AccessRole.Observer };
            var result = await Incidents.ExecuteAsync(_number, command, _caller, Guid.NewGuid().ToString("N"), _end.Token);
            _refusal = (result as CommandResult.Refused)?.Sentence;
        }
        catch (Exception e) when (StoreErrors.Explain(e) is not null)
        {
            _refusal = StoreErrors.Explain(e);
        }
        finally
        {
            _busy = false;
        }
        StateHasChanged();
        return _refusal is null;
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
