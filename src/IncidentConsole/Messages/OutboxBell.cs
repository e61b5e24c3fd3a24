namespace MeetSolis.IncidentConsole.Messages;

/// <summary>Tells the loops of this node that there is something new in the outbox. It is a hint: what was not heard is found by looking.</summary>
public sealed class OutboxBell
{
    private volatile TaskCompletionSource _rung = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Next => _rung.Task;

    public void Ring() => Interlocked.Exchange(ref _rung, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
