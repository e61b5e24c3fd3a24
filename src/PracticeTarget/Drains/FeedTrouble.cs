using System.Text;

namespace MeetSolis.PracticeTarget.Drains;

/// <summary>What goes wrong between the practice target and the console. Only silence changes what is true; the others must change nothing that is counted.</summary>
public enum FeedTrouble
{
    None,
    /// <summary>Every batch comes twice.</summary>
    Repeats,
    /// <summary>Every batch comes some seconds after what it tells of.</summary>
    Late,
    /// <summary>Of three batches the last comes first.</summary>
    Shuffled,
    /// <summary>Batches that cannot be read come between, signed as they must be.</summary>
    Noise,
    /// <summary>Nothing comes.</summary>
    Silent,
}

/// <summary>Does to the batches of one feed what is wrong at the moment. Not for use by several threads at once.</summary>
public sealed class TroubledBatches(Func<FeedTrouble> trouble, TimeProvider time)
{
    public static readonly TimeSpan HeldBack = TimeSpan.FromSeconds(4);
    private const int Together = 3;

    private readonly List<(Batch Batch, DateTimeOffset At)> _held = [];

    /// <summary>What leaves now that this batch was made, in the order in which it leaves.</summary>
    public IReadOnlyList<Batch> Leaving(Batch batch)
    {
        var now = time.GetUtcNow();
        var wrong = trouble();
        if (wrong is FeedTrouble.Late or FeedTrouble.Shuffled) _held.Add((batch, now));
        var released = _held.Where(h => wrong switch { FeedTrouble.Late => now - h.At >= HeldBack, FeedTrouble.Shuffled => _held.Count >= Together, FeedTrouble.Silent => false, _ => true }).ToList();
        _held.RemoveAll(released.Contains);
        if (wrong == FeedTrouble.Shuffled) released.Reverse();
        var old = released.Select(h => h.Batch);
        return wrong switch
        {
            FeedTrouble.Late or FeedTrouble.Shuffled => [.. old],
            FeedTrouble.Silent => [],
            FeedTrouble.Repeats => [.. old, batch, batch],
            FeedTrouble.Noise => [.. old, new Batch(Encoding.UTF8.GetBytes("[{\"no\":\"line\"},7,\"…\"]"), "application/json"), batch],
            _ => [.. old, batch],
        };
    }
}
