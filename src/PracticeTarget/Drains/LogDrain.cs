using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using MeetSolis.PracticeTarget.Practice;
using MeetSolis.PracticeTarget.VercelApi;

namespace MeetSolis.PracticeTarget.Drains;

/// <summary>The log drain: lines gather and leave every 400 ms, as a JSON array and as NDJSON in turn.</summary>
public sealed class LogDrain(TargetSettings settings, Production production, LogWriter writer, Faults faults, TimeProvider time) : BackgroundService
{
    private const int MostLinesInABatch = 1000;

    private readonly ConcurrentQueue<byte[]> _lines = new();
    private bool _asArray;

    /// <summary>Null when no drain is configured.</summary>
    public SignedFeed? Feed { get; } = settings.Drain is { } address ? new SignedFeed(address, Sign, () => faults.Feeds, time) : null;

    public void Request(SiteRequest request) => Add(writer.Of(request));

    public void Add(IEnumerable<LogLine> lines)
    {
        if (Feed is null)
            return;
        foreach (var line in lines)
            _lines.Enqueue(line.ToJson());
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (Feed is null)
            return;
        var sending = Feed.RunAsync(stoppingToken);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(400), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var build in production.TakeFinished())
                Add(writer.Of(build));
            while (!_lines.IsEmpty)
                Feed.Enqueue(TakeBatch());
        }
        await sending;
    }

    private Batch TakeBatch()
    {
        _asArray = !_asArray;
        var body = new MemoryStream();
        if (_asArray)
            body.WriteByte((byte)'[');
        for (var n = 0; n < MostLinesInABatch && _lines.TryDequeue(out var line); n++)
        {
            if (n > 0)
                body.WriteByte(_asArray ? (byte)',' : (byte)'\n');
            body.Write(line);
        }
        body.WriteByte(_asArray ? (byte)']' : (byte)'\n');
        return new Batch(body.ToArray(), _asArray ? "application/json" : "application/x-ndjson");
    }

    [SuppressMessage("Security", "CA5350", Justification = "Vercel signs its drains with SHA-1; that is the format, not a choice.")]
    private static (string Header, string Value) Sign(FeedAddress address, byte[] body) =>
        ("x-vercel-signature", Convert.ToHexStringLower(HMACSHA1.HashData(Encoding.UTF8.GetBytes(address.Secret), body)));
}
