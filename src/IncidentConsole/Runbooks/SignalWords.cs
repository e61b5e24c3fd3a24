using MeetSolis.IncidentConsole.Controls;

namespace MeetSolis.IncidentConsole.Runbooks;

/// <summary>What a signal is, in words.</summary>
internal static class SignalWords
{
    /// <summary><c>requests.failed out of requests.all, in percent, over 1 min</c>.</summary>
    public static string Measure(SignalDefinition signal)
    {
        var what = signal.Kind switch
        {
            SignalKind.Ratio => $"{signal.Numerator} out of {signal.Denominator}, in percent",
            SignalKind.Count => $"number of {signal.Event}",
            SignalKind.Sum => $"sum of {signal.Event}",
            SignalKind.Percentile => $"{signal.Percentile}th percentile of {signal.Event}",
            _ => $"newest value of {signal.Event}",
        };
        return ShownText.Of($"{what}{(signal.Unit.Length > 0 && signal.Kind != SignalKind.Ratio ? $" ({signal.Unit})" : "")}, over {DurationText.Words(signal.Window)}");
    }
}
