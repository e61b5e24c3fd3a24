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
        // The usual start finds nothing to do; the migrator would still compare the whole model with its snapshot first.
        if (!(await db.Database.GetPendingMigrationsAsync(ct)).Any()) return;
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
