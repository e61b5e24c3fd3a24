using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Live;
using MeetSolis.IncidentConsole.Runbooks;
using Microsoft.AspNetCore.Components;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>The list of incidents. The address holds the whole state, so that a link shows somebody else the same.</summary>
public sealed partial class IncidentsPage : IDisposable
{
    public const int Take = 25;

    // Past it nobody needs the number; counting a hundred thousand at every page does take its time.
    private const int MostCounted = 1_000;

    private readonly CancellationTokenSource _gone = new();
    private IncidentQuery _query = new();
    private List<IncidentRow>? _rows;
    private IncidentNumber? _next;
    private int _count;
    private int _newer;
    private string? _refusal;

    [Inject] private IncidentList List { get; set; } = default!;
    [Inject] private ListFeed Feed { get; set; } = default!;
    [Inject] private RunbookCatalog Runbooks { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;
    [Inject] private TimeProvider Time { get; set; } = default!;

    [SupplyParameterFromQuery] private string? Status { get; set; }
    [SupplyParameterFromQuery] private string? Severity { get; set; }
    [SupplyParameterFromQuery] private string? Environment { get; set; }
    [SupplyParameterFromQuery] private string? Method { get; set; }
    [SupplyParameterFromQuery] private string? From { get; set; }
    [SupplyParameterFromQuery] private string? To { get; set; }
    [SupplyParameterFromQuery] private string? Text { get; set; }
    [SupplyParameterFromQuery] private string? After { get; set; }
    [SupplyParameterFromQuery] private string? Archived { get; set; }
    [SupplyParameterFromQuery] private string? Kind { get; set; }

    private IEnumerable<string> EnvironmentNames => Runbooks.Active.SelectMany(r => r.Environments.Keys).Append(_query.Environment).OfType<string>().Distinct();

    private IEnumerable<(string Id, string Title)> MethodNames =>
        Runbooks.Active.SelectMany(r => r.Methods.Values).Select(m => (m.Id, m.Title)).DistinctBy(m => m.Id)
            .Concat(_query.Method is { } asked && !Runbooks.Active.Any(r => r.Methods.ContainsKey(asked)) ? [(asked, asked)] : []);

    private string Said => _rows is null ? "" : _count switch
    {
        0 => _query.Filters ? "None of them matches." : "None so far.",
        1 => _query.Filters ? "One matches." : "One, of all time.",
        > MostCounted => $"More than {MostCounted.ToString("N0", System.Globalization.CultureInfo.InvariantCulture)}{(_query.Filters ? " match" : "")}, newest first.",
        _ => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{_count:N0} {(_query.Filters ? "match" : "of all time")}, newest first."),
    };

    protected override async Task OnParametersSetAsync()
    {
        _query = IncidentQuery.Read(Status, Severity, Environment, Method, From, To, Text, After, Archived, Kind);
        await LoadAsync();
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

    private void Go(IncidentQuery query) => Navigation.NavigateTo(query.ToString(), replace: true);

    private async Task ShowNewestAsync()
    {
        if (_query.After is null) await LoadAsync();
        else Go(_query with { After = null });
    }

    private async Task LoadAsync()
    {
        var asked = _query;
        try
        {
            var page = await List.ListAsync(asked.ToFilter(), asked.After, Take, _gone.Token);
            // All of them stand here: nothing needs to be read again to count them.
            var count = asked.After is null && page.Next is null ? page.Items.Count : await List.CountAsync(asked.ToFilter(), MostCounted, _gone.Token);
            // Somebody types on while the store answers: only the last question counts.
            if (asked != _query) return;
            (_rows, _next, _count, _newer, _refusal) = ([.. page.Items], page.Next, count, 0, null);
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
        }
        catch (Exception ex) when (StoreErrors.Explain(ex) is { } sentence)
        {
            _refusal = sentence;
        }
    }

    private async Task FollowAsync()
    {
        try
        {
            using var changes = Feed.SubscribeAll();
            var token = _gone.Token;
            // What came between the first load and the subscription.
            await InvokeAsync(LoadAsync);
            await foreach (var batch in ListFeed.ReadForScreen(changes, Time, token))
                await InvokeAsync(() => TakeInAsync(batch));
        }
        catch (Exception ex) when (ex is OperationCanceledException or ObjectDisposedException)
        {
        }
        catch (Exception ex)
        {
            await DispatchExceptionAsync(ex);
        }
    }

    /// <summary>Rows that stand here follow in place; new ones are announced and never move what somebody is reading.</summary>
    private async Task TakeInAsync(FeedBatch<IncidentChanged> batch)
    {
        try
        {
            if (_rows is not { Count: > 0 } rows || batch.Reload)
            {
                await LoadAsync();
            }
            else
            {
                foreach (var number in batch.Items.Select(c => c.Number).Distinct())
                    if (rows.FindIndex(r => r.Number == number) is >= 0 and var place && await List.FindAsync(number, _gone.Token) is { } row)
                        rows[place] = row;
                if (_query.After is null)
                {
                    var newest = await List.ListAsync(_query.ToFilter(), null, Take + 1, _gone.Token);
                    _newer = newest.Items.Count(r => r.Number > rows[0].Number);
                }
            }
        }
        catch (Exception ex) when (StoreErrors.Explain(ex) is { } sentence)
        {
            _refusal = sentence;
        }
        StateHasChanged();
    }

    private string? TitleOf(IncidentRow row) =>
        row.Method is { } id ? Runbooks.Find(row.Runbook) is { } runbook && runbook.Methods.TryGetValue(id, out var method) ? method.Title : id : null;
}
