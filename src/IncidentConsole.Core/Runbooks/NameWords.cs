namespace MeetSolis.IncidentConsole.Runbooks;

/// <summary>A name that a runbook's author gave a field or a finding, as a person reads it.</summary>
public static class NameWords
{
    private static readonly string[] _short = ["API", "CPU", "CSV", "ETA", "ID", "IDs", "IP", "PII", "RLS", "SQL", "URL", "UTC"];

    /// <summary><c>AFFECTED_CSV</c> as "Affected CSV", <c>what-we-did</c> as "What we did".</summary>
    public static string Of(string name)
    {
        var words = string.Join(' ', name.Split(['_', '-'], StringSplitOptions.RemoveEmptyEntries)
            .Select(w => _short.FirstOrDefault(s => s.Equals(w, StringComparison.OrdinalIgnoreCase)) ?? w.ToLowerInvariant()));
        return words.Length == 0 ? name : char.ToUpperInvariant(words[0]) + words[1..];
    }
}
