using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Serilog;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace MeetSolis.IncidentConsole.Shell;

/// <summary>What every host has: logs, error answers, health.</summary>
public static class Hosting
{
    private static readonly string[] _forPrograms = ["/api", "/ingest", "/healthz", "/hubs", "/_blazor", "/openapi", "/metrics"];

    /// <summary>
    /// A published console finds its settings and static files beside its program, wherever it is started from: in another
    /// folder every style sheet would be an empty 200.
    /// </summary>
    public static WebApplicationOptions Options(string[] args) => new()
    {
        Args = args,
        ContentRootPath = Directory.Exists(Path.Combine(AppContext.BaseDirectory, "wwwroot")) ? AppContext.BaseDirectory : null,
    };

    public static IHostApplicationBuilder AddLogging(this IHostApplicationBuilder builder)
    {
        var folder = Path.Combine(builder.Configuration["Data:Folder"] is { Length: > 0 } data ? data : "data", "logs");
        // As a provider: the framework keeps one logger a category, where Serilog's own factory makes one for everybody who asks, and each circuit asks often.
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddSerilog(new LoggerConfiguration()
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("System.Net.Http", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.Hosting.Lifetime", LogEventLevel.Information)
            .ReadFrom.Configuration(builder.Configuration)
            .Enrich.FromLogContext()
            .WriteTo.Console(formatProvider: System.Globalization.CultureInfo.InvariantCulture)
            .WriteTo.File(new CompactJsonFormatter(), Path.Combine(folder, "console-.jsonl"), rollingInterval: RollingInterval.Day, retainedFileCountLimit: 14)
            .CreateLogger(), dispose: true);
        return builder;
    }

    public static WebApplication UseErrorPages(this WebApplication app)
    {
        // A program gets problem details, a person a page; neither gets a stack.
        app.UseWhen(http => http.Request.Path.StartsWithSegments("/api") || http.Request.Path.StartsWithSegments("/ingest"), branch => branch.UseExceptionHandler());
        app.UseWhen(http => !http.Request.Path.StartsWithSegments("/api") && !http.Request.Path.StartsWithSegments("/ingest"), branch => branch.UseExceptionHandler("/error"));
        // An address that is none shows a page that says so, and not the browser's own. Not inside a branch: only here is it routed anew.
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.Use((http, next) =>
        {
            if (!IsForAPage(http) && http.Features.Get<IStatusCodePagesFeature>() is { } pages) pages.Enabled = false;
            return next(http);
        });
        app.UseWhen(http => http.Request.Path.StartsWithSegments("/api"), branch => branch.UseStatusCodePages());
        return app;
    }

    private static bool IsForAPage(HttpContext http) =>
        HttpMethods.IsGet(http.Request.Method) && !Path.HasExtension(http.Request.Path)
        && !_forPrograms.Any(p => http.Request.Path.StartsWithSegments(p, StringComparison.Ordinal));

    public static WebApplication MapHealth(this WebApplication app)
    {
        app.MapHealthChecks("/healthz/live", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/healthz/ready", new HealthCheckOptions { Predicate = c => c.Tags.Contains("ready") }).AllowAnonymous();
        return app;
    }

    /// <summary>
    /// Runs it until it is told to end. Told so while it still starts, it ends as well as ever: the framework lets the start fail with a cancellation
    /// that nobody catches, which a service manager takes for a crash.
    /// </summary>
    /// <exception cref="IOException">It cannot listen where it is told to.</exception>
    public static async Task RunToItsEndAsync(this WebApplication app)
    {
        await using (app)
        {
            try
            {
                await app.StartAsync();
                await app.WaitForShutdownAsync();
            }
            catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
            {
                await app.StopAsync();
            }
        }
    }
}
