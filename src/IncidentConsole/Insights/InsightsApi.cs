using System.Text;
using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Incidents.Api;

namespace MeetSolis.IncidentConsole.Insights;

/// <summary>The figures for clients, and as rows for a spreadsheet.</summary>
public static class InsightsApi
{
    /// <summary>What a row may be of.</summary>
    internal static readonly IReadOnlyList<string> Tables = ["incidents", "steps", "triggers"];

    public static WebApplication MapInsights(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1/insights").WithTags("Insights").RequireAuthorization(AccessPolicies.CanRead);
        api.MapGet("", ReadAsync).Produces<InsightsShape>().ProducesProblem(422);
        api.MapGet("/{table}.csv", CsvAsync).Produces<string>(StatusCodes.Status200OK, "text/csv").ProducesProblem(404).ProducesProblem(422);
        return app;
    }

    private static async Task<IResult> ReadAsync([AsParameters] Asked asked, FactsTable facts, TimeProvider time, CancellationToken ct) => asked.Read() is { Wrong: null } query
        ? TypedResults.Ok(InsightsShape.Of(InsightsReport.Of(await facts.ReadAsync(query.ToFilter(time.GetUtcNow()), ct)), await facts.StaleCountAsync(ct)))
        : Refuse(asked.Read());

    private static async Task<IResult> CsvAsync(string table, [AsParameters] Asked asked, FactsTable facts, TimeProvider time, CancellationToken ct)
    {
        if (!Tables.Contains(table)) return Answers.Refuse(RefusalKind.NotFound, $"There is no table '{table}': there are {string.Join(", ", Tables)}.", []);
        if (asked.Read() is not { Wrong: null } query) return Refuse(asked.Read());
        var found = (await facts.ReadAsync(query.ToFilter(time.GetUtcNow()), ct)).OrderBy(f => f.Number).ToList();
        var text = table switch { "incidents" => Incidents(found), "steps" => Steps(found), _ => Triggers(found) };
        return Results.File(Encoding.UTF8.GetBytes(text), "text/csv; charset=utf-8", $"{table}.csv");
    }

    private static Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult Refuse(InsightsQuery query) => Answers.Refuse(RefusalKind.Invalid, query.Wrong!.Value.Sentence, [query.Wrong.Value.Field]);

    private static string Incidents(IEnumerable<IncidentFacts> facts) => CsvText.Write(
        ["incident", "declared", "environment", "runbook", "drill", "trigger", "dismissed", "missed by triggers", "acknowledge s", "decide s", "mitigate s", "resolve s", "updates late", "clocks missed", "items skipped", "items settled"],
        facts.Select(f => (IReadOnlyList<object?>)
        [
            f.Number.ToString(), f.DeclaredAt, f.Environment, f.Runbook, Yes(f.Drill), f.Trigger, Yes(f.Dismissed), Yes(f.Missed), f.Acknowledge, f.Decide, f.Mitigate, f.Resolve,
            f.LateUpdates.Count, f.Clocks.Count(c => c.Missed), f.SkippedItems.Count, f.SettledItems.Count,
        ]));

    private static string Steps(IEnumerable<IncidentFacts> facts) => CsvText.Write(
        ["incident", "declared", "environment", "drill", "method", "step", "seconds", "budget s", "succeeded"],
        facts.SelectMany(f => f.Steps.Select(s => (IReadOnlyList<object?>)[f.Number.ToString(), f.DeclaredAt, f.Environment, Yes(f.Drill), s.Method, s.Step, s.Seconds, s.Budget, Yes(s.Succeeded)])));

    private static string Triggers(IEnumerable<IncidentFacts> facts) => CsvText.Write(
        ["incident", "declared", "environment", "drill", "trigger", "led to a rollback", "dismissed"],
        facts.SelectMany(f => f.Triggers.Select(t => (IReadOnlyList<object?>)[f.Number.ToString(), f.DeclaredAt, f.Environment, Yes(f.Drill), t.Id, Yes(t.Rollback), Yes(t.Dismissed)])));

    private static string Yes(bool so) => so ? "yes" : "no";

    /// <summary>As the address of the page has it.</summary>
    internal sealed class Asked
    {
        public string? Span { get; init; }
        public string? Environment { get; init; }
        public string? Runbook { get; init; }
        public string? Drills { get; init; }
        public string? From { get; init; }
        public string? To { get; init; }

        public InsightsQuery Read() => InsightsQuery.Read(Span, Environment, Runbook, Drills, From, To);
    }
}
