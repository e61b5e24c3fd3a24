namespace MeetSolis.IncidentConsole.Insights;

public static class InsightsSetup
{
    public static IHostApplicationBuilder AddInsights(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<FactsTable>().AddSingleton<FactsKeeper>().AddHostedService(p => p.GetRequiredService<FactsKeeper>());
        return builder;
    }
}
