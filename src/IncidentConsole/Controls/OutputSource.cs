namespace MeetSolis.IncidentConsole.Controls;

/// <summary>Where lines come from that are not at hand.</summary>
/// <param name="ReadAsync">The lines after a sequence, in order, at most so many.</param>
/// <param name="FindAsync">The lines that hold a text, whatever its case.</param>
/// <param name="Download">Address of the whole as text.</param>
public sealed record OutputSource(
    Func<long, int, CancellationToken, Task<IReadOnlyList<OutputLine>>> ReadAsync, Func<string, CancellationToken, Task<OutputFound>> FindAsync, string? Download);

/// <param name="Sequences">Of the lines, in order.</param>
/// <param name="More">There are more than these.</param>
public sealed record OutputFound(IReadOnlyList<long> Sequences, bool More);
