using System.Text;
using System.Text.Json.Nodes;
using MeetSolis.PracticeTarget.Database;
using MeetSolis.PracticeTarget.Redis;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace MeetSolis.PracticeTarget.Practice;

/// <summary>Where this process listens, known once it does, and told in the address file.</summary>
public sealed class ServerAddress(IServer server, IHostApplicationLifetime lifetime, TargetSettings settings, PracticeDatabase database, RateLimits limits) : IHostedService
{
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<Uri> WhenListening => _listening.Task;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(() =>
        {
            var url = server.Features.Get<IServerAddressesFeature>()!.Addresses.First();
            if (settings.AddressFile is { Length: > 0 } file)
                Write(file, new JsonObject { ["url"] = url, ["pid"] = Environment.ProcessId, ["redis"] = limits.Port, ["database"] = database.Url });
            _listening.SetResult(new Uri(url));
        });
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static void Write(string file, JsonObject address)
    {
        var full = Path.GetFullPath(file);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        var text = address.ToJsonString();
        // Written beside and renamed: who waits for the file never reads half of it.
        var partial = $"{full}.{Environment.ProcessId}.partial";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var stream = new FileStream(partial, options))
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }
        File.Move(partial, full, overwrite: true);
    }
}
