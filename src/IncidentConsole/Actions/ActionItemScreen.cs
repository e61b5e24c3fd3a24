using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace MeetSolis.IncidentConsole.Actions;

/// <summary>A part of a page that shows action items and lets people settle them. It follows whatever happens meanwhile.</summary>
public abstract class ActionItemScreen : FollowingScreen
{
    [Inject] protected ActionItemList List { get; set; } = default!;
    [Inject] protected ActionItemDesk Desk { get; set; } = default!;
    [Inject] private CallerService Callers { get; set; } = default!;
    [Inject] private MentionedPeople Directory { get; set; } = default!;

    [CascadingParameter] private Task<AuthenticationState>? Signed { get; set; }

    protected Caller? Caller { get; private set; }
    /// <summary>Whose an item may be.</summary>
    protected IReadOnlyList<PersonRef> People { get; private set; } = [];
    protected bool CanAct => Caller is { Role: >= AccessRole.Responder };

    /// <summary>Reads the items.</summary>
    protected abstract Task ReadItemsAsync();

    protected sealed override async Task ReadAsync()
    {
        if (Caller is null && Signed is not null)
        {
            Caller = await Callers.ForAsync((await Signed).User, End);
            if (CanAct) People = [.. (await Directory.AllAsync(End)).Select(p => p.Person).OrderBy(p => p.Name, StringComparer.OrdinalIgnoreCase)];
        }
        await ReadItemsAsync();
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
            if (Refusal is null) await ReadItemsAsync();
        }
        catch (Exception e) when (StoreErrors.Explain(e) is { } sentence)
        {
            Refusal = sentence;
        }
        StateHasChanged();
        return Refusal is null;
    }
}
