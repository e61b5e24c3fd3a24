using System.Diagnostics;

namespace MeetSolis.IncidentConsole.Harness;

/// <summary>
/// A private PostgreSQL cluster, run by <c>scripts/postgres</c> for as long as this process holds its input open, so
/// nothing stays behind even when a test run is killed.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly Lazy<Task<string>> SharedServer = new(FindOrStartAsync);

    // Holds the cluster of a run started from an editor: collected, its process's input would close.
    private static PostgresServer? s_own;

    private readonly Process _script;

    private PostgresServer(Process script, string connectionString) => (_script, ConnectionString) = (script, connectionString);

    /// <summary>The connection string of its administrator, database <c>postgres</c>.</summary>
    public string ConnectionString { get; }

    /// <summary>The connection string of the cluster <c>./test</c> gave us, or of one of our own if run without it.</summary>
    public static Task<string> SharedAsync() => SharedServer.Value;

    /// <summary>Starts a cluster of its own, for tests that take the database away.</summary>
    /// <param name="durable">True keeps fsync on, for benchmarks.</param>
    /// <exception cref="InvalidOperationException">It did not start; the message holds the reason.</exception>
    public static async Task<PostgresServer> StartAsync(bool durable = false)
    {
        var start = new ProcessStartInfo(Repository.PathOf("scripts", "postgres"))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (durable)
            start.ArgumentList.Add("--durable");
        var script = Process.Start(start)!;
        var errors = script.StandardError.ReadToEndAsync();
        if (await script.StandardOutput.ReadLineAsync() is { } connectionString)
            return new PostgresServer(script, connectionString);
        throw new InvalidOperationException($"No PostgreSQL for the tests: {await errors}");
    }

    /// <summary>Stops the server at once, as a crash would. Connections break.</summary>
    public Task StopAsync() => TellAsync("stop", "stopped");

    /// <summary>Starts it again on the same port with the same data.</summary>
    public Task StartAgainAsync() => TellAsync("start", "started");

    /// <summary>Stops and removes the cluster.</summary>
    public async ValueTask DisposeAsync()
    {
        _script.StandardInput.Close();
        await _script.WaitForExitAsync();
        _script.Dispose();
    }

    private static async Task<string> FindOrStartAsync()
    {
        if (Environment.GetEnvironmentVariable("TEST_POSTGRES") is { Length: > 0 } given)
            return given;
        s_own = await StartAsync();
        return s_own.ConnectionString;
    }

    private async Task TellAsync(string command, string expected)
    {
        await _script.StandardInput.WriteLineAsync(command);
        await _script.StandardInput.FlushAsync();
        var answer = await _script.StandardOutput.ReadLineAsync();
        if (answer != expected)
            throw new InvalidOperationException($"The private PostgreSQL answered '{answer}' to '{command}'.");
    }
}
