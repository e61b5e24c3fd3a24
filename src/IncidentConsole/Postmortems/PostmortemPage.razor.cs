using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.JSInterop;

namespace MeetSolis.IncidentConsole.Postmortems;

/// <summary>The post-mortem as it stands: what people wrote, or what is made from the stored entries; it follows the incident while somebody reads.</summary>
public sealed partial class PostmortemPage : IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private Incident? _incident;
    private IncidentView? _view;
    private PostmortemDraftRow? _draft;
    private Caller? _caller;
    private string? _document, _refusal, _refused, _said;
    private bool _looked, _writing, _show;
    private ElementReference _saidHere;

    [Inject] private IncidentStore Store { get; set; } = default!;
    [Inject] private IncidentService Incidents { get; set; } = default!;
    [Inject] private PostmortemService Postmortems { get; set; } = default!;
    [Inject] private PostmortemDesk Desk { get; set; } = default!;
    [Inject] private PostmortemDrafts Drafts { get; set; } = default!;
    [Inject] private CallerService Callers { get; set; } = default!;
    [Inject] private IncidentFeed Feed { get; set; } = default!;
    [Inject] private TimeProvider Time { get; set; } = default!;
    [Inject] private IJSRuntime Script { get; set; } = default!;

    [CascadingParameter] private Task<AuthenticationState> Signed { get; set; } = default!;

    [Parameter] public required string Number { get; set; }

    private AccessRole Role => _caller?.Role ?? AccessRole.Observer;

    protected override async Task OnParametersSetAsync()
    {
        if (_incident is { } shown && IncidentNumber.TryParse(Number, out var asked) && shown.Number == asked) return;
        await LoadAsync();
        // Whoever was writing goes on where they were, whatever took the page away.
        _writing = _draft is { } draft && _incident?.Postmortem.Find(draft.Base) is not null;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_show)
        {
            _show = false;
            await _saidHere.FocusAsync();
        }
        if (!firstRender || !IncidentNumber.TryParse(Number, out var number)) return;
        _ = FollowAsync(number);
        if (_writing || _caller is not { Role: >= AccessRole.Responder } caller || _incident?.Postmortem.Newest is null) return;
        // Typed in this browser, and the page went before the console had it.
        await using var script = await Script.InvokeAsync<IJSObjectReference>("import", _gone.Token, PostmortemEditor.Module);
        if (!await script.InvokeAsync<bool>("left", _gone.Token, PostmortemEditor.Key(number, caller))) return;
        _writing = true;
        StateHasChanged();
    }

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    private async Task LoadAsync()
    {
        try
        {
            _caller = await Callers.ForAsync((await Signed).User, _gone.Token);
            _incident = IncidentNumber.TryParse(Number, out var number) ? await Store.LoadAsync(number, _gone.Token) : null;
            _view = _incident is { } incident ? await Postmortems.ViewAsync(incident, _gone.Token) : null;
            _document = _incident is { Postmortem.Newest: { } newest } ? await Postmortems.ReadAsync(newest, _gone.Token) : _view is { } view ? await Postmortems.WriteAsync(view, _gone.Token) : null;
            if (!_writing) _draft = _incident is not null && _caller is not null ? await Drafts.FindAsync(_incident.Number, _caller.Actor.Id, _gone.Token) : null;
            _refusal = null;
        }
        catch (Exception ex) when (StoreErrors.Explain(ex) is { } sentence)
        {
            _refusal = sentence;
        }
        _looked = true;
    }

    private async Task FollowAsync(IncidentNumber number)
    {
        try
        {
            var token = _gone.Token;
            using var entries = Feed.Subscribe(number);
            // What came between the first load and the subscription.
            await InvokeAsync(ShowAsync);
            await foreach (var _ in entries.ReadAsync(TimeSpan.FromMilliseconds(500), Time, token))
                await InvokeAsync(ShowAsync);
        }
        catch (Exception ex) when (ex is OperationCanceledException or ObjectDisposedException)
        {
        }
        catch (Exception ex)
        {
            await DispatchExceptionAsync(ex);
        }
    }

    private async Task ShowAsync()
    {
        await LoadAsync();
        StateHasChanged();
    }

    /// <summary>The caller as the store has them at this moment.</summary>
    private async Task<Caller> CallerNowAsync() =>
        _caller = await Callers.ForAsync((await Signed).User, _gone.Token) ?? new(_caller?.Actor ?? new(ActorKind.Person, "", "nobody"), AccessRole.Observer);

    private Task<bool> WriteAsync() => DoAsync(async () =>
    {
        if (!Take(await Desk.BeginAsync(_incident!.Number, await CallerNowAsync(), null, _gone.Token))) return false;
        _draft = await Drafts.FindAsync(_incident.Number, _caller!.Actor.Id, _gone.Token);
        return _writing = true;
    });

    private Task<bool> ExecuteAsync(IncidentCommand command) => DoAsync(async () => Take(await Incidents.ExecuteAsync(_incident!.Number, command, await CallerNowAsync(), null, _gone.Token)));

    private Task<bool> PublishAsync((int Revision, string? Reason) wish) => DoAsync(async () =>
        Tell(await Desk.PublishAsync(_incident!.Number, wish.Revision, wish.Reason, await CallerNowAsync(), null, _gone.Token)));

    private Task<bool> FileAsync() => DoAsync(async () => Tell(await Desk.FileAsync(_incident!.Number, await CallerNowAsync(), _gone.Token)));

    private async Task SavedAsync(string said)
    {
        _writing = false;
        await LoadAsync();
        // The editor was long: what became of it stands at the top.
        (_said, _show) = (said, true);
    }

    private Task CloseAsync()
    {
        _writing = false;
        return LoadAsync();
    }

    private bool Tell((CommandResult Result, string? NotFiled) outcome)
    {
        if (!Take(outcome.Result)) return false;
        _refused = outcome.NotFiled is { } sentence ? $"It is published. {sentence}" : null;
        return true;
    }

    private bool Take(CommandResult result)
    {
        if (result is CommandResult.Accepted accepted) _incident = accepted.Incident;
        _refused = (result as CommandResult.Refused)?.Sentence;
        return _refused is null;
    }

    private async Task<bool> DoAsync(Func<Task<bool>> act)
    {
        (_refused, _said) = (null, null);
        try
        {
            if (!await act()) return false;
            await LoadAsync();
            return true;
        }
        catch (Exception ex) when (StoreErrors.Explain(ex) is { } sentence)
        {
            _refused = sentence;
            return false;
        }
    }
}
