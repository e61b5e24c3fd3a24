using System.Net.Http.Headers;
using System.Threading.Channels;
using MeetSolis.PracticeTarget.Practice;

namespace MeetSolis.PracticeTarget.Drains;

/// <summary>One batch as it goes over the wire, the same bytes at every try.</summary>
public sealed record Batch(byte[] Body, string ContentType);

/// <summary>
/// Sends batches in order to one address, signed. A 5xx or a broken connection is tried again with the same bytes;
/// a 4xx is final. While the receiver is away the oldest batches give way to new ones.
/// </summary>
public sealed class SignedFeed(FeedAddress address, Func<FeedAddress, byte[], (string Header, string Value)> sign, Func<FeedTrouble> trouble, TimeProvider time)
{
    // Filled by 400 ms batches when the receiver is away: about two minutes of them.
    private const int MostWaiting = 300;

    private readonly Lock _lock = new();
    private readonly LinkedList<Batch> _waiting = new();
    private readonly TroubledBatches _troubled = new(trouble, time);
    private readonly Channel<bool> _arrived = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private long _delivered, _refused, _failedTries, _dropped;
    private DateTimeOffset? _failingSince;

    public FeedCounts Counts
    {
        get
        {
            lock (_lock)
                return new FeedCounts(_delivered, _refused, _failedTries, _dropped, _waiting.Count);
        }
    }

    /// <summary>Since when nothing could be delivered; null while the last try succeeded.</summary>
    public DateTimeOffset? FailingSince
    {
        get
        {
            lock (_lock)
                return _failingSince;
        }
    }

    public void Enqueue(Batch batch)
    {
        lock (_lock)
        {
            foreach (var leaving in _troubled.Leaving(batch))
                _waiting.AddLast(leaving);
            while (_waiting.Count > MostWaiting)
            {
                _waiting.RemoveFirst();
                _dropped++;
            }
        }
        _arrived.Writer.TryWrite(true);
    }

    public async Task RunAsync(CancellationToken ct)
    {
        using var client = Loopback.CreateClient(TimeSpan.FromSeconds(10));
        var pause = TimeSpan.Zero;
        while (!ct.IsCancellationRequested)
        {
            Batch? batch;
            lock (_lock)
                batch = _waiting.First?.Value;
            if (batch is null)
            {
                await _arrived.Reader.ReadAsync(ct);
                continue;
            }
            var outcome = await SendAsync(client, batch, ct);
            lock (_lock)
            {
                // It may have been dropped meanwhile; removing what is not there does no harm.
                if (outcome != Outcome.TryAgain)
                    _waiting.Remove(batch);
                _delivered += outcome == Outcome.Delivered ? 1 : 0;
                _refused += outcome == Outcome.Refused ? 1 : 0;
                _failedTries += outcome == Outcome.TryAgain ? 1 : 0;
                _failingSince = outcome == Outcome.Delivered ? null : _failingSince ?? time.GetUtcNow();
            }
            pause = outcome == Outcome.TryAgain ? TimeSpan.FromMilliseconds(Math.Clamp(pause.TotalMilliseconds * 2, 200, 3000)) : TimeSpan.Zero;
            if (pause > TimeSpan.Zero)
                await Task.Delay(pause, time, ct);
        }
    }

    private async Task<Outcome> SendAsync(HttpClient client, Batch batch, CancellationToken ct)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address.Url) { Content = new ByteArrayContent(batch.Body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(batch.ContentType);
            var (header, value) = sign(address, batch.Body);
            request.Headers.TryAddWithoutValidation(header, value);
            using var response = await client.SendAsync(request, ct);
            return (int)response.StatusCode switch
            {
                < 300 => Outcome.Delivered,
                >= 500 => Outcome.TryAgain,
                _ => Outcome.Refused,
            };
        }
        catch (Exception ex) when (ex is HttpRequestException || (ex is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return Outcome.TryAgain;
        }
    }

    private enum Outcome
    {
        Delivered,
        Refused,
        TryAgain,
    }
}

/// <summary>What became of a feed's batches. <paramref name="FailedTries"/> counts tries, the others batches.</summary>
public sealed record FeedCounts(long Delivered, long Refused, long FailedTries, long Dropped, int Waiting);
