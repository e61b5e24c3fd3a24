using MeetSolis.IncidentConsole.Messages.Api;
using MeetSolis.IncidentConsole.Messages.Channels;
using MeetSolis.IncidentConsole.Messages.Store;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeetSolis.IncidentConsole.Messages;

public static class MessagesSetup
{
    public static IServiceCollection AddMessages(this IServiceCollection services)
    {
        services.AddHealthChecks().AddCheck<OutboxHealthCheck>("outbox", HealthStatus.Degraded, ["ready"]);
        return services
            .AddSingleton<ChannelHttp>().AddSingleton<SlackPeople>().AddSingleton<ChannelRegistry>()
            .AddSingleton<OutboxStore>().AddSingleton<OutboxBell>().AddSingleton<ConsoleUrl>().AddSingleton<MessageService>().AddSingleton<MessageAnswers>()
            .AddSingleton<Composing.ComposerService>()
            .AddSingleton<OutboxWorker>().AddHostedService(p => p.GetRequiredService<OutboxWorker>()).AddHostedService<SlackAcknowledgements>();
    }
}
