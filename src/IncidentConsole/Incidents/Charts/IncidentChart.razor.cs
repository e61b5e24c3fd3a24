using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Signals.History;
using Microsoft.AspNetCore.Components;

namespace MeetSolis.IncidentConsole.Incidents.Charts;

/// <summary>A signal over the incident's span, drawn again when an entry comes or a step of it has gone by.</summary>
public sealed partial class IncidentChart : IDisposable
{
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _gone = new();
    private SignalDefinition? _signal;
    private SignalChart? _chart;
    private string? _refusal;
    private (IncidentNumber, long, DateTimeOffset?) _version;
    private DateTimeOffset _drawn;
    private bool _drawing;

    [Inject] private IncidentCharts Charts { get; set; } = default!;
    [Inject] private TimeProvider Time { get; set; } = default!;

    [CascadingParameter] private Controls.ShownMoment? Shown { get; set; }

    [Parameter, EditorRequired] public required IncidentView View { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        _signal = _signal is { } chosen ? View.Runbook.Signals.GetValueOrDefault(chosen.Id) : ShownSignals.Lead(View);
        if (_drawing || _signal is null || !IsDue) return;
        await DrawAsync();
    }

    // A screen that moves every second asks for no picture every second.
    private bool IsDue => Version != _version || Shown is null && View.Incident.IsOpen && Time.GetUtcNow() - _drawn >= Apart;

    private (IncidentNumber, long, DateTimeOffset?) Version => (View.Incident.Number, View.Incident.Version, Shown?.At);

    private async Task ChooseAsync(ChangeEventArgs change)
    {
        _signal = View.Runbook.Signals.GetValueOrDefault(change.Value as string ?? "") ?? _signal;
        await DrawAsync();
    }

    private async Task DrawAsync()
    {
        _drawing = true;
        try
        {
            while (_signal is { } signal && !_gone.IsCancellationRequested)
            {
                (_version, _drawn) = (Version, Time.GetUtcNow());
                _chart = await Charts.DrawAsync(View, signal, Shown?.At, _gone.Token);
                _refusal = null;
                // Another was chosen meanwhile.
                if (signal.Id == _signal?.Id) break;
            }
        }
        catch (Exception e) when (StoreErrors.Explain(e) is { } sentence)
        {
            _refusal = sentence;
        }
        catch (OperationCanceledException)
        {
        }
        finally
        {
            _drawing = false;
        }
    }

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }
}
