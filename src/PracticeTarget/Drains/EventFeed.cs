using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MeetSolis.PracticeTarget.Practice;
using MeetSolis.PracticeTarget.Traffic;

namespace MeetSolis.PracticeTarget.Drains;

/// <summary>
/// What a log drain cannot carry: sign-ins, queries, exposures, AI spending, request durations. One item stands for
/// <c>count</c> events (1 when left out) of <c>value</c> each.
/// </summary>
public sealed class EventFeed(TargetSettings settings, Meter meter, Faults faults, TimeProvider time) : BackgroundService
{
    private readonly string _run = Guid.NewGuid().ToString("N")[..10];
    private long _items;

    /// <summary>Null when no events address is configured.</summary>
    public SignedFeed? Feed { get; } = settings.Events is { } address ? new SignedFeed(address, Sign, () => faults.Feeds, time) : null;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (Feed is null)
            return;
        var sending = Feed.RunAsync(stoppingToken);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500), time);
        var last = time.GetTimestamp();
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var now = time.GetTimestamp();
            var measured = meter.Take(time.GetElapsedTime(last, now));
            last = now;
            if (measured.Count > 0)
                Feed.Enqueue(new Batch(Write(measured), "application/json"));
        }
        await sending;
    }

    private byte[] Write(List<Measured> measured)
    {
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            var at = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
            json.WriteStartArray();
            foreach (var item in measured)
            {
                json.WriteStartObject();
                json.WriteString("id", string.Create(CultureInfo.InvariantCulture, $"{_run}-{Interlocked.Increment(ref _items):d10}"));
                json.WriteString("event", item.Event);
                json.WriteString("at", at);
                json.WriteNumber("value", item.Value);
                if (item.Count > 1)
                    json.WriteNumber("count", item.Count);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        return body.ToArray();
    }

    private static (string Header, string Value) Sign(FeedAddress address, byte[] body) =>
        ("X-Console-Signature", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(address.Secret), body)));
}
