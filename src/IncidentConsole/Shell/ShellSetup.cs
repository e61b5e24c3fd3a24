using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Incidents.Now;
using Microsoft.AspNetCore.Components.Server;
using MudBlazor;
using MudBlazor.Services;

namespace MeetSolis.IncidentConsole.Shell;

public static class ShellSetup
{
    public static WebApplicationBuilder AddShell(this WebApplicationBuilder builder)
    {
        builder.Services.AddRazorComponents().AddInteractiveServerComponents(options =>
            {
                // Nobody is there to read them, and each holds its whole screen in memory.
                options.DisconnectedCircuitMaxRetained = 50;
                options.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(3);
            })
            .AddHubOptions(options =>
            {
                // The browser gives up after 12 s of silence (wwwroot/js/connection.js): three beats may be lost.
                options.KeepAliveInterval = TimeSpan.FromSeconds(4);
                options.ClientTimeoutInterval = TimeSpan.FromSeconds(15);
                options.MaximumReceiveMessageSize = 128 * 1024;
            });
        builder.Services.Configure<CircuitOptions>(builder.Configuration.GetSection("Circuits"));
        builder.Services.AddPageCompression();
        builder.Services.AddCascadingAuthenticationState();
        builder.Services.AddMudServices(options =>
        {
            options.SnackbarConfiguration.PositionClass = Defaults.Classes.Position.BottomCenter;
            options.SnackbarConfiguration.VisibleStateDuration = 4_000;
            options.SnackbarConfiguration.ShowTransitionDuration = 120;
            options.SnackbarConfiguration.HideTransitionDuration = 120;
        });
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddSingleton<IncidentWatchers>();
        builder.Services.AddSingleton<LastRuns>().AddSingleton<NowReader>();
        builder.Services.AddScoped<PaletteActions>();
        return builder;
    }

    public static WebApplication MapShell(this WebApplication app)
    {
        app.MapStaticAssets();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
        return app;
    }
}
