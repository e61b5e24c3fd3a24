using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Live;
using Microsoft.AspNetCore.Components;

namespace MeetSolis.IncidentConsole.Incidents.Deadlines;

/// <summary>What every incident owes by a time, in one place.</summary>
public sealed partial class ClocksPage
{
    // So many incidents, those whose first is due soonest.
    private const int Most = 200;
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _end = new();
    private IReadOnlyList<OwedDeadline>? _owed;
    private DateTimeOffset _read;
    private string? _refusal;

    [Inject] private ListFeed Feed { get; set; } = default!;
    [Inject] private IncidentDeadlines Deadlines { get; set; } = default!;
    [Inject] private TimeProvider Time { get; set; } = default!;

    private int Late => _owed?.Count(o => o.IsLate(_read)) ?? 0;

    private string Said => _owed switch
    {
        null => "Reading…",
        { Count: 0 } => "No deadline counts in any incident.",
        var owed => $"{owed.Count(o => !o.Deadline.NotBefore)} {(owed.Count(o => !o.Deadline.NotBefore) == 1 ? "deadline counts" : "deadlines count")}{(Late > 0 ? $", {Late} missed" : "")}.",
    };

    protected override async Task OnInitializedAsync()
    {
        // Before the load: what changes in between is seen twice rather than never.
        var changes = RendererInfo.IsInteractive ? Feed.SubscribeAll() : null;
        await LoadAsync();
        if (changes is not null) _ = FollowAsync(changes);
    }

    private async Task LoadAsync()
    {
        try
        {
            (_owed, _read, _refusal) = (await Deadlines.SoonestAsync(Most, _end.Token), Time.GetUtcNow(), null);
        }
        catch (Exception e) when (StoreErrors.Explain(e) is { } sentence)
        {
            _refusal = sentence;
        }
    }

    private async Task FollowAsync(FeedSubscription<IncidentChanged> changes)
    {
        try
        {
            using (changes)
                await foreach (var _ in changes.ReadAsync(Apart, Time, _end.Token))
                    await InvokeAsync(async () =>
                    {
                        await LoadAsync();
                        StateHasChanged();
                    });
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            await DispatchExceptionAsync(e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _end.Dispose();
    }
}
