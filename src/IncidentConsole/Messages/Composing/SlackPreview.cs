using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using MeetSolis.IncidentConsole.Controls;

namespace MeetSolis.IncidentConsole.Messages.Composing;

/// <summary>Slack's mrkdwn roughly as Slack shows it: what calls people stands out, what was escaped is plain text. Everything is encoded before it is formatted.</summary>
public static partial class SlackPreview
{
    public static string Of(string mrkdwn)
    {
        var html = new StringBuilder();
        var at = 0;
        foreach (Match control in Control().Matches(mrkdwn))
        {
            html.Append(Words(mrkdwn[at..control.Index])).Append(Shown(control.Groups[1].Value));
            at = control.Index + control.Length;
        }
        return html.Append(Words(mrkdwn[at..])).ToString();
    }

    private static string Shown(string control)
    {
        var parts = control.Split('|', 2);
        var (target, label) = (parts[0], parts.Length > 1 ? parts[1] : null);
        return target[0] switch
        {
            '!' => $"<b class=\"calls\">@{Encode(label ?? target[1..])}</b>",
            '@' or '#' => $"<b class=\"calls\">{Encode(label ?? target)}</b>",
            _ => $"<u>{Encode(label ?? target)}</u>",
        };
    }

    private static string Words(string text)
    {
        var words = Encode(text.Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal).Replace("&amp;", "&", StringComparison.Ordinal));
        words = Bold().Replace(words, "<b>$1</b>");
        words = Italic().Replace(words, "<i>$1</i>");
        return Code().Replace(words, "<code>$1</code>");
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(ShownText.Of(text));

    [GeneratedRegex(@"<([!@#][^<>\s]+|https?://[^<>\s]+)>")]
    private static partial Regex Control();

    [GeneratedRegex(@"(?<![\w*])\*(\S(?:[^*\n]*\S)?)\*(?![\w*])")]
    private static partial Regex Bold();

    [GeneratedRegex(@"(?<![\w_])_(\S(?:[^_\n]*\S)?)_(?![\w_])")]
    private static partial Regex Italic();

    [GeneratedRegex("`([^`\\n]+)`")]
    private static partial Regex Code();
}
