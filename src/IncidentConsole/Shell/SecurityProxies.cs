using System.Net;
using MeetSolis.IncidentConsole.Access;

namespace MeetSolis.IncidentConsole.Shell;

/// <summary>The proxies whose word about address, host and https is believed; none unless configured.</summary>
public sealed record SecurityProxies(IReadOnlyList<IPNetwork> Networks)
{
    private const string Key = "Proxies:Known";

    /// <exception cref="BootstrapException">An entry is neither an address nor a network.</exception>
    public static SecurityProxies Parse(IConfiguration configuration)
    {
        var entries = configuration.GetSection(Key).GetChildren().Select(child => child.Value)
            .Append(configuration[Key])
            .SelectMany(text => (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        return new([.. entries.Select(Network)]);
    }

    private static IPNetwork Network(string entry) =>
        IPNetwork.TryParse(entry, out var network) ? network
        : IPAddress.TryParse(entry, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : throw new BootstrapException($"{Key}: “{entry}” is neither an address (10.0.0.5) nor a network (10.0.0.0/8).");
}
