using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents.Deck;
using MeetSolis.IncidentConsole.Messages.Composing;
using MeetSolis.IncidentConsole.Runs;
using MeetSolis.IncidentConsole.Shell;
using Microsoft.AspNetCore.Components;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>The deck: one incident, and the one thing the runbook wants next.</summary>
public sealed partial class DeckPage
{
    private readonly DeckDraft _draft = new();
    private IReadOnlyList<PersonRef>? _approvers;
    private string? _refusal;
    private IDisposable? _offer;
    private bool _busy;

    [Inject] private IncidentService Incidents { get; set; } = default!;
    [Inject] private PeopleService Directory { get; set; } = default!;
    [Inject] private OutputStore Outputs { get; set; } = default!;
    [Inject] private PaletteActions Palette { get; set; } = default!;
    [Inject] private ComposerService Composer { get; set; } = default!;
    [Inject] private EnvironmentSettings Environments { get; set; } = default!;
    [Inject] private ItemChecks Checks { get; set; } = default!;

    /// <inheritdoc/>
    protected override bool Acts => Caller is { Role: >= AccessRole.Responder };

    private StepResolution? Ready => At is { View: { Wanted: { } step } view } ? Incidents.Resolve(view, step.Step.Id, _draft.Choice) : null;

    private DeckReads Reads => field ??= new(
        ReadAsync, SourceOf, step => Incidents.Resolve(At!.View, step.Step.Id, undo: true), step => Incidents.CandidatesAsync(At!.View, step, End),
        () => Environments.For(At!.View.Runbook, At.Incident.Environment).Workspace,
        step => Incidents.Resolve(At!.View, step.Step.Id, step.State.Choice))
    {
        Draft = proposal => Composer.DraftAsync(At!.Incident, proposal, End),
        List = finding => Composer.ListAsync(At!.View, finding, End),
        TestMessage = (content, person) => Composer.ToMyselfAsync(content, person, Caller!, End),
        Check = CheckAsync, Text = TextAsync, News = NewsAsync, People = PeopleAsync,
    };

    /// <inheritdoc/>
    protected override void Took()
    {
        _draft.MakeFor(At!.View.Next);
        if (_approvers is null && At.View.Next.Kind == NextActionKind.Approve) _ = InvokeAsync(FindApproversAsync);
    }

    /// <inheritdoc/>
    protected override void Entered() => _offer = Palette.Offer(Offered);

    /// <inheritdoc/>
    protected override void Left()
    {
        _offer?.Dispose();
        (_offer, _refusal) = (null, null);
    }

    /// <summary>Somebody who looks elsewhere sees in the tab that people wait for an update.</summary>
    private string Tab => At is { View: var view } && Acts && NextUpdate.Soonest(view.Incident, view.Runbook)?.IsNear(view) == true ? $"(!) Update due · {Title}" : Title;

    private IEnumerable<PaletteAction> Offered(string text) =>
        At is { } at && Caller is { } caller ? DeckPalette.For(at.View, PrimaryAct.Of(at.View, Ready, _draft, caller, _approvers), caller, text, ExecuteAsync) : [];

    /// <summary>True: it was recorded (or already so). A refusal stays on the screen until the next act.</summary>
    private async Task<bool> ExecuteAsync(IncidentCommand command)
    {
        if (_busy) return false;
        (_busy, _refusal) = (true, null);
        try
        {
            var result = await Incidents.ExecuteAsync(Known, command, await CallerNowAsync(), Guid.NewGuid().ToString("N"), End);
            _refusal = (result as CommandResult.Refused)?.Sentence;
        }
        catch (Exception e) when (StoreErrors.Explain(e) is not null)
        {
            _refusal = StoreErrors.Explain(e);
        }
        finally
        {
            _busy = false;
        }
        StateHasChanged();
        return _refusal is null;
    }

    /// <summary>Not an act of the screen: it takes its time, and the screen goes on meanwhile.</summary>
    private async Task<string?> CheckAsync(string item)
    {
        try
        {
            return (await Checks.RunAsync(Known, item, await CallerNowAsync(), Guid.NewGuid().ToString("N")) as CommandResult.Refused)?.Sentence;
        }
        catch (Exception e) when (StoreErrors.Explain(e) is not null)
        {
            return StoreErrors.Explain(e);
        }
    }

    private Task<string?> TextAsync(Guid id) => UnlessAwayAsync(() => Incidents.TextAsync(id, End));

    private Task<string?> NewsAsync() => UnlessAwayAsync(async () => await Incidents.DraftUpdateAsync(At!.View, End));

    private static async Task<string?> UnlessAwayAsync(Func<Task<string?>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception e) when (StoreErrors.Explain(e) is not null)
        {
            return null;
        }
    }

    /// <summary>Who else could consent: named, so that somebody can be asked.</summary>
    private async Task FindApproversAsync()
    {
        _approvers = [];
        try
        {
            _approvers = [.. (await Directory.ListAsync(End)).Where(p => p is { Role: >= AccessRole.Commander, Disabled: false, Invited: false }).Select(p => new PersonRef(p.Id, p.Name))];
        }
        catch (Exception e) when (StoreErrors.Explain(e) is not null)
        {
            // Asked again when the incident moves on.
            _approvers = null;
        }
        StateHasChanged();
    }

    /// <summary>Nobody where the store is away: the dialog then offers to nobody.</summary>
    private async Task<IReadOnlyList<Access.Person>> PeopleAsync()
    {
        try
        {
            return await Directory.ListAsync(End);
        }
        catch (Exception e) when (StoreErrors.Explain(e) is not null)
        {
            return [];
        }
    }

    /// <summary>The newest lines of an attempt that is no longer at hand; null with the reason on the screen where the store is away.</summary>
    private async Task<IReadOnlyList<Controls.OutputLine>?> ReadAsync(AttemptId attempt)
    {
        try
        {
            var count = await Outputs.CountAsync(attempt, End);
            var lines = await Outputs.ReadAsync(attempt, Math.Max(0, count - SharedIncident.MostLines), SharedIncident.MostLines, End);
            return [.. lines.Select(Controls.OutputLine.Of)];
        }
        catch (Exception e) when (StoreErrors.Explain(e) is not null)
        {
            return null;
        }
    }

    /// <summary>All of an attempt's output, a page at a time.</summary>
    private Controls.OutputSource? SourceOf(Attempt attempt) => new(
        async (after, most, ct) => [.. (await Outputs.ReadAsync(attempt.Id, after, most, ct)).Select(Controls.OutputLine.Of)],
        (text, ct) => Outputs.FindAsync(attempt.Id, text, ct),
        $"/api/v1/incidents/{Known}/steps/{attempt.Fact.Step}/output.txt?run={attempt.Fact.Run}&attempt={attempt.Fact.Number}");
}
