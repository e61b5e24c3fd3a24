using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Data;

/// <summary>The store cannot be used. <paramref name="Sentence"/> says why.</summary>
public sealed record StoreTrouble(string Sentence, DateTimeOffset Since);

/// <summary>Whether the store answers, and the data folder takes what is written to it: both are tried.</summary>
public sealed class StoreProbe(IDbContextFactory<ConsoleDbContext> contexts, DataFolder folder, TimeProvider time)
{
    // A server that is cut off answers nothing at all, for as long as TCP hopes.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>A sentence, or null where nothing is wrong.</summary>
    public async Task<string?> TroubleAsync(CancellationToken ct)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, ct);
        try
        {
            await using var db = await contexts.CreateDbContextAsync(either.Token);
            await db.Database.ExecuteSqlRawAsync("SELECT 1", either.Token);
            return folder.Trouble();
        }
        catch (Exception ex) when (!ct.IsCancellationRequested)
        {
            // Whatever it is: a store that cannot be asked is away, and whoever asks must not end of it.
            return StoreErrors.Explain(ex) ?? "The store does not answer.";
        }
    }
}

/// <summary>Looks every two seconds, so that screens say that the store is away before somebody finds out by a command, and when it is back.</summary>
public sealed partial class StoreWatch(StoreProbe probe, TimeProvider time, ILogger<StoreWatch> log) : BackgroundService
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(2);

    private volatile StoreTrouble? _trouble;

    /// <summary>Null while all is well.</summary>
    public StoreTrouble? Trouble => _trouble;

    /// <summary><see cref="Trouble"/> is another. Raised by the watch's own loop.</summary>
    public event Action? Changed;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Between, time);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await LookAsync(stoppingToken);
    }

    public async Task LookAsync(CancellationToken ct)
    {
        var (before, sentence) = (_trouble, await probe.TroubleAsync(ct));
        if (before?.Sentence == sentence) return;
        _trouble = sentence is null ? null : new(sentence, before?.Since ?? time.GetUtcNow());
        if (sentence is not null) LogAway(sentence);
        else LogBack(before!.Since);
        Changed?.Invoke();
    }

    [LoggerMessage(LogLevel.Error, "The store cannot be used: {Sentence}")]
    partial void LogAway(string sentence);

    [LoggerMessage(LogLevel.Warning, "The store can be used again; it could not since {Since}")]
    partial void LogBack(DateTimeOffset since);
}
