namespace MeetSolis.PracticeTarget.Traffic;

/// <summary>Who makes a request. Background visitors come from address blocks reserved for documentation.</summary>
/// <param name="Number">Counts background requests; varies what is measured about them.</param>
public sealed record Visitor(int Number, string ClientIp, string UserAgent, string Region)
{
    private static readonly string[] Agents =
    [
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Safari/605.1.15",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36",
        "Mozilla/5.0 (X11; Linux x86_64; rv:146.0) Gecko/20100101 Firefox/146.0",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
        "MeetSolis-Desktop/2.0.3",
    ];

    private static readonly string[] Regions = ["iad1", "iad1", "sfo1", "fra1", "bom1"];

    private const string NumberHeader = "x-practice-visitor";

    public static Visitor Background(int number) => new(
        number,
        (number % 3) switch { 0 => "192.0.2.", 1 => "198.51.100.", _ => "203.0.113." } + (1 + (number * 7 % 250)),
        Agents[number * 3 % Agents.Length],
        Regions[number % Regions.Length]);

    public HttpRequestMessage Ask(string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        request.Headers.TryAddWithoutValidation(NumberHeader, Number.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return request;
    }

    /// <summary>Reads who asks; a request from outside the background keeps its own address and agent.</summary>
    public static Visitor From(HttpRequest request) =>
        int.TryParse(request.Headers[NumberHeader], out var number) && number >= 0
            ? Background(number)
            : new Visitor(0, request.HttpContext.Connection.RemoteIpAddress?.ToString() ?? "127.0.0.1", request.Headers.UserAgent.ToString(), "iad1");
}
