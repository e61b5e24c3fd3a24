using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace MeetSolis.IncidentConsole.Access;

/// <summary>At each start while there is nobody: the set-up link.</summary>
public sealed partial class AccessStart(SetupService setup, IServer server, ILogger<AccessStart> logger) : IHostedLifecycleService
{
    private const string DefaultAddress = "http://localhost:5080";

    // Only now is it known where the server listens.
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        if (await setup.IssueAsync(cancellationToken) is { } token)
            LogSetupLink($"{Address()}/setup?token={token}");
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private string Address()
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        var first = addresses.FirstOrDefault() ?? DefaultAddress;
        // “Every address of this machine” is none that a browser could open.
        return first.Replace("0.0.0.0", "localhost").Replace("[::]", "localhost").Replace("://*", "://localhost").Replace("://+", "://localhost").TrimEnd('/');
    }

    [LoggerMessage(LogLevel.Information, "Nobody is set up yet. Open this link, which works once: {SetupLink}")]
    private partial void LogSetupLink(string setupLink);
}
