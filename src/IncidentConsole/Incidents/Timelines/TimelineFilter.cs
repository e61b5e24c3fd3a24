namespace MeetSolis.IncidentConsole.Incidents.Timelines;

/// <summary>Which lines a reader wants to see.</summary>
/// <param name="Person">The id of who did it; null for everybody.</param>
/// <param name="Text">Words, each of which must stand in the sentence or in the name before it.</param>
public sealed record TimelineFilter(TimelineKind Kind = TimelineKind.All, string? Person = null, string Text = "")
{
    private const int MostWords = 8;

    public static readonly TimelineFilter None = new();

    private readonly string[] _words = [.. Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(MostWords)];

    public bool IsNone => Kind == TimelineKind.All && Person is null && _words.Length == 0;

    public bool Matches(TimelineLine line) =>
        (Kind == TimelineKind.All || (Kind == TimelineKind.People ? line.By.Kind != ActorKind.Console : line.Kind == Kind))
        && (Person is null || line.By.Id == Person)
        && _words.All(w => line.Text.Contains(w, StringComparison.OrdinalIgnoreCase) || line.By.Name.Contains(w, StringComparison.OrdinalIgnoreCase));
}
