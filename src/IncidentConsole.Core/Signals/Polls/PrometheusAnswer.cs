using System.Globalization;
using System.Text.Json;

namespace MeetSolis.IncidentConsole.Signals.Polls;

/// <summary>The numbers of an instant query of Prometheus, one for each series. <paramref name="Unusable"/> counts those that are none, or below 0.</summary>
public sealed record PrometheusValues(IReadOnlyList<double> Values, int Unusable);

/// <summary>Reads what <c>/api/v1/query</c> answers. Never throws on bad input.</summary>
public static class PrometheusAnswer
{
    public const int MostSeries = 1_000;

    /// <param name="problem">A sentence where null is answered.</param>
    public static PrometheusValues? Read(ReadOnlySpan<byte> body, out string problem)
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

    private static PrometheusValues? Take(ReadOnlySpan<byte> body, out string problem)
    {
        problem = "";
        if (JsonFields.Root(body, null) is not { } root)
            return Refuse(out problem, "The answer is not JSON: is this the address of a Prometheus?");
        if (JsonFields.TextAt(root, "status") != "success")
            return Refuse(out problem, JsonFields.TextAt(root, "error") is { } error ? $"Prometheus says: {Sentence(error)}" : "The answer is none of Prometheus's: it has no status.");
        if (JsonFields.At(root, "data.result") is not { ValueKind: JsonValueKind.Array } result)
            return Refuse(out problem, "The answer has no result.");
        IEnumerable<JsonElement?> samples;
        switch (JsonFields.TextAt(root, "data.resultType"))
        {
            case "scalar":
                samples = [result];
                break;
            case "vector" when result.GetArrayLength() > MostSeries:
                return Refuse(out problem, $"The query gives {result.GetArrayLength()} series, and {MostSeries} are read at most; let it sum them up.");
            case "vector":
                samples = result.EnumerateArray().Select(series => JsonFields.At(series, "value"));
                break;
            case var type:
                return Refuse(out problem, $"The query gives a {JsonFields.Short(type ?? "thing")}, and numbers are wanted: an instant vector or a scalar.");
        }
        var all = samples.Select(Number).ToArray();
        return new PrometheusValues([.. all.OfType<double>()], all.Count(n => n is null));
    }

    // NaN is what a quantile of nothing is: no value, and no zero.
    private static double? Number(JsonElement? sample) =>
        sample is { ValueKind: JsonValueKind.Array } pair && pair.GetArrayLength() == 2 && pair[1].ValueKind == JsonValueKind.String
        && double.TryParse(pair[1].GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is >= 0 and <= LogHistogram.Largest ? number : null;

    private static string Sentence(string error) => error.Length > 200 ? error[..200] + "…" : error;

    private static PrometheusValues? Refuse(out string problem, string why)
    {
        problem = why;
        return null;
    }
}
