using MeetSolis.IncidentConsole.Controls;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;
using Microsoft.AspNetCore.Components;

namespace MeetSolis.IncidentConsole.Signals.History;

/// <summary>One signal in one environment: how it was, how it is, who feeds it, what it triggers.</summary>
public sealed partial class SignalPage : IDisposable
{
    private const int MostIncidents = 50;
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _gone = new();
    private SignalPlace? _place;
    private IReadOnlyList<string> _environments = [];
    private BoardSnapshot _board = BoardSnapshot.Empty("");
    private IReadOnlyList<SourceStatus> _sources = [];
    private IReadOnlyList<IncidentRow> _incidents = [];
    private SignalChart? _chart;
    private string? _refusal;
    private DateTimeOffset _read;
    private double _keepDays;
    private bool _looked;

    [Inject] private RunbookCatalog Runbooks { get; set; } = default!;
    [Inject] private SignalPasts Pasts { get; set; } = default!;
    [Inject] private SignalBoard Board { get; set; } = default!;
    [Inject] private MethodsInForce Methods { get; set; } = default!;
    [Inject] private SignalPageFacts Facts { get; set; } = default!;
    [Inject] private TimeProvider Time { get; set; } = default!;

    [Parameter] public string Id { get; set; } = "";
    [SupplyParameterFromQuery] public string? Environment { get; set; }
    /// <summary><c>1h</c>, <c>24h</c> or <c>7d</c>.</summary>
    [SupplyParameterFromQuery(Name = "span")] public string? Asked { get; set; }

    private SignalSpan Shown => SignalSpan.Of(Asked);
    private string Heading => ShownText.Of(_place?.Signal.Title ?? Id);
    private IReadOnlyList<(double Value, string Text)> Thresholds => SignalChart.Thresholds(_place!.Runbook, _place.Signal.Id);
    private List<BoardTrigger> Triggers => [.. _board.Triggers.Values.Where(t => t.Trigger.When?.Signals().Contains(Id) == true)];
    private List<SourceStatus> Connected => [.. _sources.Where(s => s.Source.Secrets.Any())];

    protected override async Task OnParametersSetAsync()
    {
        _environments = SignalPlace.Environments(Runbooks.Active, Id);
        _place = (Environment ?? (_environments is [var first, ..] ? first : null)) is { } environment ? SignalPlace.Find(Runbooks.Active, Id, environment) : null;
        (_chart, _looked, _keepDays) = (null, true, Facts.KeepDays);
        Take();
        await ReadAsync();
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender) _ = FollowAsync();
    }

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    private void Take()
    {
        if (_place is not { } place) return;
        (_board, _sources) = (Board.Current(place.Environment.Id), Facts.SourcesOf(place.Environment.Id));
    }

    private async Task ReadAsync()
    {
        if (_place is not { } place) return;
        var (span, now) = (Shown, Time.GetUtcNow());
        _read = now;
        try
        {
            // A week is added up by the minute before it is read.
            var to = span.Length > SignalBuckets.Span ? new DateTimeOffset(now.Ticks - now.Ticks % TimeSpan.TicksPerMinute, TimeSpan.Zero) : now;
            var past = await Pasts.ReadAsync(place.Runbook, place.Environment, place.Signal, to - span.Length, to, null, _gone.Token);
            var incidents = await Facts.IncidentsAsync(place.Environment.Id, to - span.Length, MostIncidents, _gone.Token);
            // Meanwhile another may have been asked for.
            if (!ReferenceEquals(place, _place) || span != Shown) return;
            var declared = incidents.Select(i => new IncidentMark(i.Number.Value, i.DeclaredAt, MarkKind.Declared, $"{i.Number} declared: {i.Title}"));
            (_incidents, _refusal) = (incidents, null);
            _chart = SignalChart.Of(place.Runbook, place.Signal, past, Methods.Of(place.Environment.Id), declared);
        }
        catch (Exception e) when (StoreErrors.Explain(e) is { } sentence)
        {
            _refusal = sentence;
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task FollowAsync()
    {
        try
        {
            var token = _gone.Token;
            using var timer = new PeriodicTimer(Beat, Time);
            while (await timer.WaitForNextTickAsync(token))
                await InvokeAsync(async () =>
                {
                    Take();
                    // A chart of a week need not be read every two seconds: each time it would have moved by a step.
                    if (Time.GetUtcNow() - _read >= TimeSpan.FromSeconds(Math.Max(5, _chart?.Past.Span.Step ?? 5))) await ReadAsync();
                    StateHasChanged();
                });
        }
        catch (OperationCanceledException)
        {
        }
        catch (Exception ex)
        {
            await DispatchExceptionAsync(ex);
        }
    }

    private string PathOf(string environment, SignalSpan span) => $"{SignalPlace.PathOf(Id, environment)}&span={span.Key}";
}
