using System.Text.Json;
using System.Threading.Channels;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Live;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.StatusPage;

/// <summary>
/// Keeps the page as it is to be sent. It is made anew when an incident or a runbook changes, and every minute; while the store is away the last one
/// stays and says since when. That one also stands in the data folder, so that a console that has just started has something to say.
/// </summary>
public sealed partial class StatusKeeper(
    StatusReader reader, StatusWriter writer, ListFeed incidents, RunbookCatalog runbooks, DataFolder folder, TimeProvider time, ILogger<StatusKeeper> log) : BackgroundService
{
    public const string FileName = "status-page.json";

    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Most = TimeSpan.FromMinutes(1);

    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    // One wish that waits is as good as many.
    private readonly Channel<bool> _asked = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private volatile StatusForms? _now;
    private bool _away;

    /// <summary>Null only where nothing was ever read.</summary>
    public StatusForms? Now => _now;

    /// <summary>Done when it was tried to read the page for the first time.</summary>
    public Task Tried => _first.Task;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var changes = incidents.SubscribeAll();
        runbooks.Changed += Ask;
        try
        {
            await LoadAsync(stoppingToken);
            _ = FollowAsync(changes, stoppingToken);
            while (true)
            {
                await RefreshAsync(stoppingToken);
                _first.TrySetResult();
                await AskedOrDueAsync(_now is { Page.Stale: false } ? Most : Apart, stoppingToken);
            }
        }
        finally
        {
            runbooks.Changed -= Ask;
        }
    }

    private async Task FollowAsync(FeedSubscription<IncidentChanged> changes, CancellationToken ct)
    {
        try
        {
            await foreach (var _ in changes.ReadAsync(Apart, time, ct)) Ask();
        }
        catch (OperationCanceledException)
        {
            // The console ends.
        }
    }

    private void Ask() => _asked.Writer.TryWrite(true);

    private async Task AskedOrDueAsync(TimeSpan due, CancellationToken ct)
    {
        using var timer = new CancellationTokenSource(due, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, ct);
        try
        {
            await _asked.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // It is due.
        }
    }

    private async Task RefreshAsync(CancellationToken ct)
    {
        try
        {
            var page = await reader.ReadAsync(ct);
            _now = await writer.WriteAsync(page);
            _away = false;
            await KeepAsync(page, ct);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            if (_now is { Page.Stale: false } last) _now = await writer.WriteAsync(last.Page with { Stale = true });
            // Once, and not every second.
            if (!_away) LogAway(e.Message);
            _away = true;
        }
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        try
        {
            await using var file = File.OpenRead(folder.PathOf(FileName));
            if (await JsonSerializer.DeserializeAsync<PublicPage>(file, StatusWriter.Shape, ct) is { } page) _now = await writer.WriteAsync(page with { Stale = true });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            // There is none yet, or none that reads: the store has it all.
        }
    }

    // Written beside and moved: a console that dies in between leaves the one before.
    private async Task KeepAsync(PublicPage page, CancellationToken ct)
    {
        try
        {
            var path = folder.PathOf(FileName);
            await File.WriteAllBytesAsync(path + ".new", JsonSerializer.SerializeToUtf8Bytes(page, StatusWriter.Shape), ct);
            File.Move(path + ".new", path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotKept(e.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The status page could not be brought up to date: {Reason}")]
    private partial void LogAway(string reason);

    [LoggerMessage(LogLevel.Warning, "The status page could not be kept in the data folder: {Reason}")]
    private partial void LogNotKept(string reason);
}
