using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>
/// How far a timeline had come, short enough for a message: <c>INC-1042/27:3f2a9c41b7d0</c>. It stands in places that the console cannot change
/// afterwards, so that a history that was rewritten as a whole is seen from outside.
/// </summary>
/// <param name="Version">The last entry it covers.</param>
/// <param name="Hash">The first 12 digits of that entry's hash, which covers all before it.</param>
public sealed partial record HeadMark(IncidentNumber Incident, long Version, string Hash)
{
    private const int Length = 12;

    /// <summary>Null before the first entry.</summary>
    public static HeadMark? Of(Incident incident) => incident.Version == 0 ? null : new(incident.Number, incident.Version, incident.HeadHash[..Length]);

    public static bool TryParse(string text, [NotNullWhen(true)] out HeadMark? mark)
    {
        mark = Form().Match(text.Trim()) is { Success: true } match && IncidentNumber.TryParse(match.Groups[1].Value, out var number)
            && long.TryParse(match.Groups[2].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version > 0
            ? new(number, version, match.Groups[3].Value) : null;
        return mark is not null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Incident}/{Version}:{Hash}");

    [GeneratedRegex(@"\A(INC-[0-9]{1,9})/([0-9]{1,15}):([0-9a-f]{12})\z")]
    private static partial Regex Form();
}
