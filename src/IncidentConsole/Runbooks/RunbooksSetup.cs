using MeetSolis.IncidentConsole.Access;

namespace MeetSolis.IncidentConsole.Runbooks;

public sealed record RunbookShape(string Id, string Title, string Version, string Hash, string? Status);

public static class RunbooksSetup
{
    public static IHostApplicationBuilder AddRunbooks(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<RunbookCatalog>().AddSingleton<RunbookVersions>().AddHostedService<RunbookRefresher>();
        return builder;
    }

    public static WebApplication MapRunbooks(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1/runbooks").WithTags("Runbooks").RequireAuthorization(AccessPolicies.CanRead);
        api.MapGet("", (RunbookCatalog runbooks) => new Incidents.Api.ListShape<RunbookShape>(
            [.. runbooks.Active.Select(r => new RunbookShape(r.Id, r.Title, r.Version, r.Hash, r.Status))], null));
        api.MapGet("/{id}", (string id, RunbookCatalog runbooks) => runbooks.Find(id) is { } runbook
            ? Results.Json(RunbookJson.Of(runbook))
            : Results.Problem($"There is no runbook '{id}'.", statusCode: 404, title: "Not found"));
        return app;
    }
}
