using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>
/// A page about one incident: it opens it, follows it, is present while somebody looks, and lets go of it. What it shows is the page's own.
/// </summary>
public abstract class IncidentScreen : ComponentBase, IAsyncDisposable
{
    private readonly Guid _circuit = Guid.NewGuid();
    private readonly CancellationTokenSource _end = new();
    private IncidentWatcher? _watcher;
    private IDisposable? _presence;

    [Inject] private IncidentWatchers Watchers { get; set; } = default!;
    [Inject] private CallerService Callers { get; set; } = default!;
    [Inject] private PresenceBoard People { get; set; } = default!;

    [CascadingParameter] private Task<AuthenticationState> Signed { get; set; } = default!;

    [Parameter] public string Number { get; set; } = "";

    /// <summary>The incident as it stands; null until it is loaded.</summary>
    protected WatchedIncident? At { get; private set; }

    /// <summary>Who looks, as the store knew them when they last did something.</summary>
    protected Caller? Caller { get; private set; }

    protected IReadOnlyList<Presence> Present { get; private set; } = [];

    /// <summary>How many people look at it.</summary>
    protected int Watching { get; private set; }

    /// <summary>There is no incident of this number, or nobody who may see it.</summary>
    protected bool Missing { get; private set; }

    protected IncidentNumber Known { get; private set; }

    /// <summary>Cancelled when the page is left for good.</summary>
    protected CancellationToken End => _end.Token;

    protected string Title => At is null ? $"{Number} · Incident Console" : $"{Known} · {At.Incident.Title} · {At.Incident.Environment.ToUpperInvariant()}";

    /// <summary>Whether this page lets its reader act, so that others see them as somebody who does.</summary>
    protected abstract bool Acts { get; }

    /// <summary><see cref="At"/> is newer than at the last call. Before the page is drawn.</summary>
    protected virtual void Took() { }

    /// <summary>Whether what changed since is seen on this page; it is not drawn again otherwise.</summary>
    protected virtual bool Shows(WatchedIncident before, WatchedIncident now) => true;

    /// <summary>Whether this page says who is there, and not only how many.</summary>
    protected virtual bool NamesPeople => true;

    /// <summary>It is looked at from now on, by a reader whose browser listens.</summary>
    protected virtual void Entered() { }

    /// <summary>It is no longer looked at: another one is, or nothing.</summary>
    protected virtual void Left() { }

    /// <summary>The caller as the store has them at this moment: a role that was taken away counts at once.</summary>
    protected async Task<Caller> CallerNowAsync() =>
        Caller = await Callers.ForAsync((await Signed).User, End) ?? Caller! with { Role = AccessRole.Observer };

    protected override async Task OnParametersSetAsync()
    {
        if (IncidentNumber.TryParse(Number, out var number) && number == Known && _watcher is not null) return;
        await LeaveAsync();
        (At, Missing, Known) = (null, false, number);
        Caller = await Callers.ForAsync((await Signed).User, End);
        _watcher = number.Value > 0 && Caller is not null ? await Watchers.OpenAsync(number, End) : null;
        Missing = _watcher is null;
        if (_watcher is null) return;
        Take();
        if (!RendererInfo.IsInteractive) return;
        _watcher.Changed += OnChanged;
        // Heard from after its own coming, which the first drawing shows already.
        _presence = People.Join(number, new(_circuit, Caller!.Actor.Id, Caller.Actor.Name, Acts));
        People.Changed += OnPresence;
        TakePresence();
        Entered();
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
        At = _watcher!.Now;
        Took();
    }

    private void TakePresence() => (Present, Watching) = (People.Of(Known), People.PeopleAt(Known));

    private void OnChanged() => _ = InvokeAsync(() =>
    {
        if (_watcher is null) return;
        var before = At!;
        Take();
        if (!ReferenceEquals(before, At) && Shows(before, At!)) StateHasChanged();
    });

    private void OnPresence(IncidentNumber number)
    {
        if (number == Known) _ = InvokeAsync(() =>
        {
            var (present, watching) = (Present, Watching);
            TakePresence();
            if (watching != Watching || NamesPeople && !present.SequenceEqual(Present)) StateHasChanged();
        });
    }

    private async Task LeaveAsync()
    {
        Left();
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
        GC.SuppressFinalize(this);
    }
}
