namespace MeetSolis.IncidentConsole.Messages.Channels;

/// <summary>
/// Slack by an incoming webhook, the lesser way: it answers no timestamp, so nothing can stand in a thread, be edited or be seen as acknowledged; and it
/// posts into the one channel it was made for.
/// </summary>
public sealed class SlackWebhook(ChannelHttp http, Uri url, SlackPeople mentions) : IChannel
{
    public const string Cannot = "An incoming webhook posts into one channel, and cannot thread, edit or see who acknowledged.";

    public string Name => "slack-webhook";
    public bool Repeatable => false;
    public int Parallel => 1;
    public TimeSpan Pace => TimeSpan.FromSeconds(1);
    public ChannelAddress Address { get; } = ChannelHttp.AddressOf(url, secretPath: true);

    public async Task<SendResult> SendAsync(Send send, CancellationToken ct)
    {
        var text = SlackText.Of(send.Content, await mentions.FindAsync(ct));
        var answer = await http.CallAsync(HttpMethod.Post, url, new { text }, null, ct);
        return answer switch
        {
            { Broken: { } broken } => broken,
            { Status: 200 } when answer.Body.Trim() == "ok" => new SendResult.Sent(),
            { Status: >= 400 and < 500 } => new SendResult.Refused($"Slack answers {answer.Status}: {ChannelHttp.Said(answer.Body)}"),
            _ => new SendResult.Unknown($"Slack answers {answer.Status}: {ChannelHttp.Said(answer.Body)}"),
        };
    }
}
