using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Controls;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Live;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Signals;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace MeetSolis.IncidentConsole.Incidents.Now;

/// <summary>What is open, what the signals show, and what to do first.</summary>
public sealed partial class NowPage
{
    private const int Most = 50;
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _end = new();
    private IReadOnlyList<IncidentRow> _open = [];
    private IReadOnlyList<RunbookProblem> _problems = [];
    private IReadOnlyList<NowPlace> _places = [];
    private IReadOnlyList<MethodReadiness> _methods = [];
    private IReadOnlyList<OwedDeadline> _owed = [];
    private DateTimeOffset _owedAt;
    private int _approvers;
    private AccessRole _role;
    private string? _refusal;
    private bool _loaded;

    [Inject] private ListFeed Feed { get; set; } = default!;
    [Inject] private SignalBoard Board { get; set; } = default!;
    [Inject] private RunbookCatalog Runbooks { get; set; } = default!;
    [Inject] private CallerService Callers { get; set; } = default!;
    [Inject] private NowReader Reader { get; set; } = default!;
    [Inject] private TimeProvider Time { get; set; } = default!;

    [CascadingParameter] private Task<AuthenticationState> Signed { get; set; } = default!;

    private bool CanAct => _role >= AccessRole.Responder;

    private string Situation => !_loaded ? "Loading…" : _open.GroupBy(i => i.Kind).OrderBy(g => g.Key).Select(g => (Kind: g.Key.Word().ToLowerInvariant(), Count: g.Count())).ToList() switch
    {
        [] => "No incident is open.",
        [{ Count: 1, Kind: "incident" }] => "One incident is open.",
        [{ Kind: "incident" } only] => $"{only.Count} incidents are open.",
        var kinds => $"Open: {string.Join(", ", kinds.Select(k => $"{k.Count} {k.Kind}{(k.Count == 1 ? "" : "s")}"))}.",
    };

    protected override async Task OnInitializedAsync()
    {
        // Before the load: what changes in between is seen twice rather than never.
        var changes = RendererInfo.IsInteractive ? Feed.SubscribeAll() : null;
        _role = (await Callers.ForAsync((await Signed).User, _end.Token))?.Role ?? AccessRole.Observer;
        _problems = Runbooks.Problems;
        if (changes is null)
        {
            await LoadAsync();
            return;
        }
        Runbooks.Changed += OnRunbooks;
        try
        {
            await LoadAsync();
        }
        finally
        {
            _ = RunAsync(() => FollowListAsync(changes));
            _ = RunAsync(FollowSignalsAsync);
        }
    }

    private async Task LoadAsync()
    {
        try
        {
            _open = await Reader.OpenAsync(Most, _end.Token);
            (_owed, _owedAt) = (await Reader.OwedAsync(Most, _end.Token), Time.GetUtcNow());
            (_methods, _approvers) = await Reader.ReadinessAsync(_end.Token);
            _refusal = null;
        }
        catch (Exception e) when (StoreErrors.Explain(e) is { } sentence)
        {
            _refusal = sentence;
            if (!_loaded) return;
        }
        _places = Reader.Places();
        _loaded = true;
    }

    private async Task FollowListAsync(FeedSubscription<IncidentChanged> changes)
    {
        using (changes)
            await foreach (var _ in ListFeed.ReadForScreen(changes, Time, _end.Token))
                await InvokeAsync(async () =>
                {
                    await LoadAsync();
                    StateHasChanged();
                });
    }

    private async Task FollowSignalsAsync()
    {
        using var signals = Board.SubscribeAll();
        await foreach (var _ in signals.ReadAsync(Apart, Time, _end.Token)) await InvokeAsync(() =>
        {
            _places = Reader.Places();
            StateHasChanged();
        });
    }

    private async Task RunAsync(Func<Task> loop)
    {
        try
        {
            await loop();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            await DispatchExceptionAsync(e);
        }
    }

    private void OnRunbooks() => _ = InvokeAsync(() =>
    {
        (_problems, _places) = (Runbooks.Problems, Reader.Places());
        StateHasChanged();
    });

    private string MethodName(string runbook, string method) =>
        Runbooks.Find(runbook)?.Methods.TryGetValue(method, out var found) == true ? NextAction.Named(found).Split(':')[0] : method;

    public async ValueTask DisposeAsync()
    {
        Runbooks.Changed -= OnRunbooks;
        await _end.CancelAsync();
        _end.Dispose();
    }
}
