using System.Text.Json;

namespace MeetSolis.IncidentConsole.Signals.Polls;

/// <summary>So many transactions, of which so many failed.</summary>
public readonly record struct Transactions(long All, long Failed);

/// <summary>Reads what Sentry answers to a query of <see cref="Rate"/> and <see cref="All"/> over a span of time. Never throws on bad input.</summary>
public static class SentryRate
{
    public const string Rate = "failure_rate()";
    public const string All = "count()";

    /// <param name="problem">A sentence where null is answered.</param>
    public static Transactions? Read(ReadOnlySpan<byte> body, out string problem)
    {
        try
        {
            return Take(body, out problem);
        }
        catch (InvalidOperationException)
        {
            problem = "A text of the answer is not Unicode.";
            return null;
        }
    }

    private static Transactions? Take(ReadOnlySpan<byte> body, out string problem)
    {
        problem = "";
        if (JsonFields.Root(body, null) is not { } root || JsonFields.At(root, "data") is not { ValueKind: JsonValueKind.Array } rows)
        {
            problem = "The answer is none of Sentry's: it has no data.";
            return null;
        }
        if (rows.GetArrayLength() != 1 || JsonFields.At(rows[0], All) is not { ValueKind: JsonValueKind.Number } count || !count.TryGetInt64(out var all) || all < 0)
        {
            problem = $"The answer has not one row with {All}.";
            return null;
        }
        // Of no transactions there is no rate, and none is wanted.
        if (all == 0)
            return new Transactions(0, 0);
        if (JsonFields.At(rows[0], Rate) is not { ValueKind: JsonValueKind.Number } share || !share.TryGetDouble(out var rate) || rate is not (>= 0 and <= 1))
        {
            problem = $"The answer has no {Rate} between 0 and 1: without tracing Sentry knows none.";
            return null;
        }
        return new Transactions(all, (long)Math.Round(all * rate));
    }
}
