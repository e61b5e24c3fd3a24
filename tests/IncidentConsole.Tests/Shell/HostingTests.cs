using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MeetSolis.IncidentConsole.Shell;

public sealed class HostingTests
{
    [Fact]
    public async Task Console_ToldToEndWhileItStarts_StopsWhatHasStarted_AndDoesNotCrash()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddHostedService<ToldToEnd>();
        var app = builder.Build();
        var told = app.Services.GetServices<IHostedService>().OfType<ToldToEnd>().Single();
        await app.RunToItsEndAsync();
        Assert.True(told.Stopped);
    }

    private sealed class ToldToEnd(IHostApplicationLifetime lifetime) : IHostedService
    {
        public bool Stopped { get; private set; }

        public Task StartAsync(CancellationToken ct)
        {
            lifetime.StopApplication();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken ct)
        {
            Stopped = true;
            return Task.CompletedTask;
        }
    }
}
