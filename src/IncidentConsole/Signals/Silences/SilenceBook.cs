using MeetSolis.IncidentConsole.Data;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Signals.Silences;

/// <summary>
/// The silences that hold or are planned, in memory for screens: read at start, after every change here, and when another node tells of one.
/// Whether a trigger may declare is asked of the store itself.
/// </summary>
public sealed class SilenceBook(IDbContextFactory<ConsoleDbContext> contexts, TimeProvider time) : IDisposable
{
    /// <summary>What nodes tell each other that silences changed by.</summary>
    public const string Channel = "silences";

    private volatile IReadOnlyList<Silence> _all = [];
    private readonly SemaphoreSlim _reading = new(1, 1);

    /// <summary>Raised after silences were read anew.</summary>
    public event Action? Changed;

    /// <summary>What holds in an environment at <paramref name="now"/> or is planned there, the nearest first.</summary>
    public IReadOnlyList<Silence> Of(string environment, DateTimeOffset now) =>
        [.. _all.Where(s => s.Environment == environment && !s.IsOver(now)).OrderBy(s => s.At(now)?.Until ?? s.Next(now)!.Value.From)];

    public async Task ReloadAsync(CancellationToken ct)
    {
        // One after the other: an older reading must not replace a newer one.
        await _reading.WaitAsync(ct);
        try
        {
            _all = await EndingAfterAsync(time.GetUtcNow(), ct);
        }
        finally
        {
            _reading.Release();
        }
        Changed?.Invoke();
    }

    /// <summary>What the store holds now of silences that hold, come, or ended after this moment.</summary>
    public async Task<IReadOnlyList<Silence>> EndingAfterAsync(DateTimeOffset moment, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.Set<Silence>().AsNoTracking()
            .Where(s => (s.EndedAt == null || s.EndedAt > moment) && (s.Weekly || s.Until > moment)).ToListAsync(ct);
    }

    /// <summary>What was silenced in an environment at a past moment, or was to be, as it was known then.</summary>
    public async Task<IReadOnlyList<Silence>> AsOfAsync(string environment, DateTimeOffset moment, CancellationToken ct) =>
    [
        .. (await EndingAfterAsync(moment, ct)).Where(s => s.Environment == environment && s.MadeAt <= moment)
            // Nobody knew yet that it would be ended early.
            .Select(s => s with { EndedAt = null, EndedByName = null }).OrderBy(s => s.At(moment)?.Until ?? s.Next(moment)!.Value.From),
    ];

    public void Dispose() => _reading.Dispose();
}
