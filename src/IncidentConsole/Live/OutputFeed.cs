using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Live;

/// <summary>One line of a step's output, secrets masked.</summary>
/// <param name="Sequence">1, 2, … over both streams of an attempt.</param>
/// <param name="Stream"><c>stdout</c> or <c>stderr</c>.</param>
public sealed record StoredLine(long Sequence, DateTimeOffset At, string Stream, string Text);

public sealed record OutputChunkStored(AttemptId Attempt, IReadOnlyList<StoredLine> Lines);

/// <summary>The output of every attempt, chunk by chunk, once it is stored here or on another node.</summary>
public sealed class OutputFeed() : Feed<AttemptId, OutputChunkStored>(capacity: 200)
{
    /// <summary>Named by what this process notifies, so that it does not tell its own chunks twice.</summary>
    internal string Origin { get; } = Guid.NewGuid().ToString("N");
}
