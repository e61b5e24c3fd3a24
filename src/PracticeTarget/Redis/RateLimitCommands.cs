using System.Globalization;

namespace MeetSolis.PracticeTarget.Redis;

/// <summary>The commands of a rate limit, and how they and their answers are written on the wire (RESP).</summary>
public sealed class RateLimitCommands(TimeProvider time)
{
    private const int MostWords = 16, LongestWord = 4096, MostKeys = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (long Count, DateTimeOffset? Ends)> _counts = [];

    /// <summary>The words of the next command; null where the visitor has gone.</summary>
    /// <exception cref="FormatException">It is no command as clients send them.</exception>
    public static async Task<string[]?> ReadAsync(StreamReader reader, CancellationToken ct)
    {
        if (await reader.ReadLineAsync(ct) is not { } head)
            return null;
        var words = new string[Number(head, '*', MostWords)];
        for (var i = 0; i < words.Length; i++)
        {
            var length = Number(await reader.ReadLineAsync(ct) ?? "", '$', LongestWord);
            var word = new char[length + 2];
            if (await reader.ReadBlockAsync(word, ct) < word.Length)
                return null;
            words[i] = new string(word, 0, length);
        }
        return words;
    }

    public string Answer(string[] words)
    {
        lock (_lock)
            return words switch
            {
                [var name, ..] when Is(name, "PING") => "+PONG\r\n",
                [var name, ..] when Is(name, "AUTH") || Is(name, "SELECT") => "+OK\r\n",
                [var name, var key] when Is(name, "INCR") => Increase(key),
                [var name, var key, var seconds] when Is(name, "EXPIRE") => Expire(key, seconds),
                [var name, var key] when Is(name, "TTL") => Left(key),
                [var name, .. var keys] when Is(name, "DEL") => Whole(keys.Count(k => Find(k) is not null && _counts.Remove(k))),
                _ => "-ERR unknown command\r\n",
            };
    }

    private string Increase(string key)
    {
        if (_counts.Count >= MostKeys && !_counts.ContainsKey(key))
            return "-OOM command not allowed when used memory > 'maxmemory'.\r\n";
        var (count, ends) = Find(key) ?? (0, null);
        _counts[key] = (count + 1, ends);
        return Whole(count + 1);
    }

    private string Expire(string key, string seconds)
    {
        if (!int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var window))
            return "-ERR value is not an integer or out of range\r\n";
        if (Find(key) is not { } found)
            return Whole(0);
        _counts[key] = (found.Count, time.GetUtcNow().AddSeconds(window));
        return Whole(1);
    }

    private string Left(string key) => Find(key) switch
    {
        null => Whole(-2),
        { Ends: { } ends } => Whole((long)Math.Ceiling((ends - time.GetUtcNow()).TotalSeconds)),
        _ => Whole(-1),
    };

    private (long Count, DateTimeOffset? Ends)? Find(string key)
    {
        if (!_counts.TryGetValue(key, out var found))
            return null;
        if (found.Ends is not { } ends || ends > time.GetUtcNow())
            return found;
        _counts.Remove(key);
        return null;
    }

    private static bool Is(string word, string name) => word.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static string Whole(long number) => string.Create(CultureInfo.InvariantCulture, $":{number}\r\n");

    private static int Number(string line, char kind, int most) =>
        line.Length > 1 && line[0] == kind && int.TryParse(line.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most
            ? number
            : throw new FormatException(line);
}
