using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Drills;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Rehearsals;

/// <summary>
/// <c>drill SCENARIO</c> and <c>rehearse METHOD [--environment NAME]</c>: a console of its own, on the store of the settings and a free port of this machine,
/// goes through it by itself. Exit 0 only where it came to its end and everything was proven.
/// </summary>
internal static class UnattendedVerbs
{
    public const string Usage = "drill SCENARIO [--SETTING=VALUE …]\n      rehearse METHOD [--environment NAME] [--runbook ID] [--choose STEP=OPTION …] [--SETTING=VALUE …]";

    private const int Done = 0, Failed = 1, Misused = 2;

    // What a trigger needs at most until it fires, with times that run thirty times faster.
    private static readonly TimeSpan UntilDeclared = TimeSpan.FromMinutes(3);
    private static readonly string[] _own = ["--environment", "--runbook", "--choose"];

    public static bool IsAskedBy(string[] args) => args is ["drill" or "rehearse", ..];

    /// <summary>What of the arguments are settings; it listens on loopback alone, where nobody else does.</summary>
    public static string[] Settings(string[] args) => [.. Words(args).Settings, "--urls=http://127.0.0.1:0"];

    public static async Task<int> RunAsync(WebApplication app, string[] args)
    {
        var (words, options, _) = Words(args);
        if (words is not [var verb, var subject] || options.Exists(o => o.Value.Length == 0) || verb == "drill" && options.Count > 0 || options.Exists(o => o.Name == "--choose" && !o.Value.Contains('=', StringComparison.Ordinal)))
        {
            await Console.Error.WriteLineAsync(Usage);
            return Misused;
        }
        using var interrupted = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            interrupted.Cancel();
        };
        await app.StartAsync(interrupted.Token);
        try
        {
            return verb == "drill" ? await DrillAsync(app.Services, subject, interrupted.Token) : await RehearseAsync(app.Services, subject, options, interrupted.Token);
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            return await SayAsync("Interrupted: the incident stays open, and a step that runs goes on.");
        }
        finally
        {
            await app.StopAsync(CancellationToken.None);
        }
    }

    /// <summary>Whoever may run the program on its own data may do everything; entries name them so.</summary>
    private static Caller Self => new(new(ActorKind.Person, "unattended", $"Unattended ({Environment.UserName})"), AccessRole.Commander);

    private static async Task<int> DrillAsync(IServiceProvider services, string scenario, CancellationToken ct)
    {
        var begun = await services.GetRequiredService<DrillService>().StartAsync(scenario, Self, ct);
        if (begun is not DrillResult.Started { Environment: var environment }) return await SayAsync(((DrillResult.Refused)begun).Sentence);
        Console.WriteLine($"{scenario} has begun in {environment}; its incident opens when the trigger fires.");
        var time = services.GetRequiredService<TimeProvider>();
        var since = time.GetTimestamp();
        IncidentNumber? open;
        while ((open = await services.GetRequiredService<IncidentList>().OpenInAsync(environment, ct)) is null)
        {
            if (time.GetElapsedTime(since) > UntilDeclared) return await SayAsync($"No trigger fired within {EvidenceText.Duration(UntilDeclared)}.");
            await Task.Delay(TimeSpan.FromMilliseconds(200), time, ct);
        }
        var end = await WalkAsync(services, open.Value, new Dictionary<string, string>(), ct);
        foreach (var run in end.View.Incident.Runs) WalkTable.Write(Console.Out, end.View, run);
        var incident = end.View.Incident;
        var proven = end.Stopped is null && incident.Status == IncidentStatus.Resolved && incident.CurrentRun is null or { MitigatedAt: not null };
        return proven ? await TellAsync($"{incident.Number} is resolved, and proven by its success criteria.") : await SayAsync($"{incident.Number} is not proven. {end.Stopped}");
    }

    private static async Task<int> RehearseAsync(IServiceProvider services, string method, List<(string Name, string Value)> options, CancellationToken ct)
    {
        string? Option(string name) => options.Find(o => o.Name == name).Value;
        var runbooks = services.GetRequiredService<RunbookCatalog>();
        var runbook = Option("--runbook") ?? RehearsalService.Default(runbooks, method)?.Id ?? "";
        var begun = await services.GetRequiredService<RehearsalService>().BeginAsync(runbook, method, Option("--environment"), Self, null, ct);
        if (begun is not RehearsalStart.Begun { Incident: var number }) return await SayAsync(((RehearsalStart.Refused)begun).Sentence);
        Console.WriteLine($"{number}: {method} is rehearsed.");
        var choices = options.Where(o => o.Name == "--choose").Select(o => o.Value.Split('=', 2)).ToDictionary(o => o[0], o => o[1]);
        var end = await WalkAsync(services, number, choices, ct);
        WalkTable.Write(Console.Out, end.View, end.View.Incident.CurrentRun!);
        if (await services.GetRequiredService<RehearsalReporter>().EndedAsync(number, ct) is { } unwritten) await Console.Error.WriteLineAsync(unwritten);
        var record = (await services.GetRequiredService<RehearsalEvidence>().FindAsync(number, ct))!;
        if (record.Report is { } report) Console.WriteLine($"Report: {Path.Combine(services.GetRequiredService<Documents.DocumentFolder>().FullPath, report)}");
        if (!record.Counts) return await SayAsync($"It does not count as rehearsed. {record.Why}");
        Console.WriteLine($"Data: {record.Review.Data.Words()}.");
        return record.Review.InTime ? await TellAsync("Every step was proven, within the time.")
            : await SayAsync($"Every step was proven, but the rollback took {EvidenceText.Duration(record.Took!.Value)}, and {EvidenceText.Duration(record.Review.Within!.Value)} are allowed.");
    }

    private static async Task<WalkEnd> WalkAsync(IServiceProvider services, IncidentNumber number, IReadOnlyDictionary<string, string> choices, CancellationToken ct)
    {
        var walk = services.GetRequiredService<UnattendedWalk>();
        var time = services.GetRequiredService<TimeProvider>();
        var end = await walk.RunAsync(number, Self, done => Console.WriteLine($"{time.GetUtcNow().UtcDateTime:HH:mm:ss} {done}"), choices, ct);
        return end.Stopped is null ? end : await walk.GiveUpAsync(end, Self, ct);
    }

    private static (List<string> Words, List<(string Name, string Value)> Options, List<string> Settings) Words(string[] args)
    {
        var (words, options, settings) = (new List<string>(), new List<(string, string)>(), new List<string>());
        for (var i = 0; i < args.Length; i++)
        {
            var own = Array.Find(_own, o => args[i] == o || args[i].StartsWith(o + "=", StringComparison.Ordinal));
            if (own is not null) options.Add((own, args[i] == own ? args.ElementAtOrDefault(++i) ?? "" : args[i][(own.Length + 1)..]));
            else if (args[i].StartsWith("--", StringComparison.Ordinal)) settings.Add(args[i]);
            else words.Add(args[i]);
        }
        return (words, options, settings);
    }

    private static async Task<int> TellAsync(string sentence)
    {
        await Console.Out.WriteLineAsync(sentence);
        return Done;
    }

    private static async Task<int> SayAsync(string sentence)
    {
        await Console.Error.WriteLineAsync(sentence);
        return Failed;
    }
}
