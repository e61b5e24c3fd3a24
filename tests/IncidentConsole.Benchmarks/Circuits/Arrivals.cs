using System.Diagnostics;
using System.Text;

namespace MeetSolis.IncidentConsole.Benchmarks.Circuits;

/// <summary>One text on its way to many: how long after its sending each of them had it.</summary>
internal sealed class Arrivals(string text, int expected)
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly double[] _milliseconds = new double[expected];
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _sent;
    private int _arrived;

    public byte[] Text { get; } = Encoding.UTF8.GetBytes(text);

    public void Count()
    {
        var took = Stopwatch.GetElapsedTime(_sent).TotalMilliseconds;
        var place = Interlocked.Increment(ref _arrived) - 1;
        if (place < expected) _milliseconds[place] = took;
        if (place == expected - 1) _all.TrySetResult();
    }

    /// <summary>Sends it and waits until all have it.</summary>
    /// <exception cref="TimeoutException">Somebody did not get it within a minute.</exception>
    public async Task<double[]> SendAsync(Func<Task> send, CancellationToken ct)
    {
        _sent = Stopwatch.GetTimestamp();
        await send();
        try
        {
            await _all.Task.WaitAsync(_patience, ct);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"“{Encoding.UTF8.GetString(Text)}” reached {_arrived} of {expected}.");
        }
        return _milliseconds;
    }
}

/// <summary>What many messages to many readers took.</summary>
internal sealed record Latencies(double Median, double P99, double Last)
{
    /// <param name="rounds">Of each message, what it took to each reader.</param>
    public static Latencies Of(IReadOnlyList<double[]> rounds)
    {
        var all = rounds.SelectMany(r => r).Order().ToArray();
        return new(all[all.Length / 2], all[(int)(all.Length * 0.99)], Table.Median([.. rounds.Select(r => r.Max())]));
    }
}
