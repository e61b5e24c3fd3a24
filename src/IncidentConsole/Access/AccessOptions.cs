namespace MeetSolis.IncidentConsole.Access;

/// <summary>The configuration section <c>Access</c>.</summary>
public sealed class AccessOptions
{
    public const string Section = "Access";

    /// <summary>Tries at signing in or using a one-time link per address (IPv6: per /64) and minute.</summary>
    public int TriesPerAddress { get; set; } = 60;

    /// <summary>Tries at signing in per account and five minutes, from anywhere.</summary>
    public int TriesPerAccount { get; set; } = 10;

    /// <summary>How often a circuit asks the store whether its person may still be here.</summary>
    public TimeSpan RevalidateEvery { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a link for choosing a password works.</summary>
    public TimeSpan PasswordLinkLives { get; set; } = TimeSpan.FromDays(3);
}
