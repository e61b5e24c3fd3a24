using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Logging;

namespace MeetSolis.IncidentConsole.Tests.Signals.Polls;

/// <summary>A real HTTP server that answers what a test says.</summary>
internal sealed class PolledSite : IAsyncDisposable
{
    private readonly WebApplication _app;

    private PolledSite(WebApplication app) => _app = app;

    /// <summary>What is answered: a text with status 200 unless the handler says otherwise.</summary>
    public Func<HttpContext, Task<string>> Answer { get; set; } = _ => Task.FromResult("{}");
    public ConcurrentQueue<(Uri Url, string? Authorization)> Asked { get; } = new();
    public string Url => _app.Urls.First();

    public static async Task<PolledSite> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var site = new PolledSite(builder.Build());
        site._app.Run(async http =>
        {
            site.Asked.Enqueue((new Uri(http.Request.GetEncodedUrl()), http.Request.Headers.Authorization));
            await http.Response.WriteAsync(await site.Answer(http), http.RequestAborted);
        });
        await site._app.StartAsync(TestContext.Current.CancellationToken);
        return site;
    }

    public void Says(string body, int status = 200, string? retryAfter = null) => Answer = http =>
    {
        http.Response.StatusCode = status;
        if (retryAfter is not null) http.Response.Headers.RetryAfter = retryAfter;
        return Task.FromResult(body);
    };

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }
}
