using System.Globalization;
using System.Net;

namespace MeetSolis.PracticeTarget.Practice;

/// <summary>What the practice target is told at start. Every address is loopback, or there are no settings.</summary>
/// <param name="Listen">Where to listen; port 0 takes a free one.</param>
/// <param name="AddressFile">Where to say the address once listening; null: nowhere.</param>
/// <param name="Drain">The console's log-drain endpoint; null: no drain.</param>
/// <param name="Events">The console's events endpoint; null: no events.</param>
/// <param name="Rate">Background requests a second.</param>
/// <param name="DeployTime">From a deployment's creation until it is ready.</param>
/// <param name="OrphanAfter">How long no batch may be deliverable before the process ends by itself.</param>
/// <param name="Files">The folder that holds <c>scripts/</c> and <c>runbooks/drill/</c>, for the private database; null: no database.</param>
/// <param name="Workspace">The folder that a drill's commands run in; there where <paramref name="Files"/> is.</param>
public sealed record TargetSettings(
    IPEndPoint Listen, string? AddressFile, FeedAddress? Drain, FeedAddress? Events,
    string ApiToken, double Rate, TimeSpan DeployTime, TimeSpan OrphanAfter, string? Files, string? Workspace)
{
    /// <summary>Reads the configuration; null with at least one sentence in <paramref name="refusals"/> when it cannot be used.</summary>
    public static TargetSettings? Read(IConfiguration configuration, List<string> refusals)
    {
        var listen = ReadListen(configuration["urls"], refusals);
        var drain = ReadFeed(configuration, "VercelDrain", refusals);
        var events = ReadFeed(configuration, "Events", refusals);
        var token = configuration["Target:ApiToken"] ?? "";
        if (token.Length == 0)
            refusals.Add("Target:ApiToken is missing: the Vercel API and the controls need a bearer token.");
        var rate = ReadNumber(configuration, "Target:Rate", 40, 0, 1000, refusals);
        var deploy = ReadNumber(configuration, "Target:DeploySeconds", 2, 0, 600, refusals);
        var orphanAfter = TimeSpan.FromMinutes(2);
        if (configuration["Target:OrphanAfter"] is { } text
            && !(TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out orphanAfter) && orphanAfter > TimeSpan.Zero))
            refusals.Add($"Target:OrphanAfter is \"{text}\"; write it as hh:mm:ss, more than zero.");
        var (files, workspace) = (Given(configuration["Target:Files"]), Given(configuration["Target:Workspace"]));
        if (files is not null && (workspace is null || !Directory.Exists(workspace)))
            refusals.Add("Target:Workspace names no folder: the database's backups go there.");
        if (files is not null && !File.Exists(Path.Combine(files, "scripts", "postgres")))
            refusals.Add($"Target:Files is \"{files}\", where there is no scripts/postgres.");
        return refusals.Count > 0
            ? null
            : new TargetSettings(listen!, configuration["Target:AddressFile"], drain, events, token, rate, TimeSpan.FromSeconds(deploy), orphanAfter, files, workspace);
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : Path.GetFullPath(text);

    private static IPEndPoint? ReadListen(string? urls, List<string> refusals)
    {
        var text = string.IsNullOrWhiteSpace(urls) ? "http://127.0.0.1:0" : urls.Trim();
        if (Loopback.TryParse(text, out var address))
            return new IPEndPoint(Loopback.AddressesOf(address.Host)[0], address.Port);
        refusals.Add($"urls is \"{text}\"; the practice target listens on one loopback http address only, such as http://127.0.0.1:0.");
        return null;
    }

    private static FeedAddress? ReadFeed(IConfiguration configuration, string name, List<string> refusals)
    {
        var text = configuration[$"Target:{name}Url"];
        if (string.IsNullOrWhiteSpace(text))
            return null;
        if (!Loopback.TryParse(text, out var address))
            refusals.Add($"Target:{name}Url is \"{text}\"; the practice target sends to loopback http addresses only.");
        var secret = configuration[$"Target:{name}Secret"];
        if (string.IsNullOrEmpty(secret))
            refusals.Add($"Target:{name}Secret is missing: batches to Target:{name}Url are signed with it.");
        return address is null || string.IsNullOrEmpty(secret) ? null : new FeedAddress(address, secret);
    }

    private static double ReadNumber(IConfiguration configuration, string key, double otherwise, double least, double most, List<string> refusals)
    {
        if (configuration[key] is not { } text)
            return otherwise;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;
        refusals.Add($"{key} is \"{text}\"; it must be a number from {least} to {most}.");
        return otherwise;
    }
}

/// <summary>Where a feed goes, and the secret its batches are signed with.</summary>
public sealed record FeedAddress(Uri Url, string Secret);
