using System.Diagnostics;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Tests.Incidents.Store;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MeetSolis.IncidentConsole.Tests.Data;

public sealed class StoreOpeningTests : StoreTests
{
    [Theory, MemberData(nameof(Both))]
    public async Task Model_OfBothStores_HasNoChangesWithoutAMigration(StoreKind kind)
    {
        await OpenAsync(kind);
        await using var db = await ContextAsync();

        Assert.False(db.Database.HasPendingModelChanges(), "Run: dotnet ef migrations add NAME --context … -o Data/Migrations/…");
        Assert.Empty(await db.Database.GetPendingMigrationsAsync(Ct));
    }

    [Fact]
    public async Task Open_OnAFolderThatIsInUse_IsRefusedWithASentence()
    {
        var store = await OpenAsync(StoreKind.Sqlite);
        var incident = await store.DeclareAsync();

        var refused = await Assert.ThrowsAsync<StoreRefusedException>(() => Made.Build().Services.OpenStoreAsync(Ct));

        Assert.Contains($"{Made.Folder} is in use by another console", refused.Message, StringComparison.Ordinal);
        Assert.Contains("set Data:Folder to another folder", refused.Message, StringComparison.Ordinal);
        await AssertWholeAsync(store, incident.Number, 1);
    }

    [Fact]
    public async Task Open_WhileAnotherProcessHasTheFolder_IsRefusedUntilItIsKilled()
    {
        await using var made = await TestStore.MakeAsync(StoreKind.Sqlite);
        var start = new ProcessStartInfo("flock", ["--no-fork", Path.Combine(made.Folder, "lock"), "sh", "-c", "echo held; exec cat"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
        };
        using (var other = Process.Start(start)!)
        {
            Assert.Equal("held", await other.StandardOutput.ReadLineAsync(Ct));
            await Assert.ThrowsAsync<StoreRefusedException>(() => made.OpenAsync());
            other.Kill(entireProcessTree: true);
            await other.WaitForExitAsync(Ct);
        }

        // Not disposed in between: the refused one must not have kept anything.
        await made.OpenAsync();
    }

    [Fact]
    public async Task Open_AfterAConsoleDiedWhileItMigrated_DoesNotWaitForIt()
    {
        await OpenAsync(StoreKind.Sqlite);
        await using (var db = await ContextAsync())
            await db.Database.ExecuteSqlRawAsync("""INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-01-01')""", Ct);

        var store = await RestartAsync();

        Assert.Equal(1001, (await store.DeclareAsync()).Number.Value);
    }

    [Fact]
    public async Task Open_TwoNodesAtOnceOnAnEmptyDatabase_MigrateOnce()
    {
        await using var made = await TestStore.MakeAsync(StoreKind.Postgres);
        IHost[] nodes = [made.Build("a"), made.Build("b"), made.Build("c")];

        await Task.WhenAll(nodes.Select(n => Task.Run(() => n.Services.OpenStoreAsync(Ct), Ct)));

        // All of them made the same key, and each is a node of its own.
        Assert.Single(nodes.Select(n => n.Services.GetRequiredService<InstallationKey>().Digest("x")).Distinct());
        Assert.Equal(3, nodes.Select(n => n.Services.GetRequiredService<NodeIdentity>().Id).Distinct().Count());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Open_WhereAMigrationFails_IsRefusedWithItsNameAndTheStoreIsAsItWas(StoreKind kind)
    {
        await using var made = await TestStore.MakeAsync(kind);
        await using var db = await made.Build("before").Services.GetRequiredService<IDbContextFactory<ConsoleDbContext>>().CreateDbContextAsync(Ct);
        if (kind == StoreKind.Sqlite) Directory.CreateDirectory(made.Folder);
        var migrations = db.Database.GetMigrations().ToList();
        await db.GetService<IMigrator>().MigrateAsync(migrations[0], Ct);
        // Somebody's own table is in the way of the next one.
        await db.Database.ExecuteSqlRawAsync("CREATE TABLE deliveries (mine integer)", Ct);
        var before = await SchemaAsync(db, kind);

        var refused = await Assert.ThrowsAsync<StoreRefusedException>(() => made.OpenAsync("before"));

        Assert.Contains($"{migrations[1]} failed", refused.Message, StringComparison.Ordinal);
        Assert.Contains("deliveries", refused.Message, StringComparison.Ordinal);
        Assert.Contains("the store is as it was", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await SchemaAsync(db, kind));
        await made.CloseAsync();
        await db.Database.ExecuteSqlRawAsync("DROP TABLE deliveries", Ct);
        await made.OpenAsync("before");
        Assert.Empty(await db.Database.GetPendingMigrationsAsync(Ct));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Open_OnAStoreOfANewerConsole_IsRefused(StoreKind kind)
    {
        await OpenAsync(kind);
        await using (var db = await ContextAsync())
            await db.Database.ExecuteSqlRawAsync("""INSERT INTO "__EFMigrationsHistory" VALUES ('20991231000000_Tomorrow', '99.0.0')""", Ct);
        await Made.CloseAsync();

        var refused = await Assert.ThrowsAsync<StoreRefusedException>(() => Made.OpenAsync());

        Assert.Contains("made by a newer console (it has 20991231000000_Tomorrow", refused.Message, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<string>> SchemaAsync(ConsoleDbContext db, StoreKind kind) => await db.Database.SqlQueryRaw<string>(kind == StoreKind.Sqlite
        ? """SELECT name || coalesce(sql, '') AS "Value" FROM sqlite_master WHERE name <> '__EFMigrationsLock' ORDER BY 1"""
        : """SELECT table_name || '.' || column_name || ' ' || data_type AS "Value" FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1""").ToListAsync(Ct);

    [Theory, MemberData(nameof(Both))]
    public async Task Open_Again_KeepsTheKeyAndTheNodesId(StoreKind kind)
    {
        await OpenAsync(kind);
        var before = (Get<InstallationKey>().Digest("x"), Get<NodeIdentity>().Id);

        await RestartAsync();

        Assert.Equal(before, (Get<InstallationKey>().Digest("x"), Get<NodeIdentity>().Id));
        Assert.NotEqual(Get<InstallationKey>().Digest("x"), Get<InstallationKey>().Digest("y"));
    }

    [Theory]
    [InlineData("no connection string", "is no connection string")]
    [InlineData("Host=127.0.0.1;Port=1;Database=x;Username=x;Timeout=5", "The store cannot be opened")]
    public async Task Open_WithAConnectionStringThatDoesNotWork_IsRefusedWithASentence(string connectionString, string sentence)
    {
        await using var made = await TestStore.MakeAsync(StoreKind.Sqlite);
        var builder = Host.CreateEmptyApplicationBuilder(new() { ApplicationName = "tests" });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Data:Folder"] = made.Folder, ["ConnectionStrings:Console"] = connectionString,
        });
        builder.AddConsoleData();
        using var host = builder.Build();

        var refused = await Assert.ThrowsAsync<StoreRefusedException>(() => host.Services.OpenStoreAsync(Ct));

        Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_OnAFileThatIsNoDatabase_IsRefusedWithASentence()
    {
        await using var made = await TestStore.MakeAsync(StoreKind.Sqlite);
        await File.WriteAllTextAsync(Path.Combine(made.Folder, "console.db"), new string('x', 5_000), Ct);

        var refused = await Assert.ThrowsAsync<StoreRefusedException>(() => made.OpenAsync());

        Assert.Contains("not a database", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_WhereTheFolderIsAFile_IsRefusedWithASentence()
    {
        await using var made = await TestStore.MakeAsync(StoreKind.Sqlite);
        var file = Path.Combine(made.Folder, "file");
        await File.WriteAllTextAsync(file, "", Ct);
        using var folder = new DataFolder(file);

        Assert.Contains("cannot be made", Assert.Throws<StoreRefusedException>(folder.Take).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EveryConnection_OfSqlite_WaitsForTheDisk()
    {
        await OpenAsync(StoreKind.Sqlite);
        await using var first = await ContextAsync();
        await using var second = await ContextAsync();
        foreach (var db in new[] { first, second })
        {
            await db.Database.OpenConnectionAsync(Ct);
            Assert.Equal("2|wal|1", $"{Pragma(db, "synchronous")}|{Pragma(db, "journal_mode")}|{Pragma(db, "foreign_keys")}");
        }

        static object? Pragma(ConsoleDbContext db, string name)
        {
            using var command = (SqliteCommand)db.Database.GetDbConnection().CreateCommand();
            command.CommandText = $"PRAGMA {name}";
            return command.ExecuteScalar();
        }
    }

    // An attribute cannot hold half a surrogate pair.
    [Fact]
    public void CleanText_OfWhatAStoreRefuses_IsWhatBothTake()
    {
        Assert.Equal("plain 🔥", CleanText.Of("plain 🔥"));
        Assert.Equal("a", CleanText.Of("\0a\0"));
        Assert.Equal("\ufffd", CleanText.Of("\ud83d"));
        Assert.Equal("\ufffd\ufffd x", CleanText.Of("\udd25\ud83d x"));
    }
}
