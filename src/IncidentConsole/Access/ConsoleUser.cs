using MeetSolis.IncidentConsole.Incidents;
using Microsoft.AspNetCore.Identity;

namespace MeetSolis.IncidentConsole.Access;

/// <summary>A person who can sign in. The role is read from the store for every command, never from the cookie.</summary>
public sealed class ConsoleUser : IdentityUser
{
    public string DisplayName { get; set; } = "";
    public AccessRole Role { get; set; }
    public bool Disabled { get; set; }
    /// <summary>Their member id in Slack, as <c>U024BE7LH</c>: messages that name them call them there. Null: nobody said.</summary>
    public string? SlackId { get; set; }
}
