using Npgsql;

namespace MeetSolis.IncidentConsole.Harness;

public sealed class DatabasesTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task NewPostgres_AskedTwice_GivesTwoEmptyDatabasesAndDropsBoth()
    {
        string[] given;
        await using (var databases = new Databases())
        {
            given = [await databases.NewPostgresAsync(Ct), await databases.NewPostgresAsync(Ct)];
            Assert.NotEqual(given[0], given[1]);
            await using var connection = new NpgsqlConnection(given[0]);
            await connection.OpenAsync(Ct);
            await using var command = new NpgsqlCommand("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", connection);
            Assert.Equal(0L, await command.ExecuteScalarAsync(Ct));
            // Left open on purpose: dropping must not wait for it.
        }
        foreach (var one in given)
        {
            await using var gone = new NpgsqlConnection(one + ";Pooling=false");
            var refused = await Assert.ThrowsAsync<PostgresException>(() => gone.OpenAsync(Ct));
            Assert.Equal(PostgresErrorCodes.InvalidCatalogName, refused.SqlState);
        }
    }

    [Fact]
    public void NewFolder_Disposed_IsGoneWithItsFiles()
    {
        string path;
        using (var folder = new TempFolder())
        {
            path = folder.FullPath;
            Assert.Empty(Directory.EnumerateFileSystemEntries(path));
            File.WriteAllText(folder.PathOf("console.db"), "x");
        }
        Assert.False(Directory.Exists(path));
    }

    [Fact]
    public async Task PostgresServer_StoppedAndStartedAgain_KeepsItsPortAndData()
    {
        await using var server = await PostgresServer.StartAsync();
        await RunAsync(server, "CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)");

        await server.StopAsync();
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => RunAsync(server, "SELECT 1"));

        await server.StartAgainAsync();
        Assert.Equal(7, await RunAsync(server, "SELECT n FROM kept"));
    }

    private static async Task<object?> RunAsync(PostgresServer server, string sql)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Ct);
    }
}
