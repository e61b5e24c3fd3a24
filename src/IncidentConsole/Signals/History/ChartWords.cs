using System.Globalization;
using MeetSolis.IncidentConsole.Controls;
using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Signals.History;

/// <summary>What a chart shows, for readers without sight of it.</summary>
public static class ChartWords
{
    /// <summary><c>Error rate from 14:20:00 to 14:50:00 UTC: highest 9 % at 14:25:10, newest 0.4 %; threshold 5 %, above it for 3 min; no data for 2 min.</c></summary>
    public static string Of(SignalChart chart)
    {
        var (signal, points) = (chart.Signal, chart.Past.Points);
        var known = points.Where(p => p.Value is not null).ToList();
        var span = $"{ShownText.Of(chart.Title)} from {At(chart.Past.Span.From, chart)} to {At(chart.Past.Span.Until, chart)} UTC";
        var limits = string.Concat(chart.Limits.Select(l => $"; threshold {Values.Of(l.Value, signal.Unit)}, {Above(chart, l.Value)}"));
        var methods = string.Concat(chart.Methods.Select(m => $"; {ShownText.Of(m.Text)}"));
        if (known.Count == 0) return $"{span}: nothing that can be judged{limits}{methods}.";
        var peak = known.MaxBy(p => p.High!.Value);
        var silent = Lasts(chart, points.Count - known.Count);
        return $"{span}: highest {Values.Of(peak.High, signal.Unit)} at {At(peak.At, chart)}, newest {Values.Of(known[^1].Value, signal.Unit)}{limits}{methods}"
            + (silent > TimeSpan.Zero ? $"; nothing that can be judged for {DurationText.Words(silent)}" : "") + ".";
    }

    /// <summary>A point by itself: <c>14:22:10: 8.3 %, above the threshold</c>.</summary>
    public static string Of(PastPoint point, SignalChart chart) => $"{At(point.At, chart)}: {Value(point, chart)}";

    public static string Value(PastPoint point, SignalChart chart) => point.Value is { } value
        ? Values.Of(value, chart.Signal.Unit) + (point.High > point.Low ? $" ({Values.Of(point.Low, chart.Signal.Unit)} to {Values.Of(point.High, chart.Signal.Unit)})" : "")
            + (chart.Limits is [var lowest, ..] && point.High > lowest.Value ? ", above the threshold" : "")
        : point.State == ReadingState.Insufficient ? $"too few events ({point.Events.ToString(CultureInfo.InvariantCulture)})" : "no data";

    /// <summary>With its day where a span has several.</summary>
    public static string At(DateTimeOffset at, SignalChart chart) => at.UtcDateTime.ToString(
        chart.Past.Span.From.UtcDateTime.Date == chart.Past.Span.Until.UtcDateTime.Date ? "HH:mm:ss" : "d MMM HH:mm", CultureInfo.InvariantCulture);

    public static string Of(MarkKind kind) => kind switch
    {
        MarkKind.Message => "message",
        MarkKind.Decision => "decision",
        MarkKind.StepStarted => "step started",
        MarkKind.StepEnded => "step done",
        MarkKind.StepFailed => "step not done",
        MarkKind.Trigger => "trigger",
        MarkKind.Declared => "declared",
        MarkKind.Reopened => "reopened",
        MarkKind.Mitigated => "mitigated",
        _ => "ended",
    };

    public static IconName Sign(MarkKind kind) => kind switch
    {
        MarkKind.Message => IconName.Note,
        MarkKind.Decision => IconName.Diamond,
        MarkKind.StepStarted => IconName.Play,
        MarkKind.StepEnded => IconName.Check,
        MarkKind.StepFailed => IconName.Cross,
        MarkKind.Trigger => IconName.Bell,
        MarkKind.Declared => IconName.Bang,
        MarkKind.Reopened => IconName.Undo,
        MarkKind.Mitigated => IconName.Ring,
        _ => IconName.Stop,
    };

    private static string Above(SignalChart chart, double limit) =>
        Lasts(chart, chart.Past.Points.Count(p => p.High > limit)) is var time && time > TimeSpan.Zero ? $"above it for {DurationText.Words(time)}" : "never above it";

    private static TimeSpan Lasts(SignalChart chart, int steps) => TimeSpan.FromSeconds(Math.Min(steps * chart.Past.Span.Step, chart.Past.Span.To - chart.Past.Span.After));
}
