using MeetSolis.IncidentConsole.Controls;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Runbooks;
using Microsoft.AspNetCore.Components;

namespace MeetSolis.IncidentConsole.Insights;

/// <summary>What the incidents of a time say together. The address holds what is counted, so that a link shows somebody else the same.</summary>
public sealed partial class InsightsPage : IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private InsightsQuery _query = new(InsightsSpan.Usual);
    private InsightsReport? _report;
    private int _stale;
    private string? _refusal;

    [Inject] private FactsTable Facts { get; set; } = default!;
    [Inject] private RunbookCatalog Runbooks { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;
    [Inject] private TimeProvider Time { get; set; } = default!;

    [SupplyParameterFromQuery] private string? Span { get; set; }
    [SupplyParameterFromQuery] private string? Environment { get; set; }
    [SupplyParameterFromQuery] private string? Runbook { get; set; }
    [SupplyParameterFromQuery] private string? Drills { get; set; }
    [SupplyParameterFromQuery] private string? From { get; set; }
    [SupplyParameterFromQuery] private string? To { get; set; }

    private InsightNames Names => new(Runbooks.Active);

    private IEnumerable<string> EnvironmentNames => Runbooks.Active.SelectMany(r => r.Environments.Keys).Append(_query.Environment).OfType<string>().Distinct();

    private string Said => _report is not { } report ? _refusal is null && _query.Wrong is null ? "Counting…" : ""
        : $"{report.Incidents.ToString("N0", System.Globalization.CultureInfo.InvariantCulture)} {(report.Incidents == 1 ? "incident that has" : "incidents that have")} ended{(_query.Drills ? "" : ", without drills")}, from what was recorded of them.";

    protected override async Task OnParametersSetAsync()
    {
        _query = InsightsQuery.Read(Span, Environment, Runbook, Drills, From, To);
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        var asked = _query;
        if (asked.Wrong is not null)
        {
            (_report, _stale, _refusal) = (null, 0, null);
            return;
        }
        try
        {
            var facts = await Facts.ReadAsync(asked.ToFilter(Time.GetUtcNow()), _gone.Token);
            var stale = await Facts.StaleCountAsync(_gone.Token);
            // Somebody chooses on while the store answers: only the last question counts.
            if (asked == _query) (_report, _stale, _refusal) = (InsightsReport.Of(facts), stale, null);
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
        }
        catch (Exception ex) when (StoreErrors.Explain(ex) is { } sentence)
        {
            _refusal = sentence;
        }
    }

    private void Go(InsightsQuery query) => Navigation.NavigateTo(query.ToString(), replace: true);

    /// <summary>A length in words, as exact as it is of use.</summary>
    public static string Length(double seconds) => DurationText.Took(TimeSpan.FromSeconds(seconds));

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }
}
