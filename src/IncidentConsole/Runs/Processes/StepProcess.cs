using System.Runtime.CompilerServices;

namespace MeetSolis.IncidentConsole.Runs;

/// <summary>
/// One attempt's process as this console sees it. It lives on when the console does not; disposing only stops watching it.
/// Any number of readers at a time.
/// </summary>
public sealed class StepProcess : IDisposable
{
    // The end wakes a reader at once; this is how long a line may lie unseen while the step goes on.
    private static readonly TimeSpan OutputPause = TimeSpan.FromMilliseconds(25);

    // Of a backlog so many pieces make one chunk: storing each by itself would cost a flush of the disk each time.
    private const int MostPieces = 8;

    private readonly Spool _spool;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _watching = new();
    private readonly Task<ProcessEnd> _end;

    // Only then does a session's number still mean ours (ProcessTable).
    private volatile bool _seenAlive;
    private volatile bool _diskWasFull;
    private bool _disposed;

    internal StepProcess(Spool spool, ProcessIdentity? supervisor, TimeProvider time)
    {
        _spool = spool;
        _time = time;
        Supervisor = supervisor;
        _seenAlive = supervisor is { IsAlive: true };
        _end = new EndWatch(spool.Folder, HasEnded, time).RunAsync(ReadEndAsync, _watching.Token);
    }

    public Guid Attempt => _spool.Attempt;

    /// <summary>To be kept with the attempt, for <see cref="StepProcesses.Adopt"/>.</summary>
    public string SpoolFolder => _spool.Folder;

    /// <summary>The process that supervises the step. Null: the attempt never started.</summary>
    public ProcessIdentity? Supervisor { get; }

    /// <summary>
    /// Everything the step prints from <paramref name="from"/> on, as it comes, until it has ended and all of it was given. What a process
    /// left behind prints after the end is not part of it.
    /// </summary>
    public async IAsyncEnumerable<OutputChunk> ReadAsync(SpoolOffsets from, [EnumeratorCancellation] CancellationToken ct)
    {
        using var stdout = new SpoolReader(_spool.Stdout, OutputStreamKind.Stdout, from.Stdout, _time);
        using var stderr = new SpoolReader(_spool.Stderr, OutputStreamKind.Stderr, from.Stderr, _time);
        var last = false;
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            if (!last && HasEnded())
            {
                last = true;
                // Looked at after the end: all that the step printed is within these lengths, and they no longer grow for us.
                stdout.Close();
                stderr.Close();
            }

            var lines = new List<OutputLine>();
            var more = true;
            for (var piece = 0; more && piece < MostPieces; piece++) more = stdout.Read(lines) | stderr.Read(lines);
            var done = last && !more;
            if (done)
            {
                stdout.Finish(lines);
                stderr.Finish(lines);
            }

            if (lines.Count > 0) yield return new OutputChunk(new SpoolOffsets(stdout.Offset, stderr.Offset), lines);
            if (done) yield break;
            // Looked at all the while: somebody may make room again before the step ends, and what it printed meanwhile is lost all the same.
            _diskWasFull |= _spool.DiskIsFull;
            if (!more) await Task.WhenAny(_end, Task.Delay(OutputPause, _time, ct));
        }
    }

    /// <summary>Waits for the end and looks whether anything of the attempt is still alive.</summary>
    public Task<ProcessEnd> EndAsync(CancellationToken ct) => _end.WaitAsync(ct);

    /// <summary>
    /// Ends the step and all that belongs to it: TERM, <paramref name="grace"/>, KILL. Also ends what an attempt that is already over has
    /// left behind. The result says how the attempt ended and what is alive even now.
    /// </summary>
    public async Task<ProcessEnd> CancelAsync(TimeSpan grace, CancellationToken ct)
    {
        if (Supervisor is { IsAlive: true } supervisor && !_spool.HasStatus)
        {
            if (TryRequestCancel(grace))
            {
                ProcessTable.Signal(supervisor, ProcessTable.Terminate);
                // Its own five seconds of killing, and some to write the end down, which on a busy disk takes long: who is killed while it
                // writes leaves an unknown end.
                await Task.WhenAny(_end, Task.Delay(grace + TimeSpan.FromSeconds(30), _time, ct));
                ct.ThrowIfCancellationRequested();
            }

            if (!_end.IsCompleted)
            {
                // It cannot be told (disk full) or does not answer: it must not go on guarding a step that we end ourselves.
                await EndMembersAsync(grace, ct);
                ProcessTable.Signal(supervisor, ProcessTable.Kill);
            }
        }

        var end = await _end.WaitAsync(ct);
        // Looking takes a moment, in which a process can fork past our eyes: we look again until there was nothing twice.
        for (var calm = 0; calm < 2; calm++)
            if (Left().Count > 0) await EndMembersAsync(grace, ct);
        return end with { LeftBehind = [.. Left().Select(p => p.Pid)] };
    }

    /// <summary>There is no room where the step's output goes, or was none while it was read: some of what it printed may be missing.</summary>
    public bool DiskWasFull => _diskWasFull || _spool.DiskIsFull;

    /// <summary>Removes what is on disk, once it is stored elsewhere.</summary>
    public void DeleteSpool() => _spool.Delete();

    /// <summary>Stops watching; the step is not touched. Whoever waits for its end here is told that the wait was cancelled.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, true)) return;
        _watching.Cancel();
        _watching.Dispose();
    }

    private bool HasEnded()
    {
        if (_spool.HasStatus || Supervisor is null) return true;
        if (!Supervisor.Value.IsAlive) return true;
        _seenAlive = true;
        return false;
    }

    private async Task<ProcessEnd> ReadEndAsync()
    {
        if (Supervisor is null) return new ProcessEnd.NeverStarted();
        // The status is written before the supervisor goes, so one that is missing now will never come.
        var end = _spool.ReadStatus() ?? new ProcessEnd.Vanished();
        var left = Left();
        // What was killed a moment ago may still be on its way out.
        for (var again = 0; left.Count > 0 && again < 5; again++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), _time);
            left = Left();
        }

        return end with { LeftBehind = [.. left.Select(p => p.Pid)] };
    }

    private IReadOnlyList<ProcessStat> Look() =>
        Supervisor is { } supervisor && supervisor.BootId == ProcessIdentity.CurrentBootId
            ? ProcessTable.Of(Attempt, supervisor.StartTicks, _seenAlive ? supervisor.Pid : null)
            : [];

    /// <summary>What of the step is alive; not what the supervisor itself runs after the end, to bring the status onto a disk that may be slow.</summary>
    private IReadOnlyList<ProcessStat> Left() => [.. Look().Where(p => p.Parent != Supervisor?.Pid)];

    private bool TryRequestCancel(TimeSpan grace)
    {
        try
        {
            _spool.RequestCancel(grace);
            return true;
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private async Task EndMembersAsync(TimeSpan grace, CancellationToken ct)
    {
        foreach (var process in Look()) ProcessTable.Signal(process, ProcessTable.Terminate);
        var killing = _time.GetTimestamp();
        while (Look().Count > 0 && _time.GetElapsedTime(killing) < grace) await Task.Delay(OutputPause, _time, ct);
        killing = _time.GetTimestamp();
        while (Look() is { Count: > 0 } left && _time.GetElapsedTime(killing) < TimeSpan.FromSeconds(5))
        {
            foreach (var process in left) ProcessTable.Signal(process, ProcessTable.Kill);
            await Task.Delay(OutputPause, _time, ct);
        }
    }
}
