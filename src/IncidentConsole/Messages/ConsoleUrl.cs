using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Messages;

/// <summary>Where people reach this console, for links in messages: <c>PublicUrl</c> of the settings, else the first address it listens at.</summary>
public sealed class ConsoleUrl(IConfiguration configuration)
{
    public string Root { get; } = (configuration["PublicUrl"] is { Length: > 0 } said ? said
        : configuration["urls"]?.Split(';')[0].Replace("*", "localhost", StringComparison.Ordinal).Replace("+", "localhost", StringComparison.Ordinal).Replace("0.0.0.0", "localhost", StringComparison.Ordinal)
        ?? "http://localhost:5080").TrimEnd('/');

    public string Of(IncidentNumber incident) => $"{Root}/incidents/{incident}";
}
