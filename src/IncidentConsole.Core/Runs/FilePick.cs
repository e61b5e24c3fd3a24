namespace MeetSolis.IncidentConsole.Runs;

/// <summary>A file that a person named, looked at.</summary>
public abstract record FilePick
{
    private FilePick() { }

    /// <param name="Path">Whole and explicit, inside the workspace, through no symbolic link.</param>
    /// <param name="GzipIntact">Null: no gzip file, or not tested to its end.</param>
    /// <param name="Sha256">Lower-case hexadecimal; null where it was not asked for.</param>
    public sealed record Found(string Path, long Bytes, DateTimeOffset ModifiedAt, bool? GzipIntact, string? Sha256) : FilePick;

    /// <param name="Sentence">For a person.</param>
    public sealed record Refused(string Sentence) : FilePick;
}
