using MeetSolis.IncidentConsole.Messages.Channels;

namespace MeetSolis.IncidentConsole.Messages.Settings;

/// <summary>What the settings say of each channel.</summary>
internal static class ChannelWords
{
    /// <summary>Channel → what to set; a value in angle brackets is one's own.</summary>
    public static readonly IReadOnlyList<(string Name, string Lines)> Settings =
    [
        ("slack", "Channels__slack__Token=<xoxb-…>\nChannels__slack__Channel=<id of the default channel>\nChannels__slack__Channels__incidents=<id>\nChannels__slack__Channels__engineering=<id>\nChannels__slack__Channels__customer-success=<id>"),
        ("slack-webhook", "Channels__slack-webhook__Url=<https://hooks.slack.com/services/…>"),
        ("email", "Channels__email__Host=<host>\nChannels__email__Port=587\nChannels__email__Security=starttls\nChannels__email__From=<MeetSolis <security@meetsolis.com>>\nChannels__email__ReplyTo=<support@meetsolis.com>\nChannels__email__User=<user>\nChannels__email__Password=<password>"),
        ("statuspage", "Channels__statuspage__Key=<API key>\nChannels__statuspage__Page=<page id>"),
        ("pagerduty", "Channels__pagerduty__RoutingKey=<integration key of Events API v2>"),
        ("teams", "Channels__teams__Url=<address of the workflow's webhook>"),
        ("webhook", "Channels__webhook__Url=<https://…>\nChannels__webhook__Secret=<whsec_…>"),
    ];

    public static string Title(string name) => name switch
    {
        "slack" => "Slack",
        "slack-webhook" => "Slack, by an incoming webhook",
        "email" => "Email",
        "statuspage" => "Statuspage",
        "pagerduty" => "PagerDuty",
        "teams" => "Microsoft Teams",
        _ => "Signed webhook",
    };

    public static string? Cannot(string name) => name switch
    {
        "slack-webhook" => SlackWebhook.Cannot,
        "teams" => "It posts into one channel, and cannot thread, edit or see who acknowledged.",
        "email" => "A server that took a message has not delivered it: only what it refuses at once is known here. Bounces come to the sender's mailbox.",
        _ => null,
    };

    public static string TestSays(string name) => name switch
    {
        "statuspage" => "It puts an incident on the page that is resolved at once. Subscribers may be told.",
        "pagerduty" => "It pages whoever is on call, and ends the page at once.",
        "email" => "One message, to this address.",
        _ => "One message that says it is a test.",
    };
}
