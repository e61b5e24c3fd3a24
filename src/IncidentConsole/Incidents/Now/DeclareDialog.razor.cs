using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Runbooks;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace MeetSolis.IncidentConsole.Incidents.Now;

/// <summary>Declares an incident by hand, as a trigger of the runbook or as something it does not know yet.</summary>
public sealed partial class DeclareDialog
{
    // Made once a dialog: pressing twice declares once.
    private string _key = Guid.NewGuid().ToString("N");
    private string _runbook = "";
    private string _environment = "";
    private string _title = "";
    private string _trigger = "";
    private string _report = "";
    private string _severity = "";
    private string? _refusal;
    private bool _busy;

    [Inject] private RunbookCatalog Catalog { get; set; } = default!;
    [Inject] private IncidentService Incidents { get; set; } = default!;
    [Inject] private CallerService Callers { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;
    [Inject] private TimeProvider Time { get; set; } = default!;

    [CascadingParameter] private Task<AuthenticationState> Signed { get; set; } = default!;

    private Runbook? Runbook => Catalog.Find(_runbook) ?? (Catalog.Active is [var first, ..] ? first : null);
    private Trigger? Trigger => Runbook is { } r && r.Triggers.TryGetValue(_trigger, out var trigger) ? trigger : null;

    private async Task DeclareAsync()
    {
        if (_busy) return;
        (_busy, _refusal) = (true, null);
        try
        {
            _refusal = await RefusalAsync();
        }
        catch (Exception e) when (StoreErrors.Explain(e) is not null)
        {
            _refusal = StoreErrors.Explain(e);
        }
        finally
        {
            _busy = false;
        }
    }

    private async Task<string?> RefusalAsync()
    {
        if (Runbook is not { } runbook) return "No runbook is in use: put one into the runbook folder first.";
        if (!runbook.Environments.ContainsKey(_environment)) return "Choose the environment.";
        var title = _title.Trim();
        if (title.Length == 0) title = Trigger?.Title ?? "";
        if (title.Length == 0) return "Say in a few words what is wrong.";
        if (await Callers.ForAsync((await Signed).User) is not { } caller) return "You are signed out: sign in again.";

        var fired = Trigger is { } t
            ? new FiredTrigger(t.Id, t.Title, t.Severity, t.Recommend, t.DecideWithin, t.OverridesTree, Time.GetUtcNow(), [], _report.Trim().Length > 0 ? _report.Trim() : "reported by a person")
            : null;
        var severity = Enum.TryParse<IncidentSeverity>(_severity, out var chosen) ? chosen : (IncidentSeverity?)null;
        var result = await Incidents.DeclareAsync(new(runbook.Id, _environment, title, severity, fired, _key), runbook, caller, CancellationToken.None);
        if (result is DeclareResult.Refused refused) return refused.Sentence;
        var number = result switch
        {
            DeclareResult.Declared declared => declared.Incident.Number,
            DeclareResult.AlreadyDeclared already => already.Number,
            DeclareResult.OneIsOpen open => open.Number,
            _ => throw new System.Diagnostics.UnreachableException(result.GetType().Name),
        };
        _key = Guid.NewGuid().ToString("N");
        Navigation.NavigateTo($"/incidents/{number}");
        return null;
    }
}
