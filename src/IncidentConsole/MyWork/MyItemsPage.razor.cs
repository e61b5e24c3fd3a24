using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Actions;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace MeetSolis.IncidentConsole.MyWork;

/// <summary>What waits for whoever looks, over all incidents.</summary>
public sealed partial class MyItemsPage
{
    private IReadOnlyList<MyIncident>? _found;

    [Inject] private MyItemsReader Reader { get; set; } = default!;
    [Inject] private ActionItemDesk Desk { get; set; } = default!;
    [Inject] private CallerService Callers { get; set; } = default!;
    [CascadingParameter] private Task<AuthenticationState> Signed { get; set; } = default!;

    private int Waiting => _found?.Sum(f => f.Items.Count(i => i.IsWaiting)) ?? 0;

    protected override async Task ReadAsync()
    {
        if (await Callers.ForAsync((await Signed).User, End) is { } caller) _found = await Reader.ReadAsync(caller, End);
        Refusal = null;
    }

    private async Task DoAsync(MyItem item, IncidentCommand command)
    {
        try
        {
            Refusal = await Callers.ForAsync((await Signed).User, End) is not { } caller ? "You are signed out: sign in again."
                : (await Desk.ExecuteAsync(item.Incident, command, caller, Guid.NewGuid().ToString("N"), End) as CommandResult.Refused)?.Sentence;
        }
        catch (Exception e) when (StoreErrors.Explain(e) is { } sentence)
        {
            Refusal = sentence;
        }
        if (Refusal is null) await LoadAsync();
    }
}
