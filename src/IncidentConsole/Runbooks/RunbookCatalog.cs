using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.RegularExpressions;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Rehearsals;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Runbooks;

/// <summary>A runbook file that could not be taken into use, and what keeps its place.</summary>
/// <param name="Kept">The last good version, which stays in use; null where there never was one.</param>
public sealed record RunbookProblem(string File, IReadOnlyList<RunbookError> Errors, Runbook? Kept);

/// <summary>
/// The runbooks in use, from <c>Runbooks:Folder</c> (the <c>runbooks</c> folder beside the program unless said otherwise). A file that fails to
/// load never replaces the one in use; every content that was ever in use is kept by its hash, for the incidents pinned to it.
/// </summary>
public sealed partial class RunbookCatalog(
    IConfiguration configuration, IDbContextFactory<ConsoleDbContext> contexts, WriteLane lane, TimeProvider time, ILogger<RunbookCatalog> log) : IDisposable
{
    /// <param name="Ids">By a file's name, the runbook that it gave last.</param>
    private sealed record Loaded(
        ImmutableList<Runbook> Active, ImmutableList<RunbookProblem> Problems, ImmutableDictionary<string, DateTime> Files, ImmutableDictionary<string, string> Ids);

    private sealed record ReadFile(string Name, string? Text, RunbookReading Reading);

    private sealed record ReadFolder(ImmutableDictionary<string, DateTime> Files, IReadOnlyList<ReadFile> Readings);

    private readonly ConcurrentDictionary<string, Runbook> _byHash = new();
    private readonly ConcurrentDictionary<(string Hash, string? Method), Runbook> _rehearsed = new();
    private readonly SemaphoreSlim _loading = new(1, 1);
    private Task<ReadFolder>? _ahead;
    private volatile Loaded _loaded = new([], [], ImmutableDictionary<string, DateTime>.Empty, ImmutableDictionary<string, string>.Empty);

    public IReadOnlyList<Runbook> Active => _loaded.Active;
    public IReadOnlyList<RunbookProblem> Problems => _loaded.Problems;

    /// <summary>Raised after the runbooks in use or their problems have changed.</summary>
    public event Action? Changed;

    public string Folder => configuration["Runbooks:Folder"] is { Length: > 0 } folder ? folder : Path.Combine(AppContext.BaseDirectory, "runbooks");

    public Runbook? Find(string id) => _loaded.Active.Find(r => r.Id == id);

    /// <summary>The runbook an incident is pinned to; null where the store does not have it.</summary>
    public async ValueTask<Runbook?> PinnedAsync(string hash, CancellationToken ct)
    {
        if (_byHash.TryGetValue(hash, out var known)) return known;
        await using var db = await contexts.CreateDbContextAsync(ct);
        var row = await db.Set<RunbookVersionRow>().AsNoTracking().SingleOrDefaultAsync(r => r.Hash == hash, ct);
        var runbook = row is null ? null : RunbookReader.Read($"{row.Runbook} {row.Version}", row.Yaml).Runbook;
        return runbook is null ? null : _byHash.GetOrAdd(hash, runbook);
    }

    /// <summary>The same for an incident: a rehearsal has the rehearsal's own steps.</summary>
    public async ValueTask<Runbook?> PinnedAsync(Incident incident, CancellationToken ct)
    {
        var pinned = await PinnedAsync(incident.Runbook.Hash, ct);
        return pinned is null || !incident.Rehearsal ? pinned : _rehearsed.GetOrAdd((pinned.Hash, incident.Rehearses), _ => RehearsalRunbook.Of(pinned, incident.Rehearses));
    }

    /// <summary>Begins to read the folder: that takes as long as opening the store, and needs nothing of it. The next refresh uses it.</summary>
    public void ReadAhead() => _ahead = Task.Run(() =>
    {
        var files = Files();
        return new ReadFolder(files, [.. ReadAll(files)]);
    });

    /// <summary>Reads the folder again where a file has changed, come or gone.</summary>
    public async Task RefreshAsync(CancellationToken ct)
    {
        await _loading.WaitAsync(ct);
        try
        {
            if (Interlocked.Exchange(ref _ahead, null) is { } ahead)
            {
                var read = await ahead;
                await LoadAsync(read.Files, read.Readings, ct);
                return;
            }
            var files = Files();
            if (files.Count == _loaded.Files.Count && files.All(f => _loaded.Files.TryGetValue(f.Key, out var at) && at == f.Value) && files.Count > 0) return;
            await LoadAsync(files, ReadAll(files), ct);
        }
        finally
        {
            _loading.Release();
        }
        Changed?.Invoke();
    }

    public void Dispose() => _loading.Dispose();

    private ImmutableDictionary<string, DateTime> Files() => Directory.Exists(Folder)
        ? Directory.GetFiles(Folder, "*.yaml").Concat(Directory.GetFiles(Folder, "*.yml")).ToImmutableDictionary(f => f, File.GetLastWriteTimeUtc)
        : ImmutableDictionary<string, DateTime>.Empty;

    private static IEnumerable<ReadFile> ReadAll(ImmutableDictionary<string, DateTime> files)
    {
        foreach (var file in files.Keys.Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(file);
            string? text = null;
            RunbookReading reading;
            try
            {
                text = File.ReadAllText(file);
                reading = RunbookReader.Read(name, text);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                reading = new(null, [new RunbookError(name, 1, 1, $"the file cannot be read: {e.Message}")]);
            }
            yield return new(name, text, reading);
        }
    }

    private async Task LoadAsync(ImmutableDictionary<string, DateTime> files, IEnumerable<ReadFile> readings, CancellationToken ct)
    {
        var active = new List<Runbook>();
        var problems = new List<RunbookProblem>();
        var ids = ImmutableDictionary.CreateBuilder<string, string>();
        foreach (var (name, text, reading) in readings)
        {
            if (reading.Runbook is { } runbook && active.Find(r => r.Id == runbook.Id) is { } twin)
                problems.Add(new(name, [new RunbookError(name, 1, 1, $"another file has the id `{runbook.Id}` already; ids must differ")], twin));
            else if (reading.Runbook is { } good)
            {
                active.Add(good);
                ids[name] = good.Id;
            }
            else
            {
                // What this file gave last stays, even where its id can no longer be read: emptied by an editor, or not readable at all.
                var kept = await LastGoodAsync(_loaded.Ids.GetValueOrDefault(name) ?? (text is null ? null : IdOf(text)), ct);
                if (kept is not null)
                {
                    if (active.All(r => r.Id != kept.Id)) active.Add(kept);
                    ids[name] = kept.Id;
                }
                problems.Add(new(name, reading.Errors, kept));
                foreach (var error in reading.Errors) LogError(error.ToString());
            }
        }
        foreach (var runbook in active) await KeepAsync(runbook, ct);
        if (files.IsEmpty) problems.Add(new(Folder, [new RunbookError(Folder, 1, 1, "no runbook file stands in this folder")], null));
        _loaded = new([.. active], [.. problems], files, ids.ToImmutable());
        LogLoaded(active.Count, problems.Count);
    }

    private async Task<Runbook?> LastGoodAsync(string? id, CancellationToken ct)
    {
        if (id is null) return null;
        if (Find(id) is { } inUse) return inUse;
        await using var db = await contexts.CreateDbContextAsync(ct);
        var row = await db.Set<RunbookVersionRow>().AsNoTracking().Where(r => r.Runbook == id).OrderByDescending(r => r.LoadedAt).FirstOrDefaultAsync(ct);
        return row is null ? null : RunbookReader.Read($"{row.Runbook} {row.Version}", row.Yaml).Runbook;
    }

    private async Task KeepAsync(Runbook runbook, CancellationToken ct)
    {
        _byHash.TryAdd(runbook.Hash, runbook);
        if (_loaded.Active.Any(r => r.Hash == runbook.Hash)) return;
        using var turn = await lane.EnterAsync(ct);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var kept = db.Set<RunbookVersionRow>().Where(r => r.Runbook == runbook.Id);
        if (await kept.OrderByDescending(r => r.LoadedAt).Select(r => r.Hash).FirstOrDefaultAsync(ct) == runbook.Hash) return;
        // One that comes into use again is the last good one from now on.
        if (await kept.Where(r => r.Hash == runbook.Hash).ExecuteUpdateAsync(set => set.SetProperty(r => r.LoadedAt, time.GetUtcNow()), ct) > 0) return;
        db.Add(new RunbookVersionRow(runbook.Hash, runbook.Id, runbook.Version, runbook.Source, time.GetUtcNow()));
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException)
        {
            // Another node loaded the same content in the same moment: it is there, which is all we want.
        }
    }

    private static string? IdOf(string text) => IdLine().Match(text) is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex(@"^id:\s*[""']?([A-Za-z0-9_-]+)", RegexOptions.Multiline)]
    private static partial Regex IdLine();

    [LoggerMessage(LogLevel.Error, "Runbook not taken into use: {Error}")]
    partial void LogError(string error);

    [LoggerMessage(LogLevel.Information, "Runbooks in use: {Runbooks}; with problems: {Problems}")]
    partial void LogLoaded(int runbooks, int problems);
}

/// <summary>Looks for changed runbook files every two seconds: a watcher on the file system misses what editors and mounts do.</summary>
public sealed partial class RunbookRefresher(RunbookCatalog catalog, TimeProvider time, ILogger<RunbookRefresher> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(2), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            try
            {
                await catalog.RefreshAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogFailed(e);
            }
    }

    [LoggerMessage(LogLevel.Warning, "Runbooks could not be refreshed; the ones in use stay")]
    partial void LogFailed(Exception e);
}
