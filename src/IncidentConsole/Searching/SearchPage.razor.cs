using MeetSolis.IncidentConsole.Controls;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using Microsoft.AspNetCore.Components;

namespace MeetSolis.IncidentConsole.Searching;

/// <summary>What was done, written and printed, in all incidents. The address holds the question, so that a link shows somebody else the same.</summary>
public sealed partial class SearchPage : IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private SearchQuery _query = new();
    private SearchPageHits? _found;
    private string? _refusal;
    private string _text = "";

    [Inject] private TextSearch Search { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    [SupplyParameterFromQuery] private string? Text { get; set; }
    [SupplyParameterFromQuery] private string? Kind { get; set; }
    [SupplyParameterFromQuery] private string? Before { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        var asked = SearchQuery.Read(Text, Kind, Before);
        if (asked == _query && _found is not null) return;
        (_query, _text) = (asked, asked.Text ?? "");
        if (asked.Words is not { Count: > 0 })
        {
            _found = asked.Text is null ? null : new([], null);
            return;
        }
        try
        {
            var found = await Search.FindAsync(asked, _gone.Token);
            // Somebody may have asked on meanwhile: only the last question counts.
            if (asked == _query) (_found, _refusal) = (found, null);
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
        }
        catch (Exception e) when (StoreErrors.Explain(e) is { } sentence)
        {
            _refusal = sentence;
        }
    }

    private void GoAsync() => Navigation.NavigateTo((_query with { Text = IncidentQuery.Said(_text), Before = null }).ToString());

    private void KindAsync(ChangeEventArgs e) => Navigation.NavigateTo((_query with { Text = IncidentQuery.Said(_text), Kind = IncidentQuery.Word<SearchKind>(e.Value as string), Before = null }).ToString());

    private static string Said(SearchHit hit) => hit.Kind switch
    {
        SearchKind.Output => $"output of {hit.By}",
        SearchKind.Note => $"written by {ShownText.Of(hit.By)}",
        _ => ShownText.Of(hit.By),
    };

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }
}
