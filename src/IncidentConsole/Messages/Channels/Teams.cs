namespace MeetSolis.IncidentConsole.Messages.Channels;

/// <summary>Microsoft Teams by a workflow's webhook: an adaptive card in the one channel it was made for; no threads, no edits.</summary>
public sealed class Teams(ChannelHttp http, Uri url) : IChannel
{
    public string Name => "teams";
    public bool Repeatable => false;
    public int Parallel => 1;
    public TimeSpan Pace => TimeSpan.FromSeconds(1);
    public ChannelAddress Address { get; } = ChannelHttp.AddressOf(url, secretPath: true);

    public async Task<SendResult> SendAsync(Send send, CancellationToken ct)
    {
        var content = send.Content;
        object[] blocks =
        [
            new { type = "TextBlock", size = "Medium", weight = "Bolder", wrap = true, text = Plain(MessageText.Subject(content)) },
            new { type = "TextBlock", wrap = true, text = MessageText.Body(content, null, Plain).Replace("\n", "\n\n", StringComparison.Ordinal) },
            new { type = "TextBlock", isSubtle = true, size = "Small", wrap = true, text = content.Reference },
        ];
        var card = new Dictionary<string, object> { ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json", ["type"] = "AdaptiveCard", ["version"] = "1.4", ["body"] = blocks };
        var answer = await http.CallAsync(HttpMethod.Post, url, new
        {
            type = "message",
            attachments = new[] { new { contentType = "application/vnd.microsoft.card.adaptive", content = card } },
        }, null, ct);
        return answer switch
        {
            { Broken: { } broken } => broken,
            { Status: 202 } => new SendResult.Sent(),
            // The older connectors answer 200 whatever became of it, and say so in the text.
            { Status: 200 } when answer.Body.Trim() is "" or "1" => new SendResult.Sent(),
            { Status: >= 400 and < 500 } => new SendResult.Refused($"Teams answers {answer.Status}: {ChannelHttp.Said(answer.Body)}"),
            _ => new SendResult.Unknown($"Teams answers {answer.Status}: {ChannelHttp.Said(answer.Body)}"),
        };
    }

    /// <summary>A card's text is Markdown: what was given must be none.</summary>
    private static string Plain(string text) => string.Concat(text.Select(c => c is '[' or ']' or '*' or '_' or '`' or '#' or '\\' ? $"\\{c}" : c.ToString()));
}
