namespace MeetSolis.IncidentConsole.Runs;

/// <summary>
/// Keeps a drill's commands away from everything but the practice target. Two layers:
/// <para>
/// The environment, always: <c>PATH</c> is <paramref name="Shims"/>, then <c>/usr/local/bin:/usr/bin:/bin</c>, so stand-ins are found before
/// real tools and nothing from a person's own folders is; <c>HOME</c> must not be the console user's own (no saved sign-in is found); the
/// proxy variables point at a closed port for everything but loopback; nothing is inherited. A command that ignores proxies gets past
/// this layer.
/// </para>
/// <para>
/// The kernel, where <see cref="NetworkFence.IsAvailable"/> (Linux 6.7 or newer with Landlock, no privileges needed): the step and all that it
/// starts can open TCP connections to <paramref name="Ports"/> only, and no UDP, raw or other internet sockets, so no name is resolved
/// either but those in <c>/etc/hosts</c>. It cannot be taken off again, not even by root. It tells ports apart, not addresses: another
/// machine could be reached by its address on one of these ports. It does not close local (Unix) sockets, so a local daemon that acts for
/// others, such as Docker's, is not covered. It is made against mistakes, not against a runbook's author who wants out.
/// </para>
/// </summary>
/// <param name="Shims">The folder with the stand-ins.</param>
/// <param name="Ports">TCP ports of the practice target and its database, all on loopback.</param>
public sealed record Containment(string Shims, IReadOnlyList<int> Ports)
{
    private const string SystemPath = "/usr/local/bin:/usr/bin:/bin";

    // The discard port: below 1024, so nobody unprivileged can come to listen there.
    private const string ClosedProxy = "http://127.0.0.1:9";

    private static readonly string[] ProxyNames = ["http_proxy", "https_proxy", "ftp_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "ALL_PROXY"];

    /// <summary>Where a drill's commands look for programs.</summary>
    public string SearchPath => $"{Shims}:{SystemPath}";

    /// <summary>The command as a drill may run it, or a sentence why it may not.</summary>
    internal static (StepCommand Command, string? Refusal) Apply(StepCommand command)
    {
        if (command.Containment is not { } containment) return (command, null);
        var own = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (!Path.IsPathFullyQualified(command.Home) || IsSameFolder(command.Home, own))
            return (command, "A drill's commands need a home folder of their own, not the console user's.");
        if (!Directory.Exists(containment.Shims)) return (command, $"The folder with the drill's stand-in commands, {containment.Shims}, does not exist.");

        var variables = command.Variables.ToDictionary();
        foreach (var name in ProxyNames) variables[name] = ClosedProxy;
        variables["no_proxy"] = variables["NO_PROXY"] = "127.0.0.1,localhost,::1";
        // Node honours the proxy variables only when told to.
        variables["NODE_USE_ENV_PROXY"] = "1";
        variables["XDG_CONFIG_HOME"] = Path.Combine(command.Home, ".config");
        variables["XDG_DATA_HOME"] = Path.Combine(command.Home, ".local", "share");
        return (command with { Variables = variables, Path = containment.SearchPath }, null);
    }

    private static bool IsSameFolder(string left, string right) =>
        right.Length > 0 && Resolve(left) == Resolve(right);

    private static string Resolve(string folder) =>
        Path.TrimEndingDirectorySeparator(new DirectoryInfo(folder).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? Path.GetFullPath(folder));
}
