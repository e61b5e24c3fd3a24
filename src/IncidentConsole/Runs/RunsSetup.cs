using MeetSolis.IncidentConsole.Data;

namespace MeetSolis.IncidentConsole.Runs;

public static class RunsSetup
{
    public static IHostApplicationBuilder AddRuns(this IHostApplicationBuilder builder)
    {
        builder.Services
            .AddSingleton<EnvironmentSettings>().AddSingleton<StepResolver>().AddSingleton<WorkspaceFiles>().AddSingleton<CommandFiles>().AddSingleton<ExpectedSignals>().AddSingleton<HttpCalls>().AddSingleton<ProofRunner>().AddSingleton<ItemChecks>().AddSingleton<AttemptExecution>()
            .AddSingleton(p => new StepProcesses(p.GetRequiredService<DataFolder>().PathOf("spool"), p.GetRequiredService<TimeProvider>()))
            .AddSingleton<LeaseTable>().AddSingleton<OwnAttempts>().AddHostedService<StepRunner>().AddHostedService<LeaseWatch>().AddSingleton<CriteriaWatcher>().AddSingleton<WaitWatcher>().AddHostedService<OpenIncidentRounds>();
        return builder;
    }
}
