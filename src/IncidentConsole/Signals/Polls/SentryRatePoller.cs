using System.Globalization;

namespace MeetSolis.IncidentConsole.Signals.Polls;

/// <summary>
/// Asks Sentry which share of the transactions of each interval failed. It depends on tracing, and is for those who have no log drain: a drain
/// that counts the same events would have them counted twice.
/// </summary>
public sealed class SentryRatePoller(PollHttp http) : ISourcePoller
{
    private const string DefaultUrl = "https://sentry.io";
    // What a transaction reports is there some seconds later.
    private static readonly TimeSpan Behind = TimeSpan.FromSeconds(10);

    public string Kind => SourceKinds.SentryRate;

    public TimeSpan Interval => TimeSpan.FromSeconds(30);

    public string? Missing(Source source) =>
        source.Secret is null ? $"Set Sources:{source.Name}:Secret to a token that may read the organization (org:read)."
        : source.Poll.Organization is null || source.Poll.Project is null ? $"Set Sources:{source.Name}:Organization to its short name and Sources:{source.Name}:Project to the project's number."
        : PollHttp.At(source.Poll.Url ?? DefaultUrl, "") is null ? $"Sources:{source.Name}:Url is no address."
        : null;

    public IEnumerable<string> EventsOf(Source source) => [AllOf(source), FailedOf(source)];

    public async Task<Polled> PollAsync(PollOrder order, CancellationToken ct)
    {
        var (source, end) = (order.Source, order.Slot - Behind);
        var query = string.Join('&',
        [
            "field=" + Uri.EscapeDataString(SentryRate.Rate), "field=" + Uri.EscapeDataString(SentryRate.All), "query=" + Uri.EscapeDataString("event.type:transaction"),
            "project=" + Uri.EscapeDataString(source.Poll.Project!), "start=" + Time(end - order.Interval), "end=" + Time(end),
            .. source.LogEnvironment is { } environment ? ["environment=" + Uri.EscapeDataString(environment)] : Array.Empty<string>(),
        ]);
        var answer = await http.GetAsync(source, PollHttp.At(source.Poll.Url ?? DefaultUrl, $"api/0/organizations/{Uri.EscapeDataString(source.Poll.Organization!)}/events/?{query}")!, ct);
        if (answer.Failed is { } failed) return failed;
        if (SentryRate.Read(answer.Body, out var problem) is not { } seen) return new Polled.Failed(problem);
        var at = end.AddSeconds(-1);
        var id = $"rate\n{at.ToUnixTimeSeconds()}";
        return new Polled.Answered([CountedEvent.Of(id + "\nall", AllOf(source), at, null, seen.All), CountedEvent.Of(id + "\nfailed", FailedOf(source), at, null, seen.Failed)]);
    }

    private static string Time(DateTimeOffset at) => Uri.EscapeDataString(at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture));

    private static string AllOf(Source source) => source.EventMap.GetValueOrDefault("all") ?? "requests.all";

    private static string FailedOf(Source source) => source.EventMap.GetValueOrDefault("failed") ?? "requests.failed";
}
