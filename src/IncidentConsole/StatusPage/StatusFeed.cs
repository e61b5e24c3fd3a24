using System.Net;
using System.ServiceModel.Syndication;
using System.Text;
using System.Xml;

namespace MeetSolis.IncidentConsole.StatusPage;

/// <summary>The updates as a feed, the newest first: one item each, whose id never changes.</summary>
internal static class StatusFeed
{
    private const int Most = 50;

    public static string Atom(PublicPage page, string? url) => Write(Of(page, url, ".atom").GetAtom10Formatter());

    public static string Rss(PublicPage page, string? url) => Write(Of(page, url, ".rss").GetRss20Formatter(serializeExtensionsAsAtom: false));

    private static SyndicationFeed Of(PublicPage page, string? url, string form)
    {
        var home = Address($"{url?.TrimEnd('/')}/status");
        var items = page.Current.Concat(page.Past)
            .SelectMany(i => i.Updates.Select((u, n) => Item(i, u, i.Updates.Count - 1 - n, home))).OrderByDescending(i => i.LastUpdatedTime).Take(Most).ToList();
        var feed = new SyndicationFeed(page.Title, "What is wrong, and what is done about it.", home, "urn:incident-console:status", items.FirstOrDefault()?.LastUpdatedTime ?? DateTimeOffset.UnixEpoch)
        {
            Items = items,
            Language = "en",
        };
        feed.Authors.Add(new SyndicationPerson { Name = page.Title });
        feed.Links.Add(SyndicationLink.CreateSelfLink(Address($"{url?.TrimEnd('/')}/status{form}")));
        return feed;
    }

    private static SyndicationItem Item(ToldIncident incident, ToldUpdate update, int number, Uri home)
    {
        // Readers take a summary for HTML: what is a sign of it in the text is told to be text.
        var text = new TextSyndicationContent(WebUtility.HtmlEncode(update.Text).Replace("\n", "<br>", StringComparison.Ordinal), TextSyndicationContentKind.Html);
        var item = new SyndicationItem
        {
            Id = $"urn:incident-console:status:{incident.Id}:{number + 1}",
            Title = new($"{update.Status}: {(incident.Practice ? "Practice: " : "")}{incident.Title}"),
            LastUpdatedTime = update.At,
            PublishDate = update.At,
            Summary = text,
        };
        // Not as a permalink: that one must be absolute, and becomes the id.
        item.Links.Add(SyndicationLink.CreateAlternateLink(Address($"{home.OriginalString}#{incident.Id}")));
        return item;
    }

    private static Uri Address(string text) => new(text, UriKind.RelativeOrAbsolute);

    private static string Write(SyndicationFeedFormatter formatter)
    {
        var text = new Utf8Text();
        using (var writer = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, Encoding = Encoding.UTF8 })) formatter.WriteTo(writer);
        return text.ToString();
    }

    private sealed class Utf8Text : StringWriter
    {
        public Utf8Text() : base(System.Globalization.CultureInfo.InvariantCulture) { }
        public override Encoding Encoding => Encoding.UTF8;
    }
}
