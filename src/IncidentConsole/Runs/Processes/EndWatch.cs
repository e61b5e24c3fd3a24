namespace MeetSolis.IncidentConsole.Runs;

/// <summary>
/// Waits for a step's end. The kernel tells of the status file's appearing at once; a supervisor that dies without writing one is found by
/// looking, and so is everything else where the kernel has no watch to give.
/// </summary>
internal sealed class EndWatch(string folder, Func<bool> hasEnded, TimeProvider time)
{
    private static readonly TimeSpan Watched = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Unwatched = TimeSpan.FromMilliseconds(20);

    public async Task<ProcessEnd> RunAsync(Func<Task<ProcessEnd>> readEnd, CancellationToken ct)
    {
        // Not on the caller's thread: setting up a watch takes about a millisecond.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var appeared = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watcher = Watch(appeared);
        while (!hasEnded())
        {
            await Task.WhenAny(appeared.Task, Task.Delay(watcher is null ? Unwatched : Watched, time, ct));
            ct.ThrowIfCancellationRequested();
        }

        return await readEnd();
    }

    private FileSystemWatcher? Watch(TaskCompletionSource appeared)
    {
        FileSystemWatcher? watcher = null;
        try
        {
            // Names only: a step that prints much would otherwise flood us with news of its writing.
            watcher = new FileSystemWatcher(folder, "status") { NotifyFilter = NotifyFilters.FileName };
            watcher.Created += (_, _) => appeared.TrySetResult();
            watcher.Renamed += (_, _) => appeared.TrySetResult();
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception ex) when (ex is IOException or ArgumentException)
        {
            // No inotify instance left on this machine, or the spool is gone.
            watcher?.Dispose();
            return null;
        }
    }
}
