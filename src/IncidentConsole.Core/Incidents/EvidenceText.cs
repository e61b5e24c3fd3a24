using System.Globalization;
using MeetSolis.IncidentConsole.Runbooks.Conditions;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>Readings in the words a person under stress reads: value, window, number of events, age of the newest sample.</summary>
public static class EvidenceText
{
    public static string Of(Condition condition, IReadOnlyDictionary<string, SignalReading> readings, DateTimeOffset now) =>
        string.Join("; ", condition.Signals().Select(s => readings.TryGetValue(s, out var reading) ? Of(reading, now) : $"{s}: never received"));

    public static string Of(SignalReading reading, DateTimeOffset now) => reading.State switch
    {
        ReadingState.Fresh => $"{Value(reading.Value, reading.Unit)} over {Duration(reading.Window)}, {reading.Events.ToString("N0", CultureInfo.InvariantCulture)} events, newest {Age(reading, now)}"
            + (reading.Trend is SignalTrend.Falling or SignalTrend.Rising ? $", {reading.Trend.ToString().ToLowerInvariant()}" : ""),
        ReadingState.Insufficient => $"too few events to tell ({reading.Events} over {Duration(reading.Window)})",
        ReadingState.Stale => $"stale: newest sample {Age(reading, now)}",
        _ => $"{reading.Signal}: never received",
    };

    public static string Value(double? value, string unit) => value is not { } v ? "no value" : unit switch
    {
        "percent" => $"{Number(v, 1)} %",
        "usd" => $"${Number(v, 2)}",
        "milliseconds" => $"{Number(v, 0)} ms",
        _ => Number(v, 0) + (unit.Length == 0 ? "" : " " + unit),
    };

    public static string Duration(TimeSpan time) => time switch
    {
        { TotalSeconds: < 60 } => $"{Number(time.TotalSeconds, time.TotalSeconds < 10 ? 1 : 0)} s",
        { TotalMinutes: < 60 } => time.Seconds == 0 ? $"{time.Minutes} min" : $"{time.Minutes} min {time.Seconds} s",
        _ => time.Minutes == 0 ? $"{Number(time.TotalHours, 0)} h" : $"{(int)time.TotalHours} h {time.Minutes} min",
    };

    /// <summary>A size as people say it: <c>12.4 MB</c>.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        < 1_000 => $"{bytes} bytes",
        < 1_000_000 => $"{Number(bytes / 1e3, 1)} kB",
        < 1_000_000_000 => $"{Number(bytes / 1e6, 1)} MB",
        _ => $"{Number(bytes / 1e9, 2)} GB",
    };

    private static string Age(SignalReading reading, DateTimeOffset now) =>
        reading.NewestSample is { } newest ? $"{Duration(Max(now - newest))} old" : "unknown";

    private static TimeSpan Max(TimeSpan age) => age < TimeSpan.Zero ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Round(age.TotalSeconds));

    private static string Number(double value, int decimals) => value.ToString(decimals == 0 ? "#,0" : "#,0." + new string('#', decimals), CultureInfo.InvariantCulture);
}
