using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Controls;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace MeetSolis.IncidentConsole.Shell;

/// <summary>Reaches every incident, every screen and every act that is allowed here, without a mouse.</summary>
public sealed partial class CommandPalette : IDisposable
{
    private const int MostActions = 14, MostIncidents = 8, MostScreens = 12;

    private readonly CancellationTokenSource _gone = new();
    private List<PaletteAction> _items = [];
    private string? _shownFor;
    private string? _refusal;
    private int _asked;

    [Inject] private PaletteActions Actions { get; set; } = default!;
    [Inject] private IncidentList List { get; set; } = default!;
    [Inject] private RunbookCatalog Runbooks { get; set; } = default!;
    [Inject] private CallerService Callers { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    [CascadingParameter] private Task<AuthenticationState>? Signed { get; set; }

    private string Said => _refusal ?? (_shownFor is null ? "" : _items.Count switch
    {
        0 => "Nothing fits. An incident is found by its number, title, trigger, commander or summary.",
        1 => "One fits. Enter takes it.",
        var n => $"{n} fit. Arrows choose, Enter takes, Escape closes.",
    });

    private async Task TypeAsync(ChangeEventArgs e)
    {
        var text = e.Value?.ToString() ?? "";
        var mine = ++_asked;
        try
        {
            var found = await FindAsync(text);
            // Somebody types on while the store answers: only the last question counts.
            if (mine == _asked) (_items, _refusal) = (found, null);
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            return;
        }
        catch (Exception ex) when (StoreErrors.Explain(ex) is { } sentence)
        {
            if (mine == _asked) (_items, _refusal) = ([], sentence);
        }
        if (mine == _asked) _shownFor = text;
    }

    private async Task<List<PaletteAction>> FindAsync(string text)
    {
        if (Signed is null || await Callers.ForAsync((await Signed).User, _gone.Token) is not { } caller) return [];
        var screens = PaletteScreens.For(caller.Role, Runbooks.Active).ToList();
        var words = text.Trim();
        return
        [
            .. Actions.For(text).Where(a => a.Fits(words) || a.Kind == "note").Take(MostActions),
            .. screens.Where(s => s.Kind == "action" && s.Fits(words)),
            .. await IncidentsAsync(words),
            .. screens.Where(s => s.Kind != "action" && s.Fits(words)).Take(MostScreens),
        ];
    }

    private async Task<IEnumerable<PaletteAction>> IncidentsAsync(string text)
    {
        // A bare number is an incident's.
        if (IncidentNumber.TryParse(text, out var number) && await List.FindAsync(number, _gone.Token) is { } row) return [Of(row)];
        var filter = text.Length == 0 ? new IncidentFilter(IncidentStatus.Open) : new IncidentFilter(Text: text);
        return (await List.ListAsync(filter, null, MostIncidents, _gone.Token)).Items.OrderBy(i => i.Status == IncidentStatus.Open ? 0 : 1).Select(Of);
    }

    private static PaletteAction Of(IncidentRow row) => new(
        $"{row.Number} {row.Title}", "incident", Href: $"/incidents/{row.Number}", Hint: $"{row.Environment}, {(row.Kind == IncidentKind.Rehearsal ? "rehearsal" : row.Severity.Word())}, {row.Status.Word().ToLowerInvariant()}");

    private Task DoAsync(PaletteAction item)
    {
        (_items, _shownFor) = ([], null);
        if (item.Href is { } href) Navigation.NavigateTo(href);
        return item.Do?.Invoke() ?? Task.CompletedTask;
    }

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }
}
