using Bunit;
using MeetSolis.IncidentConsole.Signals;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace MeetSolis.IncidentConsole.Tests.Controls;

/// <summary>A screen of one piece, at a time that the test drives.</summary>
public abstract class Pieces : BunitContext
{
    protected static readonly DateTimeOffset Start = new(2026, 3, 4, 14, 22, 8, TimeSpan.Zero);

    protected Pieces()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddSingleton<TimeProvider>(Time);
    }

    protected FakeTimeProvider Time { get; } = new(Start);

    protected static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    protected static SignalReading Reading(double? value, ReadingState state = ReadingState.Fresh, SignalTrend trend = SignalTrend.Falling, double age = 2, long events = 2140) =>
        new("error_rate", "production", value, "percent", Start, state, state == ReadingState.Missing ? null : Start - Seconds(age), events, trend, TimeSpan.FromMinutes(1));

    /// <summary>What is seen, with runs of blanks as one.</summary>
    protected static string Seen(AngleSharp.Dom.IElement element) => string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
