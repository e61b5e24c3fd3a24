using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Signals.Silences;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace MeetSolis.IncidentConsole.Incidents.Now;

/// <summary>The silences and maintenance windows of every environment, and how to end them.</summary>
public sealed partial class SilencesNow
{
    [Inject] private SilenceService Silences { get; set; } = default!;
    [Inject] private CallerService Callers { get; set; } = default!;

    [CascadingParameter] private Task<AuthenticationState> Signed { get; set; } = default!;

    // Two runbooks of one environment see the same silence.
    private List<(NowPlace Place, Silence Silence)> All =>
        [.. Places.SelectMany(p => p.Board.Silences.Where(s => !s.IsOver(Now)).Select(s => (p, s))).DistinctBy(x => x.s.Id).OrderBy(x => x.s.At(Now) is null)];

    private static string Word(Silence silence, bool held) => silence.Kind switch
    {
        SilenceKind.Maintenance when held => "maintenance",
        SilenceKind.Maintenance => "planned maintenance",
        _ => "silenced",
    };

    private static string What(NowPlace place, Silence silence) =>
        silence.Trigger is not { } id ? "Every trigger" : place.Runbook.Triggers.TryGetValue(id, out var trigger) ? trigger.Title : id;

    /// <summary>What fires while this keeps it from being told.</summary>
    private List<string> Firing(NowPlace place, Silence silence) =>
        silence.At(Now) is null ? [] : [.. place.Triggers.Where(t => t.State.IsFiring && !t.Trigger.Judgement && silence.Covers(t.Trigger)).Select(t => t.Trigger.Title)];

    /// <summary>What a silence of everything leaves alone.</summary>
    private static string? Loud(NowPlace place, Silence silence) =>
        silence is { Trigger: null, Overriding: false } && place.Runbook.Triggers.Values.Where(t => t.OverridesTree).Select(t => t.Title).ToList() is { Count: > 0 } loud ? string.Join(", ", loud) : null;

    private async Task EndAsync(Silence silence)
    {
        if (_busy) return;
        _busy = true;
        try
        {
            _refusal = await Callers.ForAsync((await Signed).User) is not { } caller ? "You are signed out: sign in again."
                : await Silences.EndAsync(silence.Id, caller, CancellationToken.None) is SilenceDecision.Refused refused ? refused.Sentence : null;
            _asked = null;
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
}
