using System.Globalization;

namespace MeetSolis.IncidentConsole.Signals.Polls;

/// <summary>Asks a Prometheus the instant queries of the settings, as of the beginning of each interval.</summary>
public sealed class PrometheusPoller(PollHttp http) : ISourcePoller
{
    /// <summary>Stands in a query for the interval, so that an increase is over all of it and nothing twice.</summary>
    public const string IntervalWord = "$interval";

    private const string Value = "value", Count = "count";
    private const long MostCounted = 1_000_000_000;

    public string Kind => SourceKinds.Prometheus;

    public TimeSpan Interval => TimeSpan.FromSeconds(30);

    public string? Missing(Source source)
    {
        var (name, poll) = (source.Name, source.Poll);
        return PollHttp.At(poll.Url, "") is null ? $"Set Sources:{name}:Url to the address of the Prometheus."
            : poll.Queries.Count == 0 ? $"Set Sources:{name}:Queries:0:Event and Sources:{name}:Queries:0:Query."
            : poll.Queries.Any(q => q.Event.Length == 0 || q.Query.Length == 0) ? $"Each of Sources:{name}:Queries has an Event and a Query."
            : poll.Queries.FirstOrDefault(q => q.As is not (Value or Count)) is { } odd ? $"Sources:{name}:Queries says As {odd.As}; that is value or count."
            : null;
    }

    public IEnumerable<string> EventsOf(Source source) => source.Poll.Queries.Select(q => q.Event);

    public async Task<Polled> PollAsync(PollOrder order, CancellationToken ct)
    {
        var events = new List<CountedEvent>();
        var cautions = new List<string>();
        var answered = 0;
        foreach (var query in order.Source.Poll.Queries)
        {
            var seconds = order.Interval.TotalSeconds.ToString(CultureInfo.InvariantCulture);
            var text = query.Query.Replace(IntervalWord, seconds + "s", StringComparison.Ordinal);
            var url = PollHttp.At(order.Source.Poll.Url, $"api/v1/query?query={Uri.EscapeDataString(text)}&time={order.Slot.ToUnixTimeSeconds()}&timeout=8s")!;
            // What is wrong with one query it says in the body; the others may be right.
            var answer = await http.GetAsync(order.Source, url, ct, 400, 422);
            if (answer.Failed is { } failed) return failed;
            if (PrometheusAnswer.Read(answer.Body, out var problem) is not { } values)
                cautions.Add($"The query for {query.Event}: {problem}");
            else
            {
                answered++;
                if (Take(order, query, values, events) is { } caution) cautions.Add(caution);
            }
        }
        return answered == 0 ? new Polled.Failed(cautions[0]) : new Polled.Answered(events, cautions.Count == 0 ? null : string.Join(" ", cautions));
    }

    private static string? Take(PollOrder order, PollQuery query, PrometheusValues values, List<CountedEvent> events)
    {
        // A sum of which a part is missing is not the sum.
        if (values.Values.Count == 0 || query.As == Count && values.Unusable > 0)
            return $"The query for {query.Event} gave no value: that counts as nothing known, not as nought.";
        var id = $"{query.Event}\n{query.Query}\n{order.Slot.ToUnixTimeSeconds()}";
        if (query.As == Count)
        {
            var count = Math.Round(values.Values.Sum());
            if (count > MostCounted) return $"The query for {query.Event} gave a count that cannot be.";
            events.Add(CountedEvent.Of(id, query.Event, order.Slot, null, (long)count));
            return null;
        }
        events.AddRange(values.Values.Select((value, i) => CountedEvent.Of($"{id}\n{i}", query.Event, order.Slot, value, 1)));
        return values.Unusable == 0 ? null : $"The query for {query.Event} gave {values.Unusable} series without a value.";
    }
}
