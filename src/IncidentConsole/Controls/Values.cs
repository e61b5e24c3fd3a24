using System.Globalization;

namespace MeetSolis.IncidentConsole.Controls;

/// <summary>A signal's value as people read it.</summary>
public static class Values
{
    /// <summary><c>8.3 %</c>, <c>$12.40</c>, <c>520 ms</c>, <c>114</c>; a dash where there is none.</summary>
    public static string Of(double? value, string unit)
    {
        var number = Number(value);
        return value is null ? number : unit switch
        {
            "percent" => $"{number} %",
            "usd" => "$" + value.Value.ToString("#,0.00", CultureInfo.InvariantCulture),
            "milliseconds" => $"{number} ms",
            "" => number,
            _ => $"{number} {unit}",
        };
    }

    private static string Number(double? value) => value switch
    {
        null => "–",
        { } v when Math.Abs(v) >= 100 => v.ToString("#,0", CultureInfo.InvariantCulture),
        { } v when Math.Abs(v) >= 10 => v.ToString("0.#", CultureInfo.InvariantCulture),
        { } v => v.ToString("0.##", CultureInfo.InvariantCulture),
    };
}
