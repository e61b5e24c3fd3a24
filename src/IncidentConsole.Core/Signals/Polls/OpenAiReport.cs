using System.Globalization;
using System.Text.Json;

namespace MeetSolis.IncidentConsole.Signals.Polls;

/// <summary>What one model used in one span of time. Times in seconds since 1970, the end not included; <paramref name="Cached"/> is part of <paramref name="Input"/>.</summary>
public sealed record ModelUsage(long Start, long End, string Model, long Input, long Cached, long Output);

/// <summary>What was spent in one span of time, in US dollars.</summary>
public sealed record Spending(long Start, long End, decimal Dollars);

/// <summary>A page of a report. <paramref name="Next"/>: the page after it; null: it is the last.</summary>
public sealed record ReportPage<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Reads pages of OpenAI's usage and cost reports. Never throws on bad input.</summary>
public static class OpenAiReport
{
    /// <summary>A page of <c>/v1/organization/usage/completions</c> or <c>…/embeddings</c>, grouped by model.</summary>
    /// <param name="problem">A sentence where null is answered.</param>
    public static ReportPage<ModelUsage>? ReadUsage(ReadOnlySpan<byte> body, out string problem) => Read<ModelUsage>(body, Usage, out problem);

    /// <summary>A page of <c>/v1/organization/costs</c>: one item a day.</summary>
    public static ReportPage<Spending>? ReadCosts(ReadOnlySpan<byte> body, out string problem) => Read<Spending>(body, Cost, out problem);

    private delegate string? ReadBucket<T>(JsonElement results, long start, long end, List<T> items);

    private static ReportPage<T>? Read<T>(ReadOnlySpan<byte> body, ReadBucket<T> read, out string problem)
    {
        problem = "";
        try
        {
            if (JsonFields.Root(body, null) is not { } root || JsonFields.At(root, "data") is not { ValueKind: JsonValueKind.Array } buckets)
            {
                problem = "The answer is no report of OpenAI's: it has no data.";
                return null;
            }
            var items = new List<T>();
            foreach (var bucket in buckets.EnumerateArray())
                if ((Span(bucket, out var results, out var start, out var end) ?? read(results, start, end, items)) is { } wrong)
                {
                    problem = wrong;
                    return null;
                }
            return new ReportPage<T>(items, JsonFields.At(root, "has_more") is { ValueKind: JsonValueKind.True } ? JsonFields.TextAt(root, "next_page") : null);
        }
        catch (InvalidOperationException)
        {
            problem = "A text of the answer is not Unicode.";
            return null;
        }
    }

    private static string? Span(JsonElement bucket, out JsonElement results, out long start, out long end)
    {
        (results, start, end) = (default, 0, 0);
        if (JsonFields.At(bucket, "results") is not { ValueKind: JsonValueKind.Array } found
            || Whole(bucket, "start_time") is not { } from || Whole(bucket, "end_time") is not { } to || to <= from)
            return "A bucket of the answer has no times or no results.";
        (results, start, end) = (found, from, to);
        return null;
    }

    private static string? Usage(JsonElement results, long start, long end, List<ModelUsage> items)
    {
        foreach (var result in results.EnumerateArray())
        {
            if (Tokens(result, "input_tokens") is not { } input || Tokens(result, "input_cached_tokens") is not { } cached || Tokens(result, "output_tokens") is not { } output || cached > input)
                return "A result of the answer has no numbers of tokens.";
            items.Add(new ModelUsage(start, end, JsonFields.TextAt(result, "model") ?? "", input, cached, output));
        }
        return null;
    }

    private static string? Cost(JsonElement results, long start, long end, List<Spending> items)
    {
        var sum = 0m;
        foreach (var result in results.EnumerateArray())
        {
            if (!string.Equals(JsonFields.TextAt(result, "amount.currency"), "usd", StringComparison.OrdinalIgnoreCase))
                return "An amount of the answer is not in US dollars.";
            if (Dollars(JsonFields.At(result, "amount.value")) is not { } dollars)
                return "An amount of the answer is no number.";
            sum += dollars;
        }
        items.Add(new Spending(start, end, sum));
        return null;
    }

    private static long? Whole(JsonElement item, string path) =>
        JsonFields.At(item, path) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var whole) && whole is >= 0 and < 100_000_000_000 ? whole : null;

    // Embeddings have neither cached tokens nor output.
    private static long? Tokens(JsonElement result, string path) => JsonFields.At(result, path) is null or { ValueKind: JsonValueKind.Null } ? path == "input_tokens" ? null : 0
        : JsonFields.At(result, path) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var tokens) && tokens is >= 0 and <= 1_000_000_000_000_000 ? tokens : null;

    private static decimal? Dollars(JsonElement? value) => value switch
    {
        { ValueKind: JsonValueKind.Number } number when number.TryGetDouble(out var dollars) => Within(dollars),
        { ValueKind: JsonValueKind.String } text when double.TryParse(text.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var dollars) => Within(dollars),
        _ => null,
    };

    // Credits are negative amounts of one line among others.
    private static decimal? Within(double dollars) => Math.Abs(dollars) <= 1e9 ? (decimal)dollars : null;
}
