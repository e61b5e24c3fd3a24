using System.Globalization;
using System.Text;
using System.Text.Json;

namespace MeetSolis.IncidentConsole.Signals;

/// <summary>What one node tells the others of the counts it has stored: <c>ORIGIN TRANSACTION [["environment","event","class",bin,second,count,sum],…]</c>.</summary>
internal sealed record CountNotice(string Origin, ulong Transaction, IReadOnlyList<SignalBucketRow> Rows)
{
    public const string Channel = "signal_counts";

    // PostgreSQL takes less than 8,000 bytes; origin and transaction stand before it.
    private const int Most = 7_800;

    /// <summary>The rows in as many parts as they need.</summary>
    public static IEnumerable<string> Write(IEnumerable<SignalBucketRow> rows)
    {
        var part = new StringBuilder();
        foreach (var r in rows)
        {
            // Escaped, so every character is a byte.
            var row = JsonSerializer.Serialize<object[]>([r.Environment, r.Event, r.Class, r.Bin, r.Second, r.Count, r.Sum]);
            if (part.Length > 0 && part.Length + row.Length + 2 > Most)
            {
                yield return part.Append(']').ToString();
                part.Clear();
            }
            part.Append(part.Length == 0 ? '[' : ',').Append(row);
        }
        if (part.Length > 0) yield return part.Append(']').ToString();
    }

    /// <summary>Null where it is not one: anybody with access to the database can notify.</summary>
    public static CountNotice? Read(string payload)
    {
        var words = payload.Split(' ', 3);
        if (words.Length != 3 || !ulong.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var transaction)) return null;
        try
        {
            using var json = JsonDocument.Parse(words[2]);
            return new(words[0], transaction, [.. json.RootElement.EnumerateArray().Select(r => new SignalBucketRow(
                r[0].GetString()!, r[1].GetString()!, r[2].GetString()!, r[3].GetInt32(), r[4].GetInt64(), r[5].GetInt64(), r[6].GetDouble()))]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            return null;
        }
    }
}

/// <summary>Which transactions a reading of PostgreSQL had seen: <c>xmin:xmax:in-progress</c>.</summary>
internal sealed record SeenMoment(ulong Min, ulong Max, IReadOnlySet<ulong> InProgress)
{
    public bool Saw(ulong transaction) => transaction < Min || transaction < Max && !InProgress.Contains(transaction);

    public static SeenMoment Parse(string snapshot)
    {
        var parts = snapshot.Split(':');
        ulong Number(string text) => ulong.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
        return new(Number(parts[0]), Number(parts[1]), parts[2].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Number).ToHashSet());
    }
}
