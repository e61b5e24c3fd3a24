using System.Net;
using System.Text;
using MimeKit;

namespace MeetSolis.IncidentConsole.Messages.Channels;

/// <summary>A message as an email for one person: plain text, and the same as HTML in which nothing that was given is mark-up.</summary>
internal static class EmailMessage
{
    public static MimeMessage Of(Send send, EmailSettings settings, DateTimeOffset now)
    {
        var content = send.Content;
        var text = MessageText.Body(content, send.Person);
        var message = new MimeMessage
        {
            MessageId = IdOf(send.Id, settings),
            Date = now,
            Subject = MessageText.Subject(content, send.Person),
        };
        message.From.Add(settings.From);
        message.To.Add(new MailboxAddress(null, send.Address));
        if (settings.ReplyTo is { } replyTo) message.ReplyTo.Add(replyTo);
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.Headers.Add("X-Incident-Reference", MessageText.OneLine(content.Reference));
        message.Body = new BodyBuilder
        {
            TextBody = Plain(text, content.Reference),
            HtmlBody = Html(text, content.Reference),
        }.ToMessageBody();
        return message;
    }

    public static string IdOf(Guid send, EmailSettings settings) => $"{send:N}@{settings.From.Domain.Trim().TrimEnd('.')}";

    /// <summary>The part for readers that show no HTML.</summary>
    internal static string Plain(string text, string reference) => $"{text}\n\n{reference}\n";

    /// <summary>The text as HTML; nothing in it is mark-up but its paragraphs and lines.</summary>
    internal static string Paragraphs(string text) => string.Concat(text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
        .Select(p => $"<p>{WebUtility.HtmlEncode(p.Trim('\n')).Replace("\n", "<br>", StringComparison.Ordinal)}</p>"));

    private static string Html(string text, string reference)
    {
        var html = new StringBuilder("<!DOCTYPE html><html><body style=\"font-family:sans-serif;font-size:15px;line-height:1.5;max-width:40em\">");
        return html.Append(Paragraphs(text)).Append("<p style=\"color:#666;font-size:12px\">").Append(WebUtility.HtmlEncode(reference)).Append("</p></body></html>").ToString();
    }
}
