using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Incidents.Api;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Rehearsals;

/// <param name="Runbook">Null: the first in use that rehearses the method.</param>
/// <param name="Environment">Null: where the runbook says.</param>
public sealed record RehearsalRequest(string? Method, string? Runbook, string? Environment);
public sealed record RehearsalBegunShape(string Incident);

/// <param name="RollbackSeconds">Of the steps that a method has too; null where it did not get to its end.</param>
/// <param name="Counts">Every step was proven.</param>
/// <param name="Why">Why it does not count.</param>
public sealed record RehearsalShape(
    string Incident, string Runbook, string Method, string Environment, string Status, DateTimeOffset BegunAt, DateTimeOffset? EndedAt, bool Counts, string? Why, string Data, bool OnClone,
    double? RollbackSeconds, double? WithinSeconds, double EtaSeconds, string? Report, IReadOnlyList<RehearsedStepShape> Steps);
public sealed record RehearsedStepShape(string Id, string Title, string Status, double? Seconds, double? BudgetSeconds, string? Trouble);

public static class RehearsalsSetup
{
    public static IHostApplicationBuilder AddRehearsals(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<RehearsalService>().AddSingleton<RehearsalHolds>().AddSingleton<RehearsalReporter>().AddHostedService(p => p.GetRequiredService<RehearsalReporter>()).AddSingleton<WalkDefaults>().AddSingleton<UnattendedWalk>();
        return builder;
    }

    public static WebApplication MapRehearsals(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1/rehearsals").WithTags("Rehearsals").RequireAuthorization(AccessPolicies.CanRead);
        api.MapGet("", async (RunbookCatalog runbooks, RehearsalEvidence evidence, CancellationToken ct) =>
        {
            var all = new List<RehearsalRecord>();
            foreach (var runbook in runbooks.Active) all.AddRange(await evidence.ListAsync(runbook, ct));
            return new ListShape<RehearsalShape>([.. all.OrderByDescending(r => r.Incident.Value).Select(Of)], null);
        });
        api.MapPost("", async (RehearsalRequest request, HttpContext http, RunbookCatalog runbooks, RehearsalService rehearsals, CallerService callers, CancellationToken ct) =>
            await callers.ForAsync(http.User, ct) is not { } caller ? Results.Unauthorized()
            : await rehearsals.BeginAsync(request.Runbook ?? RehearsalService.Default(runbooks, request.Method)?.Id ?? "", request.Method ?? "", request.Environment, caller, Answers.CommandId(http, caller), ct) switch
            {
                RehearsalStart.Begun begun => Results.Created($"/api/v1/incidents/{begun.Incident}", new RehearsalBegunShape(begun.Incident.ToString())),
                RehearsalStart.Refused refused => Answers.Refuse(refused.Kind, refused.Sentence, []),
                _ => throw new System.Diagnostics.UnreachableException(),
            }).RequireAuthorization(AccessPolicies.CanAct);
        // As it stands: a rehearsal that is under way has one too.
        api.MapGet("/{n}/report.md", async (string n, RehearsalReporter reporter, CancellationToken ct) =>
            IncidentNumber.TryParse(n, out var number) && await reporter.ReportAsync(number, ct) is { } text
                ? Results.Text(text, "text/markdown; charset=utf-8") : Answers.Refuse(RefusalKind.NotFound, $"{n} is no rehearsal.", []));
        return app;
    }

    private static RehearsalShape Of(RehearsalRecord r) => new(
        r.Incident.ToString(), r.Runbook.Id, r.Method, r.Environment, Shapes.Word(r.Status), r.BegunAt, r.EndedAt, r.Counts, r.Why, Shapes.Word(r.Review.Data), r.OnClone,
        r.Took?.TotalSeconds, r.Review.Within?.TotalSeconds, r.Eta.TotalSeconds, r.Report,
        [.. r.Review.Steps.Select(s => new RehearsedStepShape(s.Id, s.Title, Shapes.Word(s.Status), s.Took?.TotalSeconds, s.Budget?.TotalSeconds, s.Trouble))]);
}
