using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace MeetSolis.IncidentConsole.OnCall;

/// <summary>Who is on call, and the open calls of the incidents that the page shows.</summary>
public sealed partial class OnCallNow
{
    private IReadOnlyList<Rotation>? _rotations;
    private IReadOnlyList<(IncidentNumber Number, Page Page)> _calls = [];
    private IReadOnlyList<IncidentRow>? _shown;
    private string? _refusal;

    [Inject] private OnCallService OnCall { get; set; } = default!;
    [Inject] private IncidentStore Store { get; set; } = default!;
    [Inject] private IncidentService Incidents { get; set; } = default!;
    [Inject] private CallerService Callers { get; set; } = default!;
    [Inject] private TimeProvider Time { get; set; } = default!;
    [CascadingParameter] private Task<AuthenticationState> Signed { get; set; } = default!;

    /// <summary>The open incidents.</summary>
    [Parameter, EditorRequired] public required IReadOnlyList<IncidentRow> Open { get; set; }
    [Parameter] public bool CanAct { get; set; }

    protected override Task OnParametersSetAsync()
    {
        // The page gives another list whenever an incident has changed.
        if (ReferenceEquals(_shown, Open)) return Task.CompletedTask;
        _shown = Open;
        return LoadAsync();
    }

    private async Task LoadAsync()
    {
        try
        {
            _rotations = [.. (await OnCall.ListAsync()).Select(r => r.Rotation)];
            var calls = new List<(IncidentNumber, Page)>();
            foreach (var row in Open)
                if (await Store.LoadAsync(row.Number) is { IsOpen: true, Page: { IsOpen: true } page }) calls.Add((row.Number, page));
            (_calls, _refusal) = (calls, null);
        }
        catch (Exception e) when (StoreErrors.Explain(e) is { } sentence)
        {
            _refusal = $"Who is on call could not be read: {sentence}";
        }
    }

    private async Task AcknowledgeAsync(IncidentNumber number)
    {
        try
        {
            _refusal = await Callers.ForAsync((await Signed).User) is not { } caller ? "You are signed out: sign in again."
                : (await Incidents.ExecuteAsync(number, new IncidentCommand.AcknowledgePage(), caller, Guid.NewGuid().ToString("N"), CancellationToken.None) as CommandResult.Refused)?.Sentence;
            if (_refusal is null) await LoadAsync();
        }
        catch (Exception e) when (StoreErrors.Explain(e) is { } sentence)
        {
            _refusal = sentence;
        }
    }
}
