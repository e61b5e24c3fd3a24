using MeetSolis.IncidentConsole.Live;

namespace MeetSolis.IncidentConsole.Controls;

/// <summary>One line of a step's output as it is shown.</summary>
public sealed record OutputLine(long Sequence, DateTimeOffset At, bool IsError, string Text)
{
    public static OutputLine Of(StoredLine line) => new(line.Sequence, line.At, line.Stream == "stderr", line.Text);
}
