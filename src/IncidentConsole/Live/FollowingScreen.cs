using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using Microsoft.AspNetCore.Components;

namespace MeetSolis.IncidentConsole.Live;

/// <summary>
/// A page, or a part of one, that shows something of all incidents and reads it again when one of them has changed. While the store is away what was
/// read last stays, and <see cref="Refusal"/> says so.
/// </summary>
public abstract class FollowingScreen : ComponentBase, IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private FeedSubscription<IncidentChanged>? _changes;

    [Inject] protected TimeProvider Time { get; set; } = default!;
    [Inject] private ListFeed Feed { get; set; } = default!;

    /// <summary>Cancelled when it is left for good.</summary>
    protected CancellationToken End => _end.Token;

    /// <summary>Why what is shown could not be read, or the last act was refused; null where neither is so.</summary>
    protected string? Refusal { get; set; }

    /// <summary>Reads what is shown.</summary>
    protected abstract Task ReadAsync();

    /// <summary>Whether a change of this incident may change what is shown.</summary>
    protected virtual bool IsAbout(IncidentNumber number) => true;

    // Before anything is read: what changes in between is seen twice rather than never.
    protected override void OnInitialized() => _changes = Feed.SubscribeAll();

    protected override Task OnParametersSetAsync() => LoadAsync();

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender) _ = FollowAsync();
    }

    /// <summary>Reads it now; where it cannot be read, says why.</summary>
    protected async Task LoadAsync()
    {
        try
        {
            await ReadAsync();
        }
        catch (Exception e) when (StoreErrors.Explain(e) is { } sentence)
        {
            Refusal = sentence;
        }
    }

    private async Task FollowAsync()
    {
        try
        {
            await foreach (var batch in ListFeed.ReadForScreen(_changes!, Time, End))
                if (batch.Reload || batch.Items.Any(c => IsAbout(c.Number))) await InvokeAsync(ShowAsync);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
        }
        catch (Exception e)
        {
            await DispatchExceptionAsync(e);
        }
    }

    private async Task ShowAsync()
    {
        await LoadAsync();
        StateHasChanged();
    }

    public async ValueTask DisposeAsync()
    {
        _changes?.Dispose();
        await _end.CancelAsync();
        _end.Dispose();
        GC.SuppressFinalize(this);
    }
}
