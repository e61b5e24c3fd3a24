using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MeetSolis.IncidentConsole.Benchmarks.Signals;

/// <summary>Signed batches of a log drain as Vercel sends them: one object a line, with its proxy and its message.</summary>
internal static class DrainBodies
{
    public const string Secret = "measured_drain_secret";

    /// <param name="prefix">No two batches of a run may share one: what was counted is told apart by ids.</param>
    public static (byte[] Body, string Signature) Make(string prefix, int lines)
    {
        var text = new StringBuilder();
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        for (var i = 0; i < lines; i++)
        {
            var (status, path) = (i % 40 == 0 ? 500 : 200, i % 3 == 0 ? "/api/clients/list" : "/dashboard/meetings/2026-01-07");
            text.Append(CultureInfo.InvariantCulture, $$"""{"id":"{{prefix}}{{i:D6}}1767795780000","deploymentId":"dpl_233NRGRjVZX1caZrXWtz5g1TAksD","source":"lambda","host":"meetsolis-6vzvwcfni-meetsolis.vercel.app","timestamp":{{now - i % 5_000}},"projectId":"gdufoJxB6b9b1fEqr1jUtFkyavUU","level":"{{(status == 500 ? "error" : "info")}}","message":"START RequestId: 643af4e3-975a-4cc7-9e7a-1eda11539d90 Version: $LATEST\n2026-01-07T14:23:00.000Z\tinfo\tListed 24 clients of the workspace in 18 ms\nEND RequestId: 643af4e3\n","entrypoint":"api/index.js","requestId":"{{prefix}}-{{i:D6}}","statusCode":{{status}},"path":"{{path}}","executionRegion":"fra1","environment":"production","traceId":"1b02cd14bb8642fd092bc23f54c7ffcd","spanId":"f24e8631bd11faa7","proxy":{"timestamp":{{now}},"method":"GET","host":"meetsolis.com","path":"{{path}}?page=2","userAgent":["Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36"],"referer":"https://meetsolis.com","statusCode":{{status}},"clientIp":"203.0.113.7","scheme":"https","region":"fra1","vercelCache":"MISS"} }""").Append('\n');
        }
        var body = Encoding.UTF8.GetBytes(text.ToString());
        return (body, Sign(body));
    }

    [SuppressMessage("Security", "CA5350", Justification = "Vercel signs its drains so.")]
    private static string Sign(byte[] body) => Convert.ToHexStringLower(HMACSHA1.HashData(Encoding.UTF8.GetBytes(Secret), body));
}
