using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Live;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>
/// Keeps one incident up to date for one screen: state, entries, signals and the output of the step at hand. It subscribes, loads, skips what it
/// has, and loads again on a gap; batches are a tenth of a second apart.
/// </summary>
public sealed class IncidentWatcher : IAsyncDisposable
{
    /// <summary>Lines of output a screen holds; older ones are in the store.</summary>
    public const int MostLines = 5_000;

    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    private readonly IncidentWatchers _from;
    private readonly IncidentNumber _number;
    private readonly Runbook _runbook;
    private readonly FeedSubscription<Entry> _entries;
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _gate = new();
    private volatile WatchedIncident? _now;
    private Task _running = Task.CompletedTask;
    private CancellationTokenSource? _outputEnd;

    internal IncidentWatcher(IncidentWatchers from, IncidentNumber number, Runbook runbook, FeedSubscription<Entry> entries) =>
        (_from, _number, _runbook, _entries) = (from, number, runbook, entries);

    public WatchedIncident Now => _now ?? throw new InvalidOperationException("The incident was not loaded.");

    /// <summary>Something of it changed. Raised by the watcher's own loops, not on the screen's.</summary>
    public event Action? Changed;

    /// <summary>Begins to follow. The task ends when the watcher is disposed, or fails with what stopped it.</summary>
    public Task FollowAsync()
    {
        _running = Task.WhenAll(FollowEntriesAsync(_end.Token), FollowSignalsAsync(_end.Token), FollowOutputAsync(_end.Token));
        return _running;
    }

    internal async Task LoadAsync(CancellationToken ct)
    {
        var entries = await _from.Store.EntriesAsync(_number, 0, null, ct);
        var texts = await _from.Texts.ReadAsync(_number, ct);
        var incident = Incident.Fold(_number, entries);
        Change(before =>
        {
            // Entries that came meanwhile through the feed are kept: the store has no fewer than what was published.
            if (before is not null && before.Incident.Version > incident.Version) return before with { Texts = texts };
            var board = _from.Board.Current(incident.Environment);
            return new(View(incident, board, texts), entries, texts, board, before?.Attempt, before?.Output ?? [], before?.FreshAfter ?? incident.Version);
        });
    }

    private async Task FollowEntriesAsync(CancellationToken ct)
    {
        await foreach (var batch in _entries.ReadAsync(Apart, _from.Time, ct))
        {
            var news = batch.Items.Where(e => e.Version > Now.Incident.Version).ToList();
            var gap = news.Count > 0 && news[0].Version != Now.Incident.Version + 1;
            if (batch.Reload || gap)
            {
                await UntilReadAsync(LoadAsync, ct);
                continue;
            }
            if (news.Count == 0) continue;
            var texts = news.Any(e => HoldsText(e.Event)) ? await UntilReadAsync(t => _from.Texts.ReadAsync(_number, t), ct) : Now.Texts;
            Change(before =>
            {
                var incident = news.Aggregate(before!.Incident, (state, entry) => state.Apply(entry));
                return before with { View = View(incident, before.Board, texts), Entries = [.. before.Entries, .. news], Texts = texts };
            });
        }
    }

    private async Task FollowSignalsAsync(CancellationToken ct)
    {
        using var signals = _from.Board.Subscribe(Now.Incident.Environment);
        await foreach (var batch in signals.ReadAsync(Apart, _from.Time, ct))
        {
            var board = batch.Items.Count > 0 ? batch.Items[^1] : _from.Board.Current(Now.Incident.Environment);
            Change(before => before! with { View = View(before.Incident, board, before.Texts), Board = board });
        }
    }

    /// <summary>Follows the output of one attempt after the other, as the incident goes on.</summary>
    private async Task FollowOutputAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            using var turn = CancellationTokenSource.CreateLinkedTokenSource(ct);
            AttemptId? attempt;
            lock (_gate)
            {
                attempt = WatchedIncident.AttemptAtHand(Now.View);
                _outputEnd = turn;
            }
            Change(before => before!.Attempt == attempt ? before : before with { Attempt = attempt, Output = [] });
            try
            {
                if (attempt is { } id) await FollowOutputAsync(id, turn.Token);
                else await Task.Delay(Timeout.InfiniteTimeSpan, _from.Time, turn.Token);
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                // Another attempt is at hand.
            }
            finally
            {
                lock (_gate) _outputEnd = null;
            }
        }
    }

    private async Task FollowOutputAsync(AttemptId attempt, CancellationToken ct)
    {
        using var chunks = _from.OutputFeed.Subscribe(attempt);
        await UntilReadAsync(t => CatchUpAsync(attempt, t), ct);
        await foreach (var batch in chunks.ReadAsync(Apart, _from.Time, ct))
        {
            var last = Last;
            var lines = batch.Items.SelectMany(c => c.Lines).Where(l => l.Sequence > last).ToList();
            if (batch.Reload || lines.Count > 0 && lines[0].Sequence != last + 1) await UntilReadAsync(t => CatchUpAsync(attempt, t), ct);
            else if (lines.Count > 0) Add(attempt, lines);
        }
    }

    private long Last => Now.Output is { Count: > 0 } lines ? lines[^1].Sequence : 0;

    private async Task CatchUpAsync(AttemptId attempt, CancellationToken ct)
    {
        while (await _from.Outputs.ReadAsync(attempt, Last, MostLines, ct) is { Count: > 0 } lines) Add(attempt, lines);
    }

    private void Add(AttemptId attempt, IReadOnlyList<StoredLine> lines) => Change(before =>
        before!.Attempt != attempt ? before : before with
        {
            Output = [.. before.Output.Concat(lines.Select(l => new Controls.OutputLine(l.Sequence, l.At, l.Stream == "stderr", l.Text))).TakeLast(MostLines)],
        });

    private void Change(Func<WatchedIncident?, WatchedIncident> change)
    {
        lock (_gate)
        {
            var before = _now;
            _now = change(before);
            if (ReferenceEquals(before, _now)) return;
            // Within the gate: past it the loop may have let go of it. Its callbacks run elsewhere.
            if (_outputEnd is not null && WatchedIncident.AttemptAtHand(_now.View) != _now.Attempt) _ = _outputEnd.CancelAsync();
        }
        Changed?.Invoke();
    }

    private IncidentView View(Incident incident, BoardSnapshot board, IReadOnlyDictionary<Guid, string?> texts) =>
        IncidentView.Of(incident, _runbook, board.Readings, _from.Time.GetUtcNow()) with { Written = texts };

    /// <summary>A store that is away leaves the last state on the screen until it is back.</summary>
    private async Task<T> UntilReadAsync<T>(Func<CancellationToken, Task<T>> read, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                return await read(ct);
            }
            catch (Exception e) when (StoreErrors.Explain(e) is not null)
            {
                await Task.Delay(Again, _from.Time, ct);
            }
        }
    }

    private Task<bool> UntilReadAsync(Func<CancellationToken, Task> read, CancellationToken ct) =>
        UntilReadAsync(async t => { await read(t); return true; }, ct);

    private static bool HoldsText(IncidentEvent e) => e is NoteAdded or MessagePrepared or ChecklistItemDone { Note: not null } or FindingRecorded { Text: not null };

    public async ValueTask DisposeAsync()
    {
        Changed = null;
        await _end.CancelAsync();
        _entries.Dispose();
        try
        {
            await _running;
        }
        catch (Exception)
        {
            // Whoever follows has been told by the task itself.
        }
        _end.Dispose();
    }
}
