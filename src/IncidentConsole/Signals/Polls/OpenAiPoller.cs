namespace MeetSolis.IncidentConsole.Signals.Polls;

/// <summary>
/// Asks OpenAI what was spent. With prices: the usage of completions and embeddings by the hour, times the prices. Without: by how much the
/// day's total of the cost report has grown since it was last asked.
/// </summary>
public sealed class OpenAiPoller(PollHttp http, SignalStore signals, TimeProvider time) : ISourcePoller
{
    private const string DefaultUrl = "https://api.openai.com";
    private const string DefaultEvent = "ai.spend";
    private const int MostPages = 10;
    private const long Hour = 3_600, Day = 86_400;
    // What was used is not all known at once: late parts of the hours before are still counted at their time.
    private const int HoursBack = 2;

    // What the day had cost when this process last asked. Before the first answer of a day it is not known when it was spent.
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, (Spending Day, long Asked)> _days = new(StringComparer.OrdinalIgnoreCase);

    public string Kind => SourceKinds.OpenAi;

    public TimeSpan Interval => TimeSpan.FromMinutes(5);

    public string? Missing(Source source) =>
        source.Secret is null ? $"Set Sources:{source.Name}:Secret to an admin key; a project's key may not read reports."
        : PollHttp.At(source.Poll.Url ?? DefaultUrl, "") is null ? $"Sources:{source.Name}:Url is no address."
        : source.Poll.Prices is { } prices && PriceTable.Read(prices, out var problem) is null ? problem
        : null;

    public IEnumerable<string> EventsOf(Source source) => [EventOf(source)];

    public Task<Polled> PollAsync(PollOrder order, CancellationToken ct) =>
        order.Source.Poll.Prices is { } prices ? UsageAsync(order, PriceTable.Read(prices, out _)!, ct) : CostsAsync(order, ct);

    private async Task<Polled> UsageAsync(PollOrder order, PriceTable prices, CancellationToken ct)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var start = now - now % Hour - HoursBack * Hour;
        var hours = new Dictionary<(long Start, long End), decimal>();
        foreach (var report in new[] { "completions", "embeddings" })
        {
            var (items, failed) = await PagesAsync(order.Source, $"v1/organization/usage/{report}?start_time={start}&bucket_width=1h&group_by=model&limit=24", OpenAiReport.ReadUsage, ct);
            if (failed is not null) return failed;
            foreach (var usage in items)
            {
                // A sum that leaves out a model would look like thrift.
                if (prices.CostOf(usage) is not { } cost)
                    return new Polled.Failed($"Sources:{order.Source.Name}:Prices has no price for the model `{Short(usage.Model)}`: what is spent is not known until it has. `*` stands for all others.");
                hours[(usage.Start, usage.End)] = hours.GetValueOrDefault((usage.Start, usage.End)) + cost;
            }
        }
        var @event = EventOf(order.Source);
        var counted = signals.Buckets(order.Source.Environment);
        var events = hours.OrderBy(h => h.Key).Where(h => h.Key.Start <= now).SelectMany(h =>
        {
            var (from, to) = (h.Key.Start - 1, h.Key.End - 1);
            var looked = counted.NewestSample(@event, Math.Min(to, now));
            return SpreadSpending.Of(new Spending(h.Key.Start, h.Key.End, h.Value), (decimal)counted.Sum(@event, from, to).Sum, looked, now, @event, order.Source.Name);
        });
        return new Polled.Answered([.. events, Heard(order, @event, now)]);
    }

    private async Task<Polled> CostsAsync(PollOrder order, CancellationToken ct)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var (items, failed) = await PagesAsync(order.Source, $"v1/organization/costs?start_time={now - now % Day}&bucket_width=1d&limit=1", OpenAiReport.ReadCosts, ct);
        if (failed is not null) return failed;
        if (items.SingleOrDefault(d => d.Start <= now && now < d.End) is not { } today)
            return new Polled.Failed("The report has no total of today.");
        var @event = EventOf(order.Source);
        var known = _days.TryGetValue(order.Source.Name, out var before);
        _days[order.Source.Name] = (today, now);
        if (!known)
            return new Polled.Answered([], "What today had cost before the console began to ask is not counted: when it was spent is not known. Spending counts from now on.");
        var counted = before.Day.Start == today.Start ? before.Day.Dollars : 0;
        return new Polled.Answered([.. SpreadSpending.Of(today, counted, before.Asked, now, @event, order.Source.Name), Heard(order, @event, now)]);
    }

    private async Task<(List<T> Items, Polled.Failed? Failed)> PagesAsync<T>(Source source, string path, ReadPage<T> read, CancellationToken ct)
    {
        var items = new List<T>();
        var page = "";
        for (var i = 0; i < MostPages; i++)
        {
            var answer = await http.GetAsync(source, PollHttp.At(source.Poll.Url ?? DefaultUrl, path + page)!, ct);
            if (answer.Failed is not null) return (items, answer.Failed);
            if (read(answer.Body, out var problem) is not { } found) return (items, new(problem));
            items.AddRange(found.Items);
            if (found.Next is not { } next) return (items, null);
            page = "&page=" + Uri.EscapeDataString(next);
        }
        return (items, new($"The report has more than {MostPages} pages."));
    }

    private delegate ReportPage<T>? ReadPage<T>(ReadOnlySpan<byte> body, out string problem);

    // Nothing spent is known too, and is not silence.
    private static CountedEvent Heard(PollOrder order, string @event, long now) =>
        CountedEvent.Of($"{order.Source.Name}\nheard\n{order.Slot.ToUnixTimeSeconds()}", @event, DateTimeOffset.FromUnixTimeSeconds(now), null, 0);

    private static string EventOf(Source source) => source.EventMap.GetValueOrDefault("spend") ?? DefaultEvent;

    private static string Short(string model) => model.Length > 60 ? model[..60] + "…" : model;
}
