using System.Collections.Immutable;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents.Timelines;
using MeetSolis.IncidentConsole.Live;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>
/// One incident kept up to date for all screens of this node that watch it: state, newest lines of the timeline, signals, output of the step at hand.
/// It subscribes, loads, skips what it has, and loads again on a gap; batches are a tenth of a second apart.
/// </summary>
internal sealed class SharedIncident : IAsyncDisposable
{
    /// <summary>Lines of output held; older ones are in the store.</summary>
    public const int MostLines = 5_000;

    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    private readonly IncidentWatchers _from;
    private readonly FeedSubscription<Entry> _entries;
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _gate = new();
    private readonly Task _running;
    private ImmutableList<IncidentWatcher> _screens = [];
    private Exception? _failure;
    private Runbook? _runbook;
    private DateTimeOffset? _rehearsed;
    private volatile WatchedIncident? _now;
    private DateTimeOffset _told;
    private CancellationTokenSource? _outputEnd;
    private int _disposed;

    public SharedIncident(IncidentWatchers from, IncidentNumber number)
    {
        (_from, Number) = (from, number);
        // Before the load: what is stored in between comes twice rather than never.
        _entries = from.Feed.Subscribe(number);
        Loaded = Task.Run(() => OpenAsync(_end.Token));
        _running = RunAsync();
    }

    public IncidentNumber Number { get; }

    /// <summary>True once it is loaded; false where there is no such incident.</summary>
    public Task<bool> Loaded { get; }

    public WatchedIncident Now => _now ?? throw new InvalidOperationException("The incident was not loaded.");

    /// <summary>It could not be loaded, or something unforeseen ended it.</summary>
    public bool Failed => _running.IsCompleted;

    /// <summary>How many hold it; kept by <see cref="IncidentWatchers"/>.</summary>
    public int Places { get; set; }

    public void Add(IncidentWatcher screen)
    {
        Exception? failure;
        lock (_gate)
        {
            _screens = _screens.Add(screen);
            failure = _failure;
        }
        // What changed between the load and here is not missed.
        screen.Wake();
        if (failure is not null) screen.Fail(failure);
    }

    public void Remove(IncidentWatcher screen)
    {
        lock (_gate) _screens = _screens.Remove(screen);
    }

    private async Task<bool> OpenAsync(CancellationToken ct)
    {
        if (await _from.Store.LoadAsync(Number, ct) is not { } incident) return false;
        _runbook = await _from.Runbooks.PinnedAsync(incident, ct)
            ?? throw new InvalidOperationException($"Runbook {incident.Runbook.Id} {incident.Runbook.Version} is not in the store.");
        await LoadAsync(ct);
        return true;
    }

    private async Task RunAsync()
    {
        try
        {
            if (!await Loaded) return;
            var loops = new[] { FollowEntriesAsync(_end.Token), FollowSignalsAsync(_end.Token), FollowOutputAsync(_end.Token) };
            await await Task.WhenAny(loops);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            ImmutableList<IncidentWatcher> screens;
            lock (_gate) (_failure, screens) = (e, _screens);
            foreach (var screen in screens) screen.Fail(e);
            throw;
        }
        finally
        {
            // One loop that failed is all of it: nobody must look at half of an incident.
            if (!_end.IsCancellationRequested) await _end.CancelAsync();
        }
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        var folded = await _from.Store.LoadAsync(Number, ct) ?? throw new InvalidOperationException($"{Number} is no longer in the store.");
        var entries = await _from.Store.NewestAsync(Number, TimelineWindow.Most, ct);
        // The entries were read after the state: what came in between goes onto it.
        var incident = entries.Where(e => e.Version > folded.Version).Aggregate(folded, (state, entry) => state.Apply(entry));
        var texts = await TextsAsync(incident, entries, ct);
        _rehearsed = await _from.Rehearsals.WantedByAsync(incident, _runbook!, ct);
        Change(before =>
        {
            if (before is not null && before.Incident.Version > incident.Version) return before;
            var board = _from.Board.Current(incident.Environment);
            var view = View(incident, board, texts);
            var timeline = TimelineWindow.Of(view, entries, texts);
            return before?.After(view, board, timeline) ?? new(view, timeline, board, null, []);
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
            // Nobody else applies entries: what is folded here is what is shown next.
            var incident = news.Aggregate(Now.Incident, (state, entry) => state.Apply(entry));
            var texts = await UntilReadAsync(t => TextsAsync(incident, news, t), ct);
            _rehearsed = await UntilReadAsync(t => _from.Rehearsals.WantedByAsync(incident, _runbook!, t), ct);
            Change(before =>
            {
                var view = View(incident, before!.Board, texts);
                return before.After(view, before.Board, before.Timeline.Add(view, news, texts));
            });
        }
    }

    private async Task FollowSignalsAsync(CancellationToken ct)
    {
        using var signals = _from.Board.Subscribe(Now.Incident.Environment);
        await foreach (var batch in signals.ReadAsync(Apart, _from.Time, ct))
        {
            var board = batch.Items.Count > 0 ? batch.Items[^1] : _from.Board.Current(Now.Incident.Environment);
            Change(before => before!.After(View(before.Incident, board, before.View.Written), board, before.Timeline));
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
            Output = [.. before.Output.Concat(lines.Select(Controls.OutputLine.Of)).TakeLast(MostLines)],
        });

    private void Change(Func<WatchedIncident?, WatchedIncident> change)
    {
        ImmutableList<IncidentWatcher> screens;
        lock (_gate)
        {
            var before = _now;
            _now = change(before);
            if (ReferenceEquals(before, _now)) return;
            // The signals are read every second. Where they say what they said, nobody is woken for the time alone, or only now and then.
            if (before is not null && _now.SaysTheSame(before) && _now.View.Now - _told < Quiet) return;
            _told = _now.View.Now;
            // Within the gate: past it the loop may have let go of it. Its callbacks run elsewhere.
            if (_outputEnd is not null && WatchedIncident.AttemptAtHand(_now.View) != _now.Attempt) _ = _outputEnd.CancelAsync();
            screens = _screens;
        }
        foreach (var screen in screens) screen.Wake();
    }

    private IncidentView View(Incident incident, BoardSnapshot board, IReadOnlyDictionary<Guid, string?> texts) =>
        IncidentView.Of(incident, _runbook!, board.Readings, _from.Time.GetUtcNow(), _rehearsed) with
        {
            Written = texts, Channels = _from.Channels.BookFor(incident.Environment, incident.Drill), Url = _from.Url.Of(incident.Number),
        };

    /// <summary>What was written into the findings as they stand, and into some entries: not every note there ever was.</summary>
    private Task<IReadOnlyDictionary<Guid, string?>> TextsAsync(Incident incident, IEnumerable<Entry> entries, CancellationToken ct) => _from.Texts.ReadAsync(
        Number, [.. incident.TextIds().Concat(entries.SelectMany(e => TimelineLine.TextsOf(e, incident))).Distinct()], ct);

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

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1) return;
        await _end.CancelAsync();
        _entries.Dispose();
        try
        {
            await _running;
        }
        catch (Exception)
        {
            // Whoever waited for it has been told.
        }
        _end.Dispose();
    }
}
