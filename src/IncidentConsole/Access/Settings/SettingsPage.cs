using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace MeetSolis.IncidentConsole.Access.Settings;

/// <summary>What the pages of people and keys share: who looks, whether they may act, and how a refusal is said.</summary>
public abstract class SettingsPage : ComponentBase
{
    protected const string ForAdministrators = "Only an Administrator can change this. You see it as it is.";

    [Inject] private CallerService Callers { get; set; } = default!;
    [CascadingParameter] private Task<AuthenticationState> Signed { get; set; } = default!;

    /// <summary>What the last act was refused for; null where it was done.</summary>
    protected string? Refusal { get; set; }
    /// <summary>Whether the one who looks may act: a help for the screen, the service asks again.</summary>
    protected bool MayAct { get; private set; }
    protected string? MyId { get; private set; }
    protected bool Busy { get; private set; }

    protected abstract Task LoadAsync();

    protected override async Task OnInitializedAsync()
    {
        try
        {
            if (await CallerAsync() is { } caller) (MayAct, MyId) = (caller.Role >= AccessRole.Administrator, caller.Actor.Id);
            await LoadAsync();
        }
        catch (Exception ex) when (StoreErrors.Explain(ex) is { } sentence)
        {
            Refusal = sentence;
        }
    }

    /// <summary>Acts in the name of whoever is signed in now, and shows how things stand afterwards.</summary>
    /// <param name="act">Gives the refusal, or null where it was done.</param>
    protected async Task ActAsync(Func<Caller, Task<string?>> act)
    {
        // A double click must not make two keys.
        if (Busy) return;
        Busy = true;
        try
        {
            Refusal = await CallerAsync() is { } caller ? await act(caller) : "You are no longer signed in: load the page again and sign in.";
            await LoadAsync();
        }
        catch (Exception ex) when (StoreErrors.Explain(ex) is { } sentence)
        {
            Refusal = sentence;
        }
        finally
        {
            Busy = false;
        }
    }

    private async Task<Caller?> CallerAsync() => await Callers.ForAsync((await Signed).User);
}
