using System.Globalization;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents.Timelines;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace MeetSolis.IncidentConsole.Incidents.Deck;

/// <summary>What happened, newest first. <c>#v123</c> in the address opens entry 123.</summary>
public sealed partial class TimelineColumn
{
    private readonly CancellationTokenSource _gone = new();
    private TimelineScroll _scroll = default!;
    private IncidentNumber _number;
    private TimelineWindow? _taken;
    private IReadOnlyList<PersonRef> _people = [];
    private string _path = "";
    private string? _place;
    private string? _refusal;
    private bool _finding;
    private bool _draw = true;

    [Inject] private TimelineReader Reader { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    [Parameter, EditorRequired] public required WatchedIncident At { get; set; }
    [Parameter] public bool CanAct { get; set; }
    /// <summary>The reader may erase what was attached.</summary>
    [Parameter] public bool MayErase { get; set; }
    [Parameter] public Func<IncidentCommand, Task<bool>>? OnCommand { get; set; }

    protected override void OnInitialized() => Navigation.LocationChanged += OnMoved;

    protected override async Task OnParametersSetAsync()
    {
        if (_number != At.Incident.Number) (_scroll, _number, _taken) = (new(Reader), At.Incident.Number, null);
        // Signals come every second; what was said changes only with entries.
        if (ReferenceEquals(_taken, At.Timeline)) return;
        var first = _taken is null;
        _taken = At.Timeline;
        _draw |= _scroll.Take(At.View, At.Timeline);
        if (!first) return;
        _path = new Uri(Navigation.Uri).AbsolutePath;
        await GoToPlaceAsync();
    }

    protected override bool ShouldRender() => _draw;
    protected override void OnAfterRender(bool firstRender) => _draw = false;

    private string Class(TimelineLine line) =>
        line is { Note: false, Tone: null } && line.Version <= _scroll.FreshAfter && line.Version != _scroll.Marked ? "entry" :
        "entry" + (line.Note ? " note" : "") + (line.Version > _scroll.FreshAfter ? " fresh" : "") + (line.Version == _scroll.Marked ? " marked" : "")
        + (line.Tone is null ? "" : " " + line.Tone);

    private void OnMoved(object? sender, LocationChangedEventArgs e) => _ = InvokeAsync(async () =>
    {
        try
        {
            await GoToPlaceAsync();
            StateHasChanged();
        }
        catch (Exception ex) when (ex is not OperationCanceledException)
        {
            await DispatchExceptionAsync(ex);
        }
    });

    /// <summary>Goes where the address points, each time it changes.</summary>
    private async Task GoToPlaceAsync()
    {
        var uri = new Uri(Navigation.Uri);
        if (uri.AbsolutePath != _path || uri.Fragment == _place) return;
        _place = uri.Fragment;
        if (_place.StartsWith("#v", StringComparison.Ordinal) && long.TryParse(_place.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var version))
            await DoAsync(() => _scroll.ShowAsync(version, _gone.Token));
    }

    private Task ScrolledAsync(TimelineScrollEventArgs e)
    {
        _scroll.Look(e.Away);
        return e.Older ? OlderAsync() : e.Newer ? DoAsync(() => _scroll.ShowNewerAsync(_gone.Token)) : Task.CompletedTask;
    }

    private Task OlderAsync() => DoAsync(() => _scroll.ShowOlderAsync(_gone.Token));

    private Task FilterAsync(TimelineFilter filter) => DoAsync(() => _scroll.FilterAsync(filter, _gone.Token));

    private Task FindAsync()
    {
        (_finding, _draw) = (!_finding, true);
        if (_finding) _people = TimelinePeople.Of(At);
        // What is out of sight does not filter.
        return _finding || _scroll.Filter is { Person: null, Text: "" } ? Task.CompletedTask : FilterAsync(_scroll.Filter with { Person = null, Text = "" });
    }

    private static string Said(ChangeEventArgs e) => e.Value as string ?? "";

    private async Task NewestAsync()
    {
        await DoAsync(() =>
        {
            _scroll.ShowNewest();
            return _scroll.Lines.Count < TimelineScroll.FirstLines ? _scroll.ShowOlderAsync(_gone.Token) : Task.CompletedTask;
        });
    }

    private async Task DoAsync(Func<Task> read)
    {
        _refusal = null;
        try
        {
            await read();
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
        }
        catch (Exception e) when (StoreErrors.Explain(e) is { } sentence)
        {
            _refusal = sentence;
        }
        _draw = true;
    }

    private async Task<bool> ActAsync(IncidentCommand command)
    {
        _draw = true;
        var done = OnCommand is not null && await OnCommand(command);
        _draw = true;
        return done;
    }

    public void Dispose()
    {
        Navigation.LocationChanged -= OnMoved;
        _gone.Cancel();
        _gone.Dispose();
    }
}
