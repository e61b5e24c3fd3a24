using System.Data.Common;
using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Data;

/// <summary>Opens the store before anything uses it.</summary>
public static class StoreOpening
{
    // One node migrates, the others wait for it. Any number will do, as long as all have the same.
    private const long MigrationLock = 7_260_411;

    /// <summary>
    /// Takes the data folder and applies the migrations. False: it cannot be, a sentence that says why is on the error output, and the
    /// process should end with a status other than 0.
    /// </summary>
    public static async Task<bool> TryOpenStoreAsync(this IHost host, CancellationToken ct = default)
    {
        try
        {
            await host.Services.OpenStoreAsync(ct);
            return true;
        }
        catch (StoreRefusedException ex)
        {
            await Console.Error.WriteLineAsync(ex.Message);
            return false;
        }
    }

    /// <exception cref="StoreRefusedException">The data folder is taken, or the store cannot be reached or brought up to date.</exception>
    public static async Task OpenStoreAsync(this IServiceProvider services, CancellationToken ct = default)
    {
        services.GetRequiredService<DataFolder>().Take();
        try
        {
            await using var db = await services.GetRequiredService<IDbContextFactory<ConsoleDbContext>>().CreateDbContextAsync(ct);
            await db.MigrateAsync(ct);
            await services.GetRequiredService<InstallationKey>().LoadAsync(ct);
        }
        catch (Exception ex) when (ex is DbException or SocketException or TimeoutException or InvalidOperationException)
        {
            throw new StoreRefusedException($"The store cannot be opened: {ex.Message}", ex);
        }
    }

    private static async Task MigrateAsync(this ConsoleDbContext db, CancellationToken ct)
    {
        await db.Database.OpenConnectionAsync(ct);
        var (known, applied) = (db.Database.GetMigrations().ToList(), await AppliedAsync(db, ct));
        if (applied.Except(known).LastOrDefault() is { } newer)
            throw new StoreRefusedException($"The store was made by a newer console (it has {newer}, which this one does not know): start that one. Nothing was changed.");
        // The usual start finds nothing to do; the migrator would still compare the whole model with its snapshot first.
        if (known.Count == applied.Count) return;
        try
        {
            await db.ApplyAsync(ct);
        }
        catch (DbException ex)
        {
            var done = await AppliedAsync(db, ct);
            var failed = known.Except(done).FirstOrDefault() ?? known[^1];
            var before = done.Count == applied.Count ? "and the store is as it was" : $"and those before it are done, up to {done[^1]}";
            throw new StoreRefusedException(
                $"The store cannot be brought up to date: {failed} failed: {ex.Message} Nothing of it was kept, {before}. Mend what it names and start again, or start the console that was here before.", ex);
        }
    }

    private static async Task<List<string>> AppliedAsync(ConsoleDbContext db, CancellationToken ct) => [.. await db.Database.GetAppliedMigrationsAsync(ct)];

    private static async Task ApplyAsync(this ConsoleDbContext db, CancellationToken ct)
    {
        if (db.Database.IsSqlite())
        {
            // The folder is ours alone: a lock that stands there was left by a console that died while it migrated.
            await db.Database.ExecuteSqlRawAsync(
                """CREATE TABLE IF NOT EXISTS "__EFMigrationsLock" ("Id" INTEGER NOT NULL CONSTRAINT "PK___EFMigrationsLock" PRIMARY KEY, "Timestamp" TEXT NOT NULL); DELETE FROM "__EFMigrationsLock";""", ct);
            await db.Database.MigrateAsync(ct);
            return;
        }
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_lock({MigrationLock})", ct);
        try
        {
            await db.Database.MigrateAsync(ct);
        }
        finally
        {
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_unlock({MigrationLock})", CancellationToken.None);
        }
    }
}
