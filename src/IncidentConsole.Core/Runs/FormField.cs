using System.Globalization;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Runs;

/// <summary>A field of a manual step's form, read from what a person typed.</summary>
public abstract record FormField
{
    public const string FileType = "file";
    public const string YesNoType = "yes-no";
    private const int LongestText = 10_000;

    // Told in UTC unless an offset says otherwise; nothing here looks at a clock, so a date is always wanted.
    private static readonly string[] _times =
    [
        "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss",
        "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFK", "yyyy-MM-dd HH:mmK", "yyyy-MM-dd HH:mm 'UTC'", "yyyy-MM-dd HH:mm:ss 'UTC'",
    ];

    private FormField() { }

    /// <summary>A small fact; it stands in the entry.</summary>
    public sealed record Known(string Value) : FormField;
    /// <summary>Free text, which may hold personal data; it is kept beside the entry.</summary>
    public sealed record Written(string Text) : FormField;
    public sealed record Chosen(FilePick.Found File) : FormField;
    /// <param name="Sentence">For whoever typed it.</param>
    public sealed record Wrong(string Sentence) : FormField;

    /// <param name="file">What was found where it names a file.</param>
    public static FormField Read(string name, string type, string typed, FilePick? file)
    {
        var text = typed.Trim();
        return type switch
        {
            "number" => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
                ? new Known(text) : new Wrong($"{NameWords.Of(name)} must be a number, such as 1247 or 8.5."),
            "time" => DateTimeOffset.TryParseExact(text, _times, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
                ? new Known(at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)) : new Wrong($"{NameWords.Of(name)} must be a time with its date, such as 2026-01-07T14:23Z."),
            "yes-no" => text is "yes" or "no" ? new Known(text) : new Wrong($"{NameWords.Of(name)} must be yes or no."),
            FileType => file switch
            {
                FilePick.Found found => new Chosen(found),
                FilePick.Refused refused => new Wrong($"{NameWords.Of(name)}: {refused.Sentence}"),
                _ => throw new InvalidOperationException($"The file for {name} was not looked at before it was decided."),
            },
            _ => text.Length <= LongestText ? new Written(text) : new Wrong($"{NameWords.Of(name)} holds at most {LongestText:N0} characters."),
        };
    }
}
