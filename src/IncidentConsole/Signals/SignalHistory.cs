using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Signals;

/// <summary>
/// The recent values of one runbook's signals in one environment: a point each twelfth of the window (at least a second, at most a minute),
/// sixty of them, and the newest value as the last.
/// </summary>
internal sealed class SignalHistory(Runbook runbook, RunbookEnvironment environment, SignalWindows windows)
{
    private const int Most = 60;

    private readonly Dictionary<string, Queue<SignalPoint>> _points = [];
    private readonly Dictionary<string, long> _newest = [];

    /// <summary>Adds the point that is due, and answers all of them, oldest first.</summary>
    public IReadOnlyList<SignalPoint> Next(SignalReading reading, MethodPeriods methods)
    {
        var step = (long)Math.Clamp(environment.Scale(runbook.Signals[reading.Signal].Window).TotalSeconds / 12, 1, 60);
        var due = reading.At.ToUnixTimeSeconds() / step;
        if (!_points.TryGetValue(reading.Signal, out var points))
            _points.Add(reading.Signal, points = FromBuckets(reading.Signal, due, step, methods));
        else if (due > _newest[reading.Signal])
            points.Enqueue(new SignalPoint(reading.At, reading.Value));
        _newest[reading.Signal] = due;
        while (points.Count > Most)
            points.Dequeue();
        return points.Count > 0 && points.Last().At == reading.At ? [.. points] : [.. points, new SignalPoint(reading.At, reading.Value)];
    }

    private Queue<SignalPoint> FromBuckets(string signal, long due, long step, MethodPeriods methods)
    {
        var points = new Queue<SignalPoint>(Most + 1);
        for (var i = due - Most; i < due; i++)
        {
            var at = DateTimeOffset.FromUnixTimeSeconds(i * step);
            points.Enqueue(new SignalPoint(at, windows.Read(runbook.Signals[signal], at, methods).Value));
        }
        return points;
    }
}
