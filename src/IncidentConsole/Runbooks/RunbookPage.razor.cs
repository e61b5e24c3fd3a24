using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Rehearsals;
using MeetSolis.IncidentConsole.Runbooks.Linting;
using Microsoft.AspNetCore.Components;

namespace MeetSolis.IncidentConsole.Runbooks;

/// <summary>The whole SOP as people read it, in the order in which one needs it. With <c>?version=HASH</c>, a version that incidents are pinned to.</summary>
public sealed partial class RunbookPage : IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private Runbook? _runbook;
    private IReadOnlyList<RehearsalRecord>? _rehearsed;
    private IReadOnlyList<LintFinding> _findings = [];
    private bool _looked;

    [Inject] private RunbookCatalog Catalog { get; set; } = default!;
    [Inject] private RehearsalEvidence Evidence { get; set; } = default!;

    [Inject] private TimeProvider Time { get; set; } = default!;

    [Parameter] public required string Id { get; set; }
    [SupplyParameterFromQuery(Name = "version")] private string? Hash { get; set; }

    // A bare #section would lead to the base address.
    private string Here => $"/runbooks/{Uri.EscapeDataString(Id)}{(Hash is null ? "" : $"?version={Uri.EscapeDataString(Hash)}")}";

    protected override void OnInitialized() => Catalog.Changed += OnChanged;

    protected override async Task OnParametersSetAsync()
    {
        _runbook = Hash is null ? Catalog.Find(Id) : await Catalog.PinnedAsync(Hash, _gone.Token) is { } pinned && pinned.Id == Id ? pinned : null;
        await ReadRehearsalsAsync();
        _looked = true;
    }

    public void Dispose()
    {
        Catalog.Changed -= OnChanged;
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <summary>What rehearsals have proven; nothing where the store is away, which is not the same as never.</summary>
    private async Task ReadRehearsalsAsync()
    {
        try
        {
            _rehearsed = _runbook is null ? null : [.. (await Evidence.ListAsync(_runbook, _gone.Token)).Where(r => r.Counts)];
        }
        catch (Exception e) when (StoreErrors.Explain(e) is not null)
        {
            _rehearsed = null;
        }
        Lint();
    }

    private void Lint() => _findings = _runbook is null ? [] : RunbookLint.Of(_runbook, new(DateOnly.FromDateTime(Time.GetUtcNow().UtcDateTime)) { Rehearsed = _rehearsed?.Select(r => r.Method).ToHashSet() });

    private RehearsalRecord? Last(Method method) => _rehearsed?.FirstOrDefault(r => r.Method == method.Id);

    internal static IEnumerable<(string Id, string Title)> Contents(Runbook runbook)
    {
        yield return ("quick-card", "Quick reference card");
        if (runbook.Commands.Count > 0) yield return ("commands", "Commands in a hurry");
        yield return ("triggers", "Triggers");
        yield return ("guards", "Do not roll back if");
        yield return ("actions", "Instead of a rollback");
        yield return ("tree", "Decision tree");
        foreach (var method in runbook.Methods.Values) yield return ($"method-{method.Id}", Incidents.NextAction.Named(method));
        yield return ("checklists", "Checklists");
        yield return ("messages", "Message templates");
        yield return ("clocks", "Deadlines and documents");
        yield return ("rehearsal", "Rehearsal");
        yield return ("signals", "Signals");
        yield return ("lint", "Lint findings");
        yield return ("history", "Changes");
        yield return ("versions", "Versions in use here");
    }

    private void OnChanged() => _ = InvokeAsync(() =>
    {
        if (Hash is null && !_gone.IsCancellationRequested)
        {
            _runbook = Catalog.Find(Id);
            Lint();
        }
        StateHasChanged();
    });
}
