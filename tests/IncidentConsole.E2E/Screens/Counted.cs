using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MeetSolis.IncidentConsole.E2E.Screens;

/// <summary>Half an hour of requests, so that charts have something to show: a peak of two minutes that fires nothing, and a silence.</summary>
internal static class Counted
{
    public const string Secret = "a secret of the counts";

    public static async Task SendAsync(HttpClient client, CancellationToken ct)
    {
        var now = DateTimeOffset.UtcNow;
        var events = new StringBuilder("[");
        for (var ago = 1_800; ago > 0; ago -= 10)
        {
            if (ago is > 700 and < 960) continue;
            var failed = ago is > 1_300 and < 1_420 ? 24 : ago % 70 == 0 ? 3 : 1;
            foreach (var (name, count) in new[] { ("requests.all", 200), ("requests.failed", failed) })
                events.Append(CultureInfo.InvariantCulture, $$"""{{(events.Length > 1 ? "," : "")}}{"id":"{{name}}-{{ago}}","event":"{{name}}","at":"{{now.AddSeconds(-ago):O}}","count":{{count}}}""");
        }
        var body = Encoding.UTF8.GetBytes(events.Append(']').ToString());
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/ingest/events", UriKind.Relative)) { Content = new ByteArrayContent(body) };
        request.Headers.TryAddWithoutValidation("X-Console-Signature", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), body)));
        using var answer = await client.SendAsync(request, ct);
        answer.EnsureSuccessStatusCode();
    }
}
