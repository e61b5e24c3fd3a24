using System.Globalization;
using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Searching;

/// <summary>What is looked for, as the address of the page says it: <c>/search?text=redeploy&amp;kind=output</c>.</summary>
/// <param name="Text">Words, all of which must be there; a number such as INC-1042 among them looks in that incident alone.</param>
/// <param name="Before">The last row of the page before; null on the first.</param>
public sealed record SearchQuery(string? Text = null, SearchKind? Kind = null, long? Before = null)
{
    public const string Path = "/search";

    // Shorter words are whole ones: half of all words begin with a given letter.
    private const int LeastBeginning = 3;

    public IncidentNumber? Incident => Parts.Select(p => IncidentNumber.TryParse(p, out var number) && p.StartsWith("INC-", StringComparison.OrdinalIgnoreCase) ? number : (IncidentNumber?)null).FirstOrDefault(n => n is not null);

    /// <summary>Null where nothing was said; none where what was said holds no word.</summary>
    public IReadOnlyList<string>? Words => IncidentWords.Asked(string.Join(' ', Parts.Where(p => !p.StartsWith("INC-", StringComparison.OrdinalIgnoreCase) || !IncidentNumber.TryParse(p, out _))));

    private string[] Parts => (Text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    public static bool IsBeginning(string word) => word.EnumerateRunes().Count() >= LeastBeginning;

    public static SearchQuery Read(string? text, string? kind, string? before) => new(
        IncidentQuery.Said(text), IncidentQuery.Word<SearchKind>(kind), long.TryParse(before, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null);

    /// <summary>The address that reads back as this.</summary>
    public override string ToString()
    {
        (string Name, string? Value)[] parts = [("text", Text), ("kind", Kind?.ToString().ToLowerInvariant()), ("before", Before?.ToString(CultureInfo.InvariantCulture))];
        var query = string.Join('&', parts.Where(p => p.Value is not null).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value!)}"));
        return query.Length == 0 ? Path : $"{Path}?{query}";
    }
}
