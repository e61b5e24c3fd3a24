using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Incidents.Api;

namespace MeetSolis.IncidentConsole.Drills;

public sealed record DrillRequest(string? Scenario);
public sealed record DrillShape(string Scenario, string Environment, string? Incident);

public static class DrillSetup
{
    public static IHostApplicationBuilder AddDrills(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PracticeProcess>().AddSingleton<DrillService>().AddHostedService<DrillResumption>();
        return builder;
    }

    public static WebApplication MapDrills(this WebApplication app)
    {
        app.MapPost("/api/v1/drills", async (DrillRequest request, HttpContext http, DrillService drills, CallerService callers, CancellationToken ct) =>
            await callers.ForAsync(http.User, ct) is not { } caller ? Results.Unauthorized()
            : await drills.StartAsync(request.Scenario ?? "", caller, ct) switch
            {
                DrillResult.Started s => Results.Ok(new DrillShape(s.Scenario, s.Environment, s.Incident?.ToString())),
                DrillResult.Refused r => Answers.Refuse(r.Kind, r.Sentence, []),
                _ => throw new System.Diagnostics.UnreachableException(),
            }).RequireAuthorization(AccessPolicies.CanAct).WithTags("Drills");
        return app;
    }
}
