using MeetSolis.PracticeTarget.Database;
using MeetSolis.PracticeTarget.Drains;
using MeetSolis.PracticeTarget.Practice;
using MeetSolis.PracticeTarget.Redis;
using MeetSolis.PracticeTarget.Site;
using MeetSolis.PracticeTarget.Traffic;
using MeetSolis.PracticeTarget.VercelApi;

namespace MeetSolis.PracticeTarget;

/// <summary>The verb that plays MeetSolis production.</summary>
internal static class Serve
{
    /// <summary>Runs until it is stopped or orphaned. Exit 2: the settings are refused; 1: it cannot listen.</summary>
    public static int Run(string[] args)
    {
        // The empty builder reads no appsettings of whoever started us: only the environment and the command line.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddEnvironmentVariables().AddCommandLine(args);
        List<string> refusals = [];
        if (TargetSettings.Read(builder.Configuration, refusals) is not { } settings)
        {
            foreach (var refusal in refusals)
                Console.Error.WriteLine(refusal);
            return 2;
        }
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(settings.Listen);
        });
        builder.Logging.AddSimpleConsole(o => o.SingleLine = true).SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddRoutingCore();
        AddParts(builder.Services, settings);
        var app = builder.Build();
        app.Services.GetRequiredService<Production>().Reset();
        app.UseRouting();
        app.MapPractice();
        app.MapVercelApi();
        app.Map("/{**path}", (HttpContext context, SiteEndpoint site) => site.HandleAsync(context));
        try
        {
            app.Run();
            return 0;
        }
        catch (IOException ex)
        {
            Console.Error.WriteLine(ex.Message);
            return 1;
        }
    }

    private static void AddParts(IServiceCollection services, TargetSettings settings)
    {
        services.AddSingleton(settings).AddSingleton(TimeProvider.System)
            .AddSingleton(p => new Production(p.GetRequiredService<TimeProvider>(), settings.DeployTime))
            .AddSingleton<Faults>().AddSingleton<SiteRoutes>().AddSingleton<SiteEndpoint>().AddSingleton<LogWriter>().AddSingleton<Meter>();
        AddRunning<PracticeDatabase>(services);
        AddRunning<RateLimits>(services);
        AddRunning<DatabaseUse>(services);
        AddRunning<ServerAddress>(services);
        AddRunning<LogDrain>(services);
        AddRunning<EventFeed>(services);
        AddRunning<BackgroundTraffic>(services);
        AddRunning<FailedMigration>(services);
        AddRunning<OrphanWatch>(services);
    }

    private static void AddRunning<T>(IServiceCollection services) where T : class, IHostedService =>
        services.AddSingleton<T>().AddHostedService(p => p.GetRequiredService<T>());
}
