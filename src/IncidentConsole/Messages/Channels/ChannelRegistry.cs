using MailKit.Security;
using MimeKit;

namespace MeetSolis.IncidentConsole.Messages.Channels;

/// <summary>A channel as the settings have it.</summary>
/// <param name="Channel">Null: not configured.</param>
/// <param name="Lacks">What is missing or wrong, as a sentence, where something of it is set; null where all or nothing is.</param>
public sealed record ChannelSetting(string Name, IChannel? Channel, string? Lacks);

/// <summary>
/// The ways out of this console, read from <c>Channels:{name}:…</c> when it starts. A runbook's <c>slack</c> goes by the bot, or by the incoming webhook
/// where there is no bot; its <c>pager</c> is PagerDuty.
/// </summary>
public sealed class ChannelRegistry(IConfiguration configuration, ChannelHttp http, SlackPeople people, TimeProvider time) : IDisposable
{
    public const string SlackUrl = "https://slack.com/api/";
    public const string StatuspageUrl = "https://api.statuspage.io/";
    public const string PagerDutyUrl = "https://events.pagerduty.com/v2/enqueue";

    private readonly Lazy<IReadOnlyList<ChannelSetting>> _all = new(() => new ChannelReading(configuration.GetSection("Channels"), http, people, time).All());

    /// <summary>Every channel there can be, in the order in which they are shown.</summary>
    public IReadOnlyList<ChannelSetting> All => _all.Value;

    public IChannel? Find(string name) => All.FirstOrDefault(c => c.Name == name)?.Channel;

    /// <summary>Where the messages of an incident in this environment go.</summary>
    public ChannelBook BookFor(string environment, bool drill)
    {
        var real = !drill || configuration.GetValue<bool>($"Environments:{environment}:RealChannels");
        return new((channel, to) => Route(channel, to) is { Leaves: true, Via: { } via } route && !real && Find(via)?.Address.IsLoopback != true
            ? route with { State = ChannelStates.NotSentDrill, Because = "It is a drill, and this channel is a real one." }
            : Route(channel, to));
    }

    public void Dispose()
    {
        foreach (var channel in All.Select(c => c.Channel).OfType<IDisposable>()) channel.Dispose();
    }

    private ChannelRoute Route(string channel, string? to)
    {
        var via = channel switch { "pager" => "pagerduty", "slack" when Find("slack") is null && Find("slack-webhook") is not null => "slack-webhook", _ => channel };
        if (Find(via) is null)
            return new(channel, ChannelStates.NotConfigured, Because: All.FirstOrDefault(c => c.Name == via)?.Lacks ?? $"Channels:{via} is not set.");
        var target = via switch { "slack" => SlackTarget(to), "email" => null, "statuspage" => configuration["Channels:statuspage:Page"], _ => via };
        if (target is null && via != "email")
            return new(channel, ChannelStates.NotConfigured, Because: $"Channels:slack:Channels:{to ?? "…"} is not set, nor is the default, Channels:slack:Channel.");
        return new(channel, ChannelStates.Waiting, via, target, via == "slack-webhook" ? SlackWebhook.Cannot : null);
    }

    private string? SlackTarget(string? to) =>
        to is not null && configuration[$"Channels:slack:Channels:{to}"] is { Length: > 0 } named ? named
        : configuration["Channels:slack:Channel"] is { Length: > 0 } usual ? usual : null;
}

/// <summary>Makes channels of settings; what is half set is said.</summary>
internal sealed class ChannelReading(IConfiguration channels, ChannelHttp http, SlackPeople people, TimeProvider time)
{
    public IReadOnlyList<ChannelSetting> All() =>
    [
        Read("slack", s => Need(s, "Token") is { } lacks ? (null, lacks)
            : Url(s, ChannelRegistry.SlackUrl) is not { } url ? (null, NoUrl(s))
            : (new SlackBot(http, url, s["Token"]!, people), null)),
        Read("slack-webhook", s => Url(s, null) is not { } url ? (null, NoUrl(s)) : (new SlackWebhook(http, Exact(url), people), null)),
        Read("email", Mail),
        Read("statuspage", s => (Need(s, "Key") ?? Need(s, "Page")) is { } lacks ? (null, lacks)
            : Url(s, ChannelRegistry.StatuspageUrl) is not { } url ? (null, NoUrl(s))
            : (new Statuspage(http, WithoutVersion(url), s["Key"]!, s["Page"]!), null)),
        Read("pagerduty", s => Need(s, "RoutingKey") is { } lacks ? (null, lacks)
            : Url(s, ChannelRegistry.PagerDutyUrl) is not { } url ? (null, NoUrl(s))
            : (new PagerDuty(http, Enqueue(url), s["RoutingKey"]!), null)),
        Read("teams", s => Url(s, null) is not { } url ? (null, NoUrl(s)) : (new Teams(http, Exact(url)), null)),
        Read("webhook", s => Need(s, "Secret") is { } lacks ? (null, lacks)
            : SignedWebhook.Key(s["Secret"]) is not { } key ? (null, "Channels:webhook:Secret is no secret of the form whsec_ and a key of at least 16 bytes in base64.")
            : Url(s, null) is not { } url ? (null, NoUrl(s))
            : (new SignedWebhook(http, Exact(url), key, time), null)),
    ];

    private ChannelSetting Read(string name, Func<IConfigurationSection, (IChannel? Channel, string? Lacks)> make)
    {
        var section = channels.GetSection(name);
        if (section.Value is null && !section.GetChildren().Any(c => c.Value is { Length: > 0 } || c.GetChildren().Any())) return new(name, null, null);
        var (channel, lacks) = make(section);
        return new(name, channel, lacks);
    }

    private (IChannel?, string?) Mail(IConfigurationSection s)
    {
        if ((Need(s, "Host") ?? Need(s, "From")) is { } lacks) return (null, lacks);
        if (!MailboxAddress.TryParse(s["From"], out var from) || !EmailAddress.IsPlausible(from.Address)) return (null, "Channels:email:From is no email address.");
        MailboxAddress? replyTo = null;
        if (s["ReplyTo"] is { Length: > 0 } reply && (!MailboxAddress.TryParse(reply, out replyTo) || !EmailAddress.IsPlausible(replyTo.Address))) return (null, "Channels:email:ReplyTo is no email address.");
        SecureSocketOptions? security = string.Concat((s["Security"] ?? "").Where(char.IsLetter)).ToLowerInvariant() switch
        {
            "starttls" or "" => SecureSocketOptions.StartTls,
            "tls" or "ssl" or "sslonconnect" => SecureSocketOptions.SslOnConnect,
            "none" => SecureSocketOptions.None,
            "auto" or "starttlswhenavailable" => SecureSocketOptions.Auto,
            _ => null,
        };
        if (security is not { } secure) return (null, "Channels:email:Security is one of starttls, tls, auto or none.");
        var port = 0;
        if (s["Port"] is { Length: > 0 } said && (!int.TryParse(said, out port) || port is < 1 or > 65535)) return (null, "Channels:email:Port is no port.");
        if (port == 0) port = secure switch { SecureSocketOptions.SslOnConnect => 465, SecureSocketOptions.None => 25, _ => 587 };
        var user = s["User"] is { Length: > 0 } named ? named : null;
        return (new Email(new(s["Host"]!, port, secure, from, user, s["Password"], replyTo), time), null);
    }

    private static string? Need(IConfigurationSection s, string key) => s[key] is { Length: > 0 } ? null : $"{s.Path}:{key} is not set.";
    private static string NoUrl(IConfigurationSection s) => $"{s.Path}:Url is {(s["Url"] is { Length: > 0 } ? "no http address" : "not set")}.";
    private static Uri? Url(IConfigurationSection s, string? usual) => ChannelHttp.At(s["Url"] is { Length: > 0 } set ? set : usual, "");

    // A webhook's address is the whole of it: a slash at its end would make another.
    private static Uri Exact(Uri url) => new(url.AbsoluteUri.TrimEnd('/'));

    // Both the host and the version's folder are given as its address.
    private static Uri WithoutVersion(Uri url) => url.AbsolutePath.EndsWith("/v1/", StringComparison.Ordinal) ? new Uri(url, "../") : url;
    private static Uri Enqueue(Uri url) => url.AbsolutePath.EndsWith("/enqueue/", StringComparison.Ordinal) ? Exact(url) : new Uri(url, url.AbsolutePath.EndsWith("/v2/", StringComparison.Ordinal) ? "enqueue" : "v2/enqueue");
}
