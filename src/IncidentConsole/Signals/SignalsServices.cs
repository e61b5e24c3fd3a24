using MeetSolis.IncidentConsole.Signals.Polls;
using MeetSolis.IncidentConsole.Signals.Silences;
using MeetSolis.IncidentConsole.Signals.Trying;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MeetSolis.IncidentConsole.Signals;

public static class SignalsServices
{
    /// <summary>Ingest, counts and triggers. Needs the store, the runbooks and an <see cref="ITriggerSink"/>.</summary>
    public static IHostApplicationBuilder AddSignals(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<SignalBoard>();
        services.AddSingleton<SignalTable>().AddSingleton<SignalStore>().AddSingleton<TriggerFirings>().AddSingleton<MethodsInForce>();
        services.AddSingleton<SourceRegistry>().AddSingleton<IngestLimits>().AddSingleton<Ingest>();
        services.AddSingleton<History.SignalPasts>().AddSingleton<History.SignalPageFacts>();
        services.AddSingleton<SignalRetention>().AddSingleton<TriggerEvaluator>();
        services.AddSingleton<SilenceBook>().AddSingleton<SilenceService>().AddSingleton<SourceTest>();
        services.AddSingleton<PollHttp>().AddSingleton<PollService>();
        services.AddSingleton<ISourcePoller, PrometheusPoller>().AddSingleton<ISourcePoller, OpenAiPoller>()
            .AddSingleton<ISourcePoller, SentryRatePoller>().AddSingleton<ISourcePoller, PostgresPoller>();
        services.AddHostedService(p => p.GetRequiredService<SignalStore>());
        services.AddHostedService(p => p.GetRequiredService<TriggerEvaluator>());
        if (builder.Configuration.GetConnectionString("Console") is { Length: > 0 } postgres)
            services.AddHostedService(p => ActivatorUtilities.CreateInstance<CountListener>(p, postgres));
        services.AddHostedService(p => p.GetRequiredService<SignalRetention>());
        services.AddHostedService(p => p.GetRequiredService<PollService>());
        return builder;
    }
}
