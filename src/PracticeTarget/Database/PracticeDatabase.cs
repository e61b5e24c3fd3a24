using System.Diagnostics;
using MeetSolis.PracticeTarget.Practice;

namespace MeetSolis.PracticeTarget.Database;

/// <summary>How far the private database is. <see cref="None"/>: there is none on this machine, and drills that need one are not offered.</summary>
public enum DatabaseState
{
    None,
    Starting,
    Ready,
    Failed,
}

/// <summary>
/// A private PostgreSQL, on a Unix socket of this process alone, for as long as this process lives: the script that runs it ends
/// with our end of its input. Every scenario finds it made anew, and with its fault where it has one.
/// </summary>
public sealed partial class PracticeDatabase(TargetSettings settings, ILogger<PracticeDatabase> log) : BackgroundService
{
    private static readonly TimeSpan StartWithin = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim _preparing = new(1, 1);
    private readonly TaskCompletionSource<string?> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _folder;
    private Process? _server;

    /// <summary>For psql and its kind; null where there is no database.</summary>
    public string? Url => _folder is null ? null : $"postgresql://postgres@/meetsolis?host={_folder}";

    /// <summary>For Npgsql, without a pool: a scenario drops the database under its users.</summary>
    public string ConnectionString => $"Host={_folder};Username=postgres;Database=meetsolis;Pooling=false;Timeout=3;Command Timeout=3";

    public DatabaseState State { get; private set; }

    /// <summary>A sentence, where it failed.</summary>
    public string? Problem { get; private set; }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // Before the address file is written, which says where it will be.
        if (settings.Files is not null)
            (_folder, State) = (Directory.CreateTempSubdirectory("practice-").FullName, DatabaseState.Starting);
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_folder is null)
            return;
        var start = new ProcessStartInfo("bash", [Path.Combine(settings.Files!, "scripts", "postgres"), "--socket", _folder, "--installed"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            _server = Process.Start(start)!;
            var errors = _server.StandardError.ReadToEndAsync(CancellationToken.None);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            patience.CancelAfter(StartWithin);
            var answered = await _server.StandardOutput.ReadLineAsync(patience.Token);
            Started(answered is null ? $"PostgreSQL did not start: {Last(await errors)}" : null);
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            Started($"PostgreSQL did not start within {StartWithin.TotalSeconds:0} seconds.");
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or IOException)
        {
            Started($"PostgreSQL could not be started: {e.Message}");
        }
    }

    /// <summary>Makes database and workspace anew for a scenario. Null, or a sentence why it could not be done.</summary>
    public async Task<string?> PrepareAsync(string scenario, CancellationToken ct)
    {
        if (_folder is null)
            return "There is no database here: this drill needs PostgreSQL's programs.";
        if (await _started.Task.WaitAsync(ct) is { } problem)
            return problem;
        await _preparing.WaitAsync(ct);
        try
        {
            var start = new ProcessStartInfo("bash", [Path.Combine(settings.Files!, "runbooks", "drill", "database", "prepare"), scenario]) { RedirectStandardError = true };
            start.Environment["DATABASE_URL"] = Url;
            start.Environment["WORKSPACE"] = settings.Workspace;
            start.Environment["MIGRATION"] = Path.Combine(settings.Files!, "scripts", "migration");
            using var prepare = Process.Start(start)!;
            var errors = prepare.StandardError.ReadToEndAsync(ct);
            await prepare.WaitForExitAsync(ct);
            return prepare.ExitCode == 0 ? null : $"The practice database could not be prepared: {Last(await errors)}";
        }
        finally
        {
            _preparing.Release();
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (_server is not { HasExited: false } server)
            return;
        // The end of its input is the end of the cluster and of its folder.
        server.StandardInput.Close();
        await server.WaitForExitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public override void Dispose()
    {
        _server?.Dispose();
        _preparing.Dispose();
        base.Dispose();
    }

    private void Started(string? problem)
    {
        (State, Problem) = (problem is null ? DatabaseState.Ready : DatabaseState.Failed, problem);
        if (problem is not null)
            LogFailed(problem);
        _started.SetResult(problem);
    }

    private static string Last(string text) => text.Trim().Split('\n')[^1];

    [LoggerMessage(LogLevel.Error, "{Problem}")]
    private partial void LogFailed(string problem);
}
