using System.Globalization;
using System.Net;
using MeetSolis.IncidentConsole.Controls;
using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Postmortems;

/// <summary>The post-mortem as a page that is ready to print, and needs nothing but itself: no script, no server, nothing from elsewhere.</summary>
internal static class PostmortemPrint
{
    private const string Style = """
        :root{color-scheme:light}@page{size:A4;margin:16mm 15mm 18mm;@bottom-right{content:counter(page) " of " counter(pages);font:9pt sans-serif}}
        body{font:11pt/1.5 Inter,system-ui,sans-serif;color:#000;background:#fff;margin:0 auto;max-width:48rem;padding:24px}
        h1{font-size:20pt;line-height:1.2;margin:0 0 .5em}h2{font-size:14pt;margin:1.6em 0 .5em;padding-bottom:2pt;border-bottom:1pt solid #666}h3{font-size:11.5pt;margin:1.3em 0 .3em}h1,h2,h3{break-after:avoid}
        table{border-collapse:collapse;width:100%;font-size:9.5pt;margin:.6em 0}th,td{border:.75pt solid #999;padding:3pt 6pt;text-align:left;vertical-align:top;overflow-wrap:anywhere}th{background:#eee}tr{break-inside:avoid}th:empty{padding:0;border:0}tr:has(:nth-child(3))>:first-child{min-width:11.5em}tr:has(:nth-child(3))>:nth-child(2){min-width:5.5em}
        code,pre{font-family:ui-monospace,monospace;font-size:.9em;overflow-wrap:anywhere}pre{white-space:pre-wrap;border:.75pt solid #999;padding:6pt 8pt}blockquote{margin:.5em 0;padding-left:10pt;border-left:2pt solid #999}
        p,li{orphans:3;widows:3}p:has(+table),p:has(+ul){break-after:avoid}.state{font-size:9.5pt;border:1pt solid #000;padding:4pt 8pt;margin:0 0 14pt}@media print{body{max-width:none;padding:0}}
        """;

    /// <param name="revision">The one it is; null: made from the entries.</param>
    public static string Html(Incident incident, PostmortemRevision? revision, string markdown) => $"""
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <title>{Shown($"{incident.Number} post-mortem: {incident.Title}")}</title><style>{Style}{Foot(incident, revision)}</style></head><body>
        <p class="state">{(revision is { Published: null } ? "<b>DRAFT.</b> " : "")}{Shown(State(incident, revision))}</p>
        {MarkdownText.Html(markdown)}
        </body></html>
        """;

    /// <summary>What this text is: who must not take a draft for the published one.</summary>
    internal static string State(Incident incident, PostmortemRevision? revision) => revision switch
    {
        null => "Made from the incident's entries: nobody has written on it yet.",
        { Published: { } published } => $"Revision {revision.Number}, published by {published.By.Name} on {Day(published.At)}.{(revision == incident.Postmortem.Newest ? "" : " A newer draft exists.")}",
        { Reviews.IsEmpty: false } => $"Revision {revision.Number} by {revision.By.Name} of {Day(revision.At)}: reviewed, not published.",
        _ => $"Revision {revision.Number} by {revision.By.Name} of {Day(revision.At)}: not reviewed, not published.",
    };

    /// <summary>On every sheet, for the day when they lie apart.</summary>
    private static string Foot(Incident incident, PostmortemRevision? revision) =>
        $$$"""@page{@bottom-left{content:"{{{incident.Number}}}, post-mortem{{{(revision is null ? "" : $", revision {revision.Number}{(revision.Published is null ? ", DRAFT" : "")}")}}}";font:9pt sans-serif}}""";

    private static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static string Shown(string text) => WebUtility.HtmlEncode(ShownText.Of(text));
}
