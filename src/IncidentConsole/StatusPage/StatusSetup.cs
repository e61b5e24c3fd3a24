using MeetSolis.IncidentConsole.Shell;

namespace MeetSolis.IncidentConsole.StatusPage;

public static class StatusSetup
{
    private const string Fresh = "public, max-age=15, stale-if-error=86400";

    public static IHostApplicationBuilder AddStatusPage(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<StatusOptions>().BindConfiguration(StatusOptions.Section);
        builder.Services.AddSingleton<StatusReader>().AddSingleton<StatusWriter>().AddSingleton<StatusKeeper>()
            .AddHostedService(p => p.GetRequiredService<StatusKeeper>());
        return builder;
    }

    /// <summary>Before whoever asks who is there: the public page must not need the store, whatever cookie a browser brings.</summary>
    public static WebApplication UseStatusPage(this WebApplication app)
    {
        var keeper = app.Services.GetRequiredService<StatusKeeper>();
        foreach (var (path, form) in Forms)
            app.MapWhen(http => http.Request.Path.Equals(path, StringComparison.Ordinal), branch =>
            {
                branch.UseSecurity();
                branch.Run(http => AnswerAsync(http, keeper, form));
            });
        return app;
    }

    private static readonly (PathString Path, Func<StatusForms, StatusAnswer> Of)[] Forms =
    [
        ("/status", f => f.Html), ("/status/", f => f.Html), ("/status.json", f => f.Json), ("/status.rss", f => f.Rss), ("/status.atom", f => f.Atom),
    ];

    private static async Task AnswerAsync(HttpContext http, StatusKeeper keeper, Func<StatusForms, StatusAnswer> form)
    {
        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
        {
            http.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            http.Response.Headers.Allow = "GET, HEAD";
            return;
        }
        if (keeper.Now is null) await keeper.Tried.WaitAsync(http.RequestAborted);
        if (keeper.Now is not { } now)
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            http.Response.Headers.RetryAfter = "5";
            http.Response.Headers.CacheControl = "no-store";
            await http.Response.WriteAsync("How things are is not known at the moment. Come again in a few seconds.");
            return;
        }
        // Other pages may show it to their readers: there is nothing in it that is not for everybody.
        http.Response.Headers.AccessControlAllowOrigin = "*";
        await form(now).WriteAsync(http, Fresh);
    }
}
