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
