using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Runs;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web.Virtualization;
using Microsoft.JSInterop;

namespace MeetSolis.IncidentConsole.Controls;

/// <summary>
/// What a step printed. The newest lines are at hand; of the others only those in view are read, so that a million lines cost what a screenful
/// does. It follows the end until the reader scrolls away or pauses.
/// </summary>
public sealed partial class OutputView : IAsyncDisposable
{
    /// <summary>Up to so many lines are all drawn, and long ones wrap; beyond, only those in view are, at one height each.</summary>
    public const int MostWrapped = 400;

    // As in the style sheet.
    private const int LineHeight = 20;

    private readonly CancellationTokenSource _end = new();
    private Virtualize<OutputLine>? _rows;
    private ElementReference _box;
    private IJSObjectReference? _script;
    private string _wanted = "";
    private string? _searched;
    private OutputFound? _found;
    private string? _trouble;
    private int _at;
    private bool _show;
    private long _drawn;

    [Inject] private IJSRuntime Script { get; set; } = default!;

    /// <summary>The newest lines, in order, without a gap.</summary>
    [Parameter, EditorRequired] public required IReadOnlyList<OutputLine> Lines { get; set; }
    [Parameter] public string Label { get; set; } = "Output";
    /// <summary>More may come.</summary>
    [Parameter] public bool Waiting { get; set; }
    /// <summary>Where earlier lines are; without it what is at hand is all there is.</summary>
    [Parameter] public OutputSource? Source { get; set; }

    private long Total => Lines.Count == 0 ? 0 : Lines[^1].Sequence;
    private bool Many => Lines.Count > MostWrapped || Source is not null && Lines.Count > 0 && Lines[0].Sequence > 1;
    private ICollection<OutputLine> Rows => Lines as ICollection<OutputLine> ?? [.. Lines];
    private long? Hit => _found is { Sequences.Count: > 0 } found ? found.Sequences[_at] : null;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_rows is not null && _drawn != Total)
        {
            _drawn = Total;
            await _rows.RefreshDataAsync();
            StateHasChanged();
        }
        if (!_show || Hit is not { } line) return;
        _show = false;
        try
        {
            _script ??= await Script.InvokeAsync<IJSObjectReference>("import", _end.Token, "./js/output.js");
            await _script.InvokeVoidAsync("showLine", _end.Token, _box, line, LineHeight);
        }
        catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException)
        {
            // Nobody looks any more.
        }
    }

    private async ValueTask<ItemsProviderResult<OutputLine>> ProvideAsync(ItemsProviderRequest request)
    {
        var lines = Lines;
        if (lines.Count == 0) return new([], 0);
        var (first, total) = (lines[0].Sequence, lines[^1].Sequence);
        var after = (long)request.StartIndex;
        var most = (int)Math.Min(request.Count, Math.Max(0, total - after));
        var shown = new List<OutputLine>(most);
        if (most > 0 && after + 1 < first)
        {
            var wanted = (int)Math.Min(most, first - 1 - after);
            var read = (await ReadAsync(after, wanted, request.CancellationToken)).ToDictionary(l => l.Sequence);
            // What was erased leaves its place.
            for (var i = 1; i <= wanted; i++) shown.Add(read.GetValueOrDefault(after + i) ?? new(after + i, lines[0].At, false, "(no longer kept)"));
        }
        for (var next = (int)(after + shown.Count + 1 - first); shown.Count < most; next++) shown.Add(lines[next]);
        return new(shown, (int)total);
    }

    private async Task<IReadOnlyList<OutputLine>> ReadAsync(long after, int most, CancellationToken ct)
    {
        try
        {
            return await Source!.ReadAsync(after, most, ct);
        }
        catch (Exception e) when (StoreErrors.Explain(e) is not null)
        {
            _trouble = StoreErrors.Explain(e);
            return [];
        }
    }

    /// <summary>The first time it looks; the same again goes on to the next.</summary>
    private async Task FindAsync()
    {
        if (_wanted.Length == 0)
        {
            (_found, _searched, _trouble) = (null, null, null);
            return;
        }
        if (_searched == _wanted && _found is { Sequences.Count: > 0 })
        {
            await StepAsync(1);
            return;
        }
        try
        {
            (_searched, _trouble, _at) = (_wanted, null, 0);
            _found = await Source!.FindAsync(_wanted, _end.Token);
            _show = true;
        }
        catch (Exception e) when (StoreErrors.Explain(e) is not null)
        {
            (_found, _trouble) = (null, StoreErrors.Explain(e));
        }
    }

    private Task StepAsync(int by)
    {
        var count = _found!.Sequences.Count;
        _at = (_at + by + count) % count;
        _show = true;
        return Task.CompletedTask;
    }

    // Colours become our own classes: the sixteen words only, since others could not be read on both themes.
    private static string? Style(AnsiSegment part)
    {
        string?[] words =
        [
            Named("a-", part.Colour), Named("b-", part.Background), part.Bold ? "a-bold" : null, part.Dim ? "a-dim" : null, part.Italic ? "a-italic" : null,
            part.Underline ? "a-underline" : null, part.Inverse ? "a-inverse" : null, part.Struck ? "a-struck" : null,
        ];
        return string.Join(' ', words.OfType<string>()) is { Length: > 0 } classes ? classes : null;
    }

    private static string? Named(string prefix, string? colour) => colour is { } c && c[0] != '#' ? prefix + c.Replace("bright-", "", StringComparison.Ordinal) : null;

    private static string Count(long number) => number.ToString("#,0", System.Globalization.CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _end.Dispose();
        try
        {
            if (_script is not null) await _script.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone, and its script with it.
        }
    }
}
