using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runs;
using MeetSolis.IncidentConsole.Signals;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace MeetSolis.IncidentConsole.Drills;

/// <summary>
/// Starts drills: the practice target is told to have a fault, and its signed feeds do the rest. Its sources are bound to the drill's environment,
/// so a drill can never look like production.
/// </summary>
public sealed class DrillService(
    PracticeProcess process, RunbookCatalog runbooks, IncidentList incidents, SourceRegistry sources, EnvironmentSettings environments, IServer server) : IDisposable
{
    public const string DrainSource = "practice-vercel";
    public const string EventsSource = "practice-events";

    private readonly SemaphoreSlim _starting = new(1, 1);

    public IReadOnlyList<DrillScenario> Scenarios => DrillScenario.All;

    public DrillState Current { get; private set; } = DrillState.Idle;

    /// <summary>Raised after <see cref="Current"/> has changed.</summary>
    public event Action? Changed;

    /// <summary>Why a drill cannot be had on this machine, as a sentence that says what to install; null where it can.</summary>
    public static string? Missing(DrillScenario scenario) => scenario.NeedsDatabase ? DatabaseTools.Missing : null;

    public async Task<DrillResult> StartAsync(string scenario, Caller caller, CancellationToken ct)
    {
        if (caller.Role < AccessRole.Responder) return Refuse("A drill needs the role Responder or higher.", RefusalKind.Forbidden);
        if (Scenarios.All(s => s.Id != scenario))
            return Refuse($"There is no drill '{scenario}': there are {string.Join(", ", Scenarios.Select(s => s.Id))}.", RefusalKind.NotFound);
        var wanted = Scenarios.First(s => s.Id == scenario);
        if (Missing(wanted) is { } missing) return Refuse(missing);
        if (DrillEnvironment() is not { } environment) return Refuse("No runbook in use has an environment with a practice target.");
        await _starting.WaitAsync(ct);
        try
        {
            if (await incidents.OpenInAsync(environment, ct) is { } open)
                return Refuse($"{open} is open in {environment}: resolve or dismiss it before the next drill.");
            if (await process.StartAsync(ConsoleUrl(), wanted.NeedsDatabase, ct) is { } problem) return Refuse(problem);
            Connect(environment, scenario);
            await process.TellAsync("/practice/reset", null, ct);
            if (await process.TellAsync("/practice/scenario", new { scenario }, ct) is { } refusal) return Refuse(refusal);
            return new DrillResult.Started(scenario, environment, null);
        }
        catch (Exception e) when (e is HttpRequestException or InvalidOperationException or System.Text.Json.JsonException || e is TaskCanceledException && !ct.IsCancellationRequested)
        {
            return Refuse($"The practice target does not answer: {e.Message}");
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>After a restart: the practice target that is still there is listened to again.</summary>
    public async Task ResumeAsync(CancellationToken ct)
    {
        if (DrillEnvironment() is { } environment && await process.AdoptAsync(ct)) Connect(environment, await process.ScenarioAsync(ct));
    }

    public void Dispose() => _starting.Dispose();

    private void Connect(string environment, string? scenario)
    {
        var facts = process.Facts!;
        sources.Add(new Source(DrainSource, "vercel", environment, facts.DrainSecret));
        sources.Add(new Source(EventsSource, "events", environment, facts.EventsSecret));
        environments.Practice = process.Environment() with { Scenario = scenario };
        Current = new(true, scenario, facts.Url);
        Changed?.Invoke();
    }

    private string? DrillEnvironment() => runbooks.Active.SelectMany(r => r.Environments.Values).FirstOrDefault(e => e.PracticeTarget)?.Id;

    /// <summary>Where this console listens, as the practice target reaches it.</summary>
    private Uri ConsoleUrl()
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        var address = addresses.FirstOrDefault(a => a.StartsWith("http://", StringComparison.Ordinal)) ?? throw new InvalidOperationException("the console has no http address for its feeds.");
        var port = BindingAddress.Parse(address).Port;
        return new($"http://127.0.0.1:{port}");
    }

    private static DrillResult.Refused Refuse(string sentence, RefusalKind kind = RefusalKind.Conflict) => new(kind, sentence);
}

/// <summary>Takes the drill up again once the console listens.</summary>
public sealed partial class DrillResumption(DrillService drills, IHostApplicationLifetime lifetime, ILogger<DrillResumption> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var listening = new TaskCompletionSource();
        await using var started = lifetime.ApplicationStarted.Register(listening.SetResult);
        await listening.Task.WaitAsync(stoppingToken);
        if (DatabaseTools.Missing is { } missing) LogMissing(missing);
        if (!NetworkFence.IsAvailable) LogUnfenced(NetworkFence.Describe);
        try
        {
            await drills.ResumeAsync(stoppingToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogFailed(e);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The drills with a database are not offered. {Missing}")]
    partial void LogMissing(string missing);

    [LoggerMessage(LogLevel.Warning, "{Fence}")]
    partial void LogUnfenced(string fence);

    [LoggerMessage(LogLevel.Warning, "The practice target of before could not be taken up; the next drill starts another")]
    partial void LogFailed(Exception e);
}
