namespace MeetSolis.IncidentConsole.Signals.History;

/// <summary>How far back the page of a signal looks.</summary>
public sealed record SignalSpan(string Key, TimeSpan Length, string Words)
{
    public static readonly IReadOnlyList<SignalSpan> All =
        [new("1h", TimeSpan.FromHours(1), "hour"), new("24h", TimeSpan.FromHours(24), "24 hours"), new("7d", TimeSpan.FromDays(7), "7 days")];

    /// <summary>The hour, where it is none of these.</summary>
    public static SignalSpan Of(string? key) => All.FirstOrDefault(s => s.Key == key, All[0]);
}
