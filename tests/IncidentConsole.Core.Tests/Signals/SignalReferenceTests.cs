using CsCheck;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Signals;
using MeetSolis.IncidentConsole.Tests.Runbooks;

namespace MeetSolis.IncidentConsole.Tests.Signals;

/// <summary>
/// Readings against a slow, obvious evaluator that keeps every event and counts anew each second: events come late, out of order, twice, and
/// from clocks that run ahead; some are left out while a method is in force, and sources fall silent.
/// </summary>
public sealed class SignalReferenceTests
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Runbook Small = RunbookFiles.Loaded("reference.yaml", """
        id: reference
        title: Reference
        version: "1"
        environments: {production: {}}
        events: [requests.all, requests.failed, login.failed, spent, gauge]
        signals:
          rate: {kind: ratio, window: 20s, unit: percent, minimum: 4, numerator: requests.failed, denominator: requests.all, except: off, stale-after: 15s}
          logins: {kind: count, window: 30s, event: login.failed, stale-after: 25s}
          spending: {kind: sum, window: 40s, unit: usd, event: spent, stale-after: 60s}
          level: {kind: gauge, window: 10s, event: gauge, stale-after: 10s}
        exclusions: {off: {while: method-a, paths: ["/x"], status: 503}}
        triggers: {spike: {when: "rate > 5", recommend: method-a}}
        tree: {start: many, questions: {many: {ask: "Many?", yes: {do: method-a}, no: {do: method-a}}}}
        methods: {method-a: {title: Off, risk: low, eta: 1m, steps: {off: {shell: "true"}}}}
        """);
    private static readonly string Excluded = ExclusionRules.Key(Small.Id, "off");
    private static readonly string[] Kinds = ["requests.all", "requests.failed", "login.failed", "spent", "gauge"];

    /// <param name="At">Second of the event.</param>
    /// <param name="Came">Second of its arrival: after it, or before where a clock runs ahead.</param>
    private sealed record Sample(int Id, string Kind, int At, int Came, int Value, bool IsExcluded);

    private static readonly Gen<Sample> Samples = Gen.Select(
        Gen.Int[0, 200], Gen.Int[0, Kinds.Length - 1].Select(i => Kinds[i]), Gen.Int[0, 240], Gen.OneOf(Gen.Int[0, 3], Gen.Int[0, 90], Gen.Int[-60, 0]), Gen.Int[0, 50], Gen.Bool,
        (id, kind, at, delay, value, excluded) => new Sample(id, kind, at, Math.Max(0, at + delay), value, excluded));

    private static readonly Gen<(Sample[] Samples, int From, int Until)> Streams =
        Gen.Select(Samples.Array[0, 220], Gen.Int[0, 120], Gen.Int[10, 120], (s, from, length) => (s, from, from + length));

    [Fact]
    public void Read_AnyStream_IsWhatCountingAnewSays() => Streams.Sample(stream =>
    {
        var buckets = new SignalBuckets();
        var ids = new RecentIds(TimeSpan.FromMinutes(10), 1_000_000);
        var windows = new SignalWindows(Small, Small.Environments["production"], buckets);
        var methods = new MethodPeriods([new MethodPeriod("method-a", Start.AddSeconds(stream.From), Start.AddSeconds(stream.Until))]);
        // Of what comes twice, the first counts.
        var known = stream.Samples.OrderBy(s => s.Came).DistinctBy(s => s.Id).ToList();
        for (var now = 0; now < 260; now += 7)
        {
            foreach (var s in stream.Samples.Where(s => s.Came > now - 7 && s.Came <= now).OrderBy(s => s.Came))
            {
                ids.Begin(s.Came * 1_000L);
                if (!ids.Take((ulong)s.Id)) continue;
                var changes = new BucketChanges();
                var valued = s.Kind is "spent" or "gauge";
                changes.Add(new BucketKey(s.Kind, s.IsExcluded ? Excluded : ExclusionRules.Plain, valued ? LogHistogram.BinOf(s.Value) : LogHistogram.NoValue, Second(s.At)), 1, valued ? s.Value : 0);
                buckets.Apply(changes.Amounts);
            }
            foreach (var signal in Small.Signals.Values)
            {
                var (value, state, events) = Naive(signal, [.. known.Where(s => s.Came <= now && s.At <= now)], now, stream.From, stream.Until);
                var read = windows.Read(signal, Start.AddSeconds(now), methods);
                Assert.Equal((now, signal.Id, state, value, events), (now, signal.Id, read.State, read.Value, read.Events));
            }
        }
    }, iter: 300);

    private static long Second(int at) => Start.ToUnixTimeSeconds() + at;

    private static (double? Value, ReadingState State, long Events) Naive(SignalDefinition signal, List<Sample> came, int now, int from, int until)
    {
        var after = now - (int)signal.Window.TotalSeconds;
        List<Sample> Of(string kind) => [.. came.Where(s => s.Kind == kind && s.At > after && !(signal.Except is not null && s.IsExcluded && s.At >= from && s.At <= until))];
        // Who counts all of a family would have counted each of it.
        int? Heard(params string[] kinds) => came.Where(s => kinds.Contains(s.Kind)).Select(s => (int?)s.At).Max();
        var (value, events, heard) = signal.Id switch
        {
            "rate" => (Of("requests.all").Count == 0 ? null : (double?)Of("requests.failed").Count / Of("requests.all").Count * 100, Of("requests.all").Count, Heard("requests.all")),
            "logins" => ((double?)Of("login.failed").Count, Of("login.failed").Count, Heard("login.failed")),
            "spending" => ((double?)Of("spent").Sum(s => s.Value), Of("spent").Count, Heard("spent")),
            _ => (Of("gauge") is { Count: > 0 } some ? some.Where(s => s.At == some.Max(x => x.At)).Average(s => s.Value) : null, Of("gauge").Count, Heard("gauge")),
        };
        var state = heard is null ? ReadingState.Missing
            : now - heard > signal.StaleAfter!.Value.TotalSeconds ? ReadingState.Stale
            : value is null || events < signal.Minimum ? ReadingState.Insufficient : ReadingState.Fresh;
        return (state == ReadingState.Missing || (events == 0 && state == ReadingState.Stale) ? null : value, state, events);
    }
}
