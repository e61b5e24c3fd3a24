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
    private WatchedIncident _at = default!;
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
    /// <summary>It stands on the watch page.</summary>
    [Parameter] public bool Watch { get; set; }
    [Parameter] public bool CanAct { get; set; }
    /// <summary>The reader may erase what was attached.</summary>
    [Parameter] public bool MayErase { get; set; }
    [Parameter] public Func<IncidentCommand, Task<bool>>? OnCommand { get; set; }

    protected override void OnInitialized() => Navigation.LocationChanged += OnMoved;

    protected override async Task OnParametersSetAsync()
    {
        if (!Take(At)) return;
        _path = new Uri(Navigation.Uri).AbsolutePath;
        await GoToPlaceAsync();
    }

    /// <summary>Draws what is new in it, and only that: the page around it looks as it did.</summary>
    public void Lengthen(WatchedIncident at)
    {
        Take(at);
        if (_draw) StateHasChanged();
    }

    /// <summary>True: it is another incident than before.</summary>
    private bool Take(WatchedIncident at)
    {
        _at = at;
        if (_number != at.Incident.Number) (_scroll, _number, _taken) = (new(Reader), at.Incident.Number, null);
        // Signals come every second; what was said changes only with entries.
        if (ReferenceEquals(_taken, at.Timeline)) return false;
        var first = _taken is null;
        _taken = at.Timeline;
        _draw |= _scroll.Take(at.View, at.Timeline);
        return first;
    }

    protected override bool ShouldRender() => _draw;
    protected override void OnAfterRender(bool firstRender) => _draw = false;

    private string Class(TimelineLine line)
    {
        var look = line.Version > _scroll.FreshAfter ? line.Markup.LookFresh : line.Markup.Look;
        return line.Version == _scroll.Marked ? look + " marked" : look;
    }

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

    private Task KindAsync(TimelineKind kind) => FilterAsync(_scroll.Filter with { Kind = kind });

    private Task FilterAsync(TimelineFilter filter) => DoAsync(() => _scroll.FilterAsync(filter, _gone.Token));

    private Task FindAsync()
    {
        (_finding, _draw) = (!_finding, true);
        if (_finding) _people = TimelinePeople.Of(_at);
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
