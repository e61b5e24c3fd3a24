namespace MeetSolis.IncidentConsole.Runs;

/// <summary>How far each spool file has been read, in bytes. <c>default</c> is the beginning.</summary>
public readonly record struct SpoolOffsets(long Stdout, long Stderr);

/// <summary>
/// Whole lines, in order within each stream. Reading again from <paramref name="Next"/> goes on right after them, so storing both in one
/// transaction gives every line exactly once.
/// </summary>
public sealed record OutputChunk(SpoolOffsets Next, IReadOnlyList<OutputLine> Lines);
