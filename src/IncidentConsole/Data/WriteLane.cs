namespace MeetSolis.IncidentConsole.Data;

/// <summary>
/// SQLite has one writer at a time, and those who find it taken would poll for it. Whoever writes more than now and then enters here first,
/// for no longer than one transaction: <c>using var turn = await lane.EnterAsync(ct);</c>. It cannot be entered twice by the same caller.
/// PostgreSQL needs none of this and lets everybody pass.
/// </summary>
public sealed class WriteLane(bool oneAtATime) : IDisposable
{
    private readonly SemaphoreSlim? _gate = oneAtATime ? new(1, 1) : null;

    public async ValueTask<Turn> EnterAsync(CancellationToken ct)
    {
        if (_gate is not null) await _gate.WaitAsync(ct);
        return new(_gate);
    }

    public void Dispose() => _gate?.Dispose();

    /// <summary>Disposed once: by <c>using</c>.</summary>
    public readonly struct Turn : IDisposable, IEquatable<Turn>
    {
        private readonly SemaphoreSlim? _gate;

        internal Turn(SemaphoreSlim? gate) => _gate = gate;

        public void Dispose() => _gate?.Release();
        public bool Equals(Turn other) => ReferenceEquals(_gate, other._gate);
        public override bool Equals(object? obj) => obj is Turn other && Equals(other);
        public override int GetHashCode() => _gate?.GetHashCode() ?? 0;
        public static bool operator ==(Turn left, Turn right) => left.Equals(right);
        public static bool operator !=(Turn left, Turn right) => !left.Equals(right);
    }
}
