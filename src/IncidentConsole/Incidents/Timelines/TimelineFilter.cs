namespace MeetSolis.IncidentConsole.Incidents.Timelines;

/// <summary>Which lines a reader wants to see.</summary>
/// <param name="Person">The id of who did it; null for everybody.</param>
public sealed record TimelineFilter(TimelineKind Kind = TimelineKind.All, string? Person = null, string Text = "")
{
    private const int MostWords = 8;

    public static readonly TimelineFilter None = new();

    private readonly string[] _words = Split(Text);

    /// <summary>Words, each of which must stand in the sentence or in the name before it.</summary>
    public string Text
    {
        get;
        // A copy with other words searches for those.
        init => (field, _words) = (value, Split(value));
    } = Text;

    public bool IsNone => Kind == TimelineKind.All && Person is null && _words.Length == 0;

    public bool Matches(TimelineLine line) =>
        Kind switch
        {
            TimelineKind.All => true,
            TimelineKind.People => line.By.Kind != ActorKind.Console,
            TimelineKind.Pinned => line.Marks.Pinned,
            _ => line.Kind == Kind,
        }
        && (Person is null || line.By.Id == Person)
        && _words.All(w => line.Says(w) || line.By.Name.Contains(w, StringComparison.OrdinalIgnoreCase));

    private static string[] Split(string text) => [.. text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(MostWords)];
}
