using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Signals.Silences;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace MeetSolis.IncidentConsole.Incidents.Now;

/// <summary>Silences triggers now, or plans a maintenance window.</summary>
public sealed partial class SilenceForm
{
    private static readonly int[] _lengths = [15, 30, 60, 120, 240, 480, 1_440];

    // Made once a silence: pressing twice silences once.
    private Guid _id = Guid.NewGuid();
    private string _environment = "";
    private string _trigger = "";
    private string _reason = "";
    private bool _planned;
    private bool _weekly;
    private bool _overriding;
    private int _minutes = 60;
    private DateTime _from;
    private DateTime _until;
    private string? _refusal;
    private bool _busy;
    private bool _done;

    [Inject] private SilenceService Silences { get; set; } = default!;
    [Inject] private CallerService Callers { get; set; } = default!;
    [Inject] private TimeProvider Time { get; set; } = default!;

    [CascadingParameter] private Task<AuthenticationState> Signed { get; set; } = default!;

    [Parameter, EditorRequired] public required IReadOnlyList<NowPlace> Places { get; set; }
    /// <summary>What a planned window is offered to begin after.</summary>
    [Parameter] public DateTimeOffset Now { get; set; }

    private List<Trigger> Triggers =>
        [.. Places.Where(p => _environment.Length == 0 || p.Environment.Id == _environment).SelectMany(p => p.Runbook.Triggers.Values).Where(t => t.When is not null && !t.Judgement).DistinctBy(t => t.Id)];

    /// <summary>What is silenced only when that is said.</summary>
    private string? Severe => Triggers.Where(t => t.OverridesTree && (_trigger.Length == 0 || _trigger == t.Id)).Select(t => t.Title).ToList() is { Count: > 0 } severe ? string.Join("”, “", severe) : null;

    protected override void OnInitialized()
    {
        var next = Now.UtcDateTime.Date.AddHours(Now.UtcDateTime.Hour + 1);
        (_from, _until) = (next, next.AddHours(1));
    }

    private async Task MakeAsync()
    {
        if (_busy) return;
        (_busy, _refusal, _done) = (true, null, false);
        try
        {
            _refusal = await RefusalAsync();
            _done = _refusal is null;
        }
        catch (Exception e) when (StoreErrors.Explain(e) is { } sentence)
        {
            _refusal = sentence;
        }
        finally
        {
            _busy = false;
        }
    }

    private async Task<string?> RefusalAsync()
    {
        if (_environment.Length == 0) return "Choose the environment.";
        if (await Callers.ForAsync((await Signed).User) is not { } caller) return "You are signed out: sign in again.";
        DateTimeOffset? from = _planned ? new(DateTime.SpecifyKind(_from, DateTimeKind.Utc)) : null;
        var until = _planned ? new DateTimeOffset(DateTime.SpecifyKind(_until, DateTimeKind.Utc)) : Time.GetUtcNow().AddMinutes(_minutes);
        var wish = new SilenceWish(_environment, _trigger.Length == 0 ? null : _trigger, from, until, _reason, _planned && _weekly, _overriding && Severe is not null);
        if (await Silences.MakeAsync(wish, _id, caller, CancellationToken.None) is SilenceDecision.Refused refused) return refused.Sentence;
        (_id, _reason, _trigger, _overriding, _weekly, _planned) = (Guid.NewGuid(), "", "", false, false, false);
        return null;
    }
}
