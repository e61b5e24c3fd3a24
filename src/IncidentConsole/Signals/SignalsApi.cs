using System.Text.Json.Serialization;
using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Signals.History;
using MeetSolis.IncidentConsole.Signals.Silences;

namespace MeetSolis.IncidentConsole.Signals;

public sealed record SignalItem(string Id, string Environment, double? Value, string Unit, DateTimeOffset At, string State, IReadOnlyList<SignalTriggerItem> Triggers);

/// <param name="Threshold">What this signal is compared with in the trigger's condition; null where only its trend counts.</param>
/// <param name="SilencedUntil">Until when it declares nothing; null where it is not silenced.</param>
/// <param name="Silence">By whom, and why; of several the one that holds longest.</param>
public sealed record SignalTriggerItem(
    string Id, string State, double? Threshold, double HeldSeconds, double ForSeconds, DateTimeOffset? SilencedUntil = null, SilenceItem? Silence = null);

public sealed record SignalList(IReadOnlyList<SignalItem> Items, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Next = null);

/// <summary>A person reports an event.</summary>
public sealed record ReportRequest(string? Environment, string? Event, string? Text);

public sealed record ReportResult(string Environment, string Event, DateTimeOffset At);

/// <summary>Signals as the evaluator last found them, and reports by people.</summary>
public static partial class SignalsApi
{
    private const int LongestText = 4_000;

    public static WebApplication MapSignals(this WebApplication app)
    {
        app.MapGet("/api/v1/signals", List).WithName("ListSignals").RequireAuthorization(AccessPolicies.CanRead)
            .Produces<SignalList>().ProducesProblem(404);
        app.MapPost("/api/v1/reports", ReportAsync).WithName("Report").RequireAuthorization(AccessPolicies.CanAct)
            .Produces<ReportResult>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(503);
        SilenceApi.Map(app);
        return app.MapSignalHistory();
    }

    private static IResult List(string? environment, SignalBoard board, RunbookCatalog runbooks)
    {
        if (!string.IsNullOrEmpty(environment) && !IsKnown(environment, runbooks))
            return NoEnvironment();
        var wanted = string.IsNullOrEmpty(environment)
            ? runbooks.Active.SelectMany(r => r.Environments.Keys).Distinct().ToArray()
            : [environment];
        return Results.Ok(new SignalList([.. wanted.Select(board.Current).SelectMany(Items)]));
    }

    private static IEnumerable<SignalItem> Items(BoardSnapshot snapshot) => snapshot.Readings.Values.Select(r => new SignalItem(
        r.Signal, r.Environment, r.Value, r.Unit, r.At, Word(r.State),
        [.. snapshot.Triggers.Values.Where(t => t.Trigger.When!.Signals().Contains(r.Signal)).Select(t => new SignalTriggerItem(
            t.Trigger.Id, Word(t.State.Phase),
            t.Trigger.When!.Thresholds().Where(c => c.Signal == r.Signal).Select(c => (double?)c.Value).FirstOrDefault(),
            t.State.Held.TotalSeconds, t.For.TotalSeconds, t.Silenced?.At(snapshot.At)?.Until, t.Silenced is { } s ? SilenceItem.Of(s, snapshot.At) : null))]));

    private static async Task<IResult> ReportAsync(
        ReportRequest report, HttpContext http, CallerService callers, RunbookCatalog runbooks, SignalStore signals, ITriggerSink sink, TimeProvider time, ILogger<SignalStore> log, CancellationToken ct)
    {
        if (report.Environment is not { Length: > 0 } environment || report.Event is not { Length: > 0 } @event)
            return Results.Problem("A report names an environment and an event.", statusCode: 400, title: "Incomplete");
        if (report.Text?.Length > LongestText)
            return Results.Problem($"The text may have {LongestText} characters at most.", statusCode: 400, title: "Too long");
        if (!IsKnown(environment, runbooks))
            return NoEnvironment();
        if (!runbooks.Active.Any(r => r.Environments.ContainsKey(environment) && r.Events.Contains(@event)))
            return Results.Problem("The runbook of this environment knows no such event; it lists them under `events`.", statusCode: 404, title: "Unknown event");
        if (await callers.ForAsync(http.User, ct) is not { } caller)
            return Results.Forbid();

        var at = time.GetUtcNow();
        var key = http.Request.Headers["Idempotency-Key"].ToString();
        var id = key.Length > 0 ? $"{caller.Actor.Id}\n{key}" : null;
        var keeping = await signals.ReportAsync(environment, @event, at, id);
        if (keeping.Why is { } why)
            return Results.Problem(why, statusCode: 503, title: "Not taken");
        try
        {
            // If we die here it is counted, and whoever reported it got no answer: with their key it comes again without harm.
            await sink.ReportedAsync(new PersonReport(environment, @event, (report.Text ?? "").Trim(), caller, at, id is null ? null : $"report {caller.Actor.Id} {key}"), ct);
        }
        catch (Exception e) when (StoreErrors.Explain(e) is { } away)
        {
            return Results.Problem(away, statusCode: 503, title: "Not taken");
        }
        LogReported(log, caller.Actor.Name, @event, environment);
        return Results.Ok(new ReportResult(environment, @event, at));
    }

    private static bool IsKnown(string environment, RunbookCatalog runbooks) => runbooks.Active.Any(r => r.Environments.ContainsKey(environment));

    private static IResult NoEnvironment() => Results.Problem("No active runbook has this environment.", statusCode: 404, title: "Unknown environment");

    private static string Word<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    [LoggerMessage(LogLevel.Information, "{Person} reported {Event} in {Environment}")]
    private static partial void LogReported(ILogger log, string person, string @event, string environment);
}
