using System.Globalization;
using System.Text;
using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace MeetSolis.IncidentConsole.Postmortems;

/// <summary>
/// Where one person writes. The text itself lives in the browser; at every pause it comes here, is kept as a draft and shown. Nothing of it is lost
/// where somebody else saves first: it is put together, or both are shown.
/// </summary>
public sealed partial class PostmortemEditor : IAsyncDisposable
{
    internal const string Module = "./js/editor.js";

    private readonly CancellationTokenSource _end = new();
    private ElementReference _area;
    private DotNetObjectReference<PostmortemEditor>? _self;
    private IJSObjectReference? _module, _editor;
    private TextMerge? _settling;
    private int _base, _against;
    private string? _shown, _refusal;
    private string _state = "Opening…";
    private bool _ready, _busy, _preview, _dropping;

    [Inject] private IJSRuntime Script { get; set; } = default!;
    [Inject] private PostmortemDesk Desk { get; set; } = default!;
    [Inject] private PostmortemDrafts Drafts { get; set; } = default!;
    [Inject] private KeptTexts Texts { get; set; } = default!;

    [Parameter, EditorRequired] public required Incident Incident { get; set; }

    /// <summary>What was kept of it before; null: it begins with the newest revision.</summary>
    [Parameter] public PostmortemDraftRow? Draft { get; set; }

    /// <summary>Who writes, as the store knows them at that moment.</summary>
    [Parameter, EditorRequired] public required Func<Task<Caller>> CallerNow { get; set; }

    /// <summary>A sentence about what was saved.</summary>
    [Parameter] public EventCallback<string> OnSaved { get; set; }
    [Parameter] public EventCallback OnClosed { get; set; }

    /// <summary>Under which a browser keeps what somebody typed, until the console has it.</summary>
    internal static string Key(IncidentNumber number, Caller caller) => $"postmortem:{number}:{caller.Actor.Id}";

    private PostmortemState State => Incident.Postmortem;

    protected override void OnInitialized() => _base = Draft?.Base ?? State.Newest!.Number;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        var caller = await CallerNow();
        var text = Draft?.Text ?? await ReadAsync(_base);
        _self = DotNetObjectReference.Create(this);
        _module = await Script.InvokeAsync<IJSObjectReference>("import", _end.Token, Module);
        _editor = await _module.InvokeAsync<IJSObjectReference>("edit", _end.Token, _area, _self, Key(Incident.Number, caller), text, _base, PostmortemText.MostCharacters);
        _base = await _editor.InvokeAsync<int>("base", _end.Token);
        _shown = text;
        _state = Draft is { } draft ? $"Draft of {draft.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC" : "Nothing changed yet";
        _ready = true;
        if (State.Unsettled(caller.Actor.Id) is { } aside && _base < aside.Against) await ShowConflictAsync(State, await WrittenAsync(aside.Text) ?? text);
        StateHasChanged();
    }

    /// <summary>Somebody paused in writing. False: it is not kept here yet.</summary>
    [JSInvokable]
    public async Task<bool> ChangedAsync(IJSStreamReference typed)
    {
        try
        {
            var text = await ReadAsync(typed);
            var at = await Drafts.KeepAsync(Incident.Number, (await CallerNow()).Actor.Id, _base, text, _end.Token);
            (_shown, _state) = (text, $"Draft kept at {at.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture)} UTC");
            return true;
        }
        catch (Exception ex) when (StoreErrors.Explain(ex) is { } sentence)
        {
            _state = $"Kept in this browser only. {sentence}";
            return false;
        }
        finally
        {
            StateHasChanged();
        }
    }

    [JSInvokable]
    public Task TooLongAsync(long characters)
    {
        _refusal = PostmortemText.TooLong(characters) + " Nothing of it was put in.";
        return InvokeAsync(StateHasChanged);
    }

    [JSInvokable]
    public Task SaveAsync() => DoAsync(async () =>
    {
        if (_settling is not null) return;
        var caller = await CallerNow();
        var text = await MineAsync();
        // Before it is sent: what comes back as kept is what was kept.
        await Drafts.KeepAsync(Incident.Number, caller.Actor.Id, _base, text, _end.Token);
        switch (await Desk.SaveAsync(Incident.Number, _base, text, caller, null, _end.Token))
        {
            case CommandResult.Refused refused:
                _refusal = refused.Sentence;
                break;
            case CommandResult.Accepted { Incident: var now } when now.Postmortem.Unsettled(caller.Actor.Id) is not null:
                await ShowConflictAsync(now.Postmortem, text);
                break;
            case CommandResult.Accepted { Incident: var now }:
                await _editor!.InvokeVoidAsync("end", _end.Token);
                var newest = now.Postmortem.Newest!;
                await OnSaved.InvokeAsync(newest.By.Id != caller.Actor.Id || newest.Base != _base ? $"Nothing of it was new: revision {newest.Number} has it all."
                    : newest.Merges is { } merged ? $"Saved as revision {newest.Number}, put together with revision {merged} by {now.Postmortem.Find(merged)?.By.Name}." : $"Saved as revision {newest.Number}.");
                break;
        }
    });

    private Task TakeInAsync() => DoAsync(async () =>
    {
        var newest = State.Newest!;
        var mine = await MineAsync();
        var merge = TextMerge.Of(await ReadAsync(_base), mine, await ReadAsync(newest.Number));
        if (merge.Text is { } text) await GoOnAsync(text, newest.Number);
        else (_settling, _against) = (merge, newest.Number);
    });

    private Task SettleAsync(IReadOnlyList<MergeChoice> choices) => DoAsync(async () =>
    {
        await GoOnAsync(_settling!.Join(choices), _against);
        _settling = null;
    });

    private Task DropAsync() => DoAsync(async () =>
    {
        await Drafts.DropAsync(Incident.Number, (await CallerNow()).Actor.Id, _end.Token);
        await _editor!.InvokeVoidAsync("end", _end.Token);
        await OnClosed.InvokeAsync();
    });

    private async Task ShowConflictAsync(PostmortemState state, string mine)
    {
        var newest = state.Newest!;
        var merge = TextMerge.Of(await ReadAsync(_base), mine, await WrittenAsync(newest.Text) ?? "");
        (_settling, _against) = (merge.Conflicts > 0 ? merge : null, newest.Number);
    }

    private async Task GoOnAsync(string text, int revision)
    {
        _base = revision;
        _shown = text;
        await _editor!.InvokeVoidAsync("write", _end.Token, text, revision);
    }

    private async Task DoAsync(Func<Task> act)
    {
        if (_busy || !_ready) return;
        (_busy, _refusal) = (true, null);
        try
        {
            await act();
        }
        catch (Exception ex) when (StoreErrors.Explain(ex) is { } sentence)
        {
            _refusal = $"{sentence} Your text stays here.";
        }
        finally
        {
            _busy = false;
            StateHasChanged();
        }
    }

    private async Task<string> MineAsync() => await ReadAsync(await _editor!.InvokeAsync<IJSStreamReference>("read", _end.Token));

    private async Task<string> ReadAsync(IJSStreamReference typed)
    {
        await using (typed)
        {
            // A character has at most three bytes, or four as two.
            await using var stream = await typed.OpenReadStreamAsync(PostmortemText.MostCharacters * 3L, _end.Token);
            using var reader = new StreamReader(stream, Encoding.UTF8);
            return await reader.ReadToEndAsync(_end.Token);
        }
    }

    private async Task<string> ReadAsync(int revision) => State.Find(revision) is { } found ? await WrittenAsync(found.Text) ?? "" : "";

    private Task<string?> WrittenAsync(KeptText kept) => Texts.ReadAsync(kept.Id, _end.Token);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _end.Dispose();
        _self?.Dispose();
        try
        {
            if (_editor is not null) await _editor.InvokeVoidAsync("leave");
            if (_editor is not null) await _editor.DisposeAsync();
            if (_module is not null) await _module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone, and keeps what it has.
        }
    }
}
