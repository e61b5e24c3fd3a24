using MeetSolis.IncidentConsole.Actions;
using MeetSolis.IncidentConsole.Exports;
using MeetSolis.IncidentConsole.Incidents.Api;
using MeetSolis.IncidentConsole.Incidents.Deadlines;
using MeetSolis.IncidentConsole.Live;
using MeetSolis.IncidentConsole.Messages;
using MeetSolis.IncidentConsole.Postmortems;
using MeetSolis.IncidentConsole.Rehearsals;
using MeetSolis.IncidentConsole.Replays;
using MeetSolis.IncidentConsole.Retention;
using MeetSolis.IncidentConsole.Searching;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Incidents;

public static class IncidentsSetup
{
    public static IHostApplicationBuilder AddIncidents(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IncidentService>().AddSingleton<RehearsalEvidence>().AddSingleton<ITriggerSink, TriggerResponse>()
            .AddSingleton<EntryShaper>().AddSingleton<Timelines.TimelineReader>().AddSingleton<Charts.IncidentCharts>().AddSingleton<ReplayReader>()
            .AddSingleton<SearchIndex>().AddSingleton<TextSearch>().AddHostedService<SearchIndexer>().AddSingleton<SimilarIncidents>()
            .AddSingleton<RetentionStore>().AddSingleton<PersonErasure>().AddSingleton<RetentionWorker>().AddHostedService(p => p.GetRequiredService<RetentionWorker>()).AddSingleton<EntryBroadcast>().AddSingleton<SigningKey>().AddSingleton<ExportService>()
            .AddHostedService<MethodsInForceFeeder>()
            .AddSingleton<Clocks>().AddHostedService(p => p.GetRequiredService<Clocks>())
            .AddIncidentApi().AddActionItems().AddMessages().AddPostmortems();
        builder.Services.AddSignalR(o => o.EnableDetailedErrors = false).AddJsonProtocol(o => Json(o.PayloadSerializerOptions));
        builder.Services.ConfigureHttpJsonOptions(o => Json(o.SerializerOptions));
        return builder;
    }

    public static WebApplication MapIncidents(this WebApplication app)
    {
        IncidentApi.Map(app);
        SearchApi.Map(app);
        // Open to everybody: whoever is to check an export must not need to be let in here.
        app.MapGet("/export-key.pem", (SigningKey key) => ExportAnswers.Key(key)).AllowAnonymous().ExcludeFromDescription();
        app.MapHub<IncidentHub>("/hubs/incidents");
        return app;
    }

    private static void Json(System.Text.Json.JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = System.Text.Json.JsonNamingPolicy.CamelCase;
        options.Converters.Add(new System.Text.Json.Serialization.JsonStringEnumConverter(System.Text.Json.JsonNamingPolicy.KebabCaseLower));
    }
}
