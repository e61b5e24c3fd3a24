using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace MeetSolis.IncidentConsole.Actions;

/// <summary>A part of a page that shows action items and lets people settle them. It follows whatever happens meanwhile.</summary>
public abstract class ActionItemScreen : ComponentBase, IAsyncDisposable
{
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _end = new();

    [Inject] protected ActionItemList List { get; set; } = default!;
    [Inject] protected ActionItemDesk Desk { get; set; } = default!;
    [Inject] protected TimeProvider Time { get; set; } = default!;
    [Inject] private CallerService Callers { get; set; } = default!;
    [Inject] private MentionedPeople Directory { get; set; } = default!;
    [Inject] private ListFeed Feed { get; set; } = default!;

    [CascadingParameter] private Task<AuthenticationState>? Signed { get; set; }

    protected CancellationToken End => _end.Token;
    protected Caller? Caller { get; private set; }
    /// <summary>Whose an item may be.</summary>
    protected IReadOnlyList<PersonRef> People { get; private set; } = [];
    /// <summary>Why the last act was refused, or the list could not be read.</summary>
    protected string? Refusal { get; set; }
    protected bool CanAct => Caller is { Role: >= AccessRole.Responder };

    /// <summary>Reads what is shown.</summary>
    protected abstract Task ReadAsync();

    /// <summary>Whether a change of this incident may change what is shown.</summary>
    protected virtual bool IsAbout(IncidentNumber number) => true;

    protected override Task OnParametersSetAsync() => LoadAsync();

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender) _ = FollowAsync();
    }

    protected async Task LoadAsync()
    {
        try
        {
            if (Caller is null && Signed is not null)
            {
                Caller = await Callers.ForAsync((await Signed).User, End);
                if (CanAct) People = [.. (await Directory.AllAsync(End)).Select(p => p.Person).OrderBy(p => p.Name, StringComparer.OrdinalIgnoreCase)];
            }
            await ReadAsync();
        }
        catch (Exception e) when (StoreErrors.Explain(e) is { } sentence)
        {
            Refusal = sentence;
        }
    }

    /// <summary>True: it was recorded, or already so.</summary>
    protected Task<bool> DoAsync(IncidentNumber number, IncidentCommand command) => DoAsync((caller, id) => Desk.ExecuteAsync(number, command, caller, id, End));

    protected async Task<bool> DoAsync(Func<Caller, string, Task<CommandResult>> act)
    {
        try
        {
            // Who they are now, and not when the page was opened.
            Refusal = Signed is null || await Callers.ForAsync((await Signed).User, End) is not { } caller ? "You are signed out: sign in again."
                : (await act(caller, Guid.NewGuid().ToString("N")) as CommandResult.Refused)?.Sentence;
            if (Refusal is null) await ReadAsync();
        }
        catch (Exception e) when (StoreErrors.Explain(e) is { } sentence)
        {
            Refusal = sentence;
        }
        StateHasChanged();
        return Refusal is null;
    }

    private async Task FollowAsync()
    {
        try
        {
            using var changes = Feed.SubscribeAll();
            var token = End;
            // What came between the first load and the subscription.
            await InvokeAsync(ShowAsync);
            await foreach (var batch in changes.ReadAsync(Apart, Time, token))
                if (batch.Reload || batch.Items.Any(c => IsAbout(c.Number))) await InvokeAsync(ShowAsync);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
        }
        catch (Exception e)
        {
            await DispatchExceptionAsync(e);
        }
    }

    private async Task ShowAsync()
    {
        await LoadAsync();
        StateHasChanged();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _end.Dispose();
        GC.SuppressFinalize(this);
    }
}
