using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace MeetSolis.IncidentConsole.Messages;

/// <summary>
/// Reads a list of people: CSV with a first line of names, of which one is the email address. Separator and encoding are found out. What cannot be told
/// for sure is left out and named, never guessed: a message to the wrong person is worse than one that was not sent.
/// </summary>
public static class AudienceReader
{
    public const int MostBytes = 10_000_000;
    public const int MostRows = 100_000;
    /// <summary>Problems that are named; the others are counted.</summary>
    public const int MostProblems = 200;
    private const int MostColumns = 50;
    private const int LongestValue = 500;
    private const int MostLines = 20;

    private static readonly (char Separator, string Name)[] Separators = [(',', "commas"), (';', "semicolons"), ('\t', "tabs"), ('|', "bars")];
    private static readonly HashSet<string> AddressNames = ["email", "e-mail", "mail", "email-address", "e-mail-address", "emailaddress"];

    public static AudienceReading Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MostBytes) return new AudienceReading.Refused($"The list has more than {MostBytes / 1_000_000} MB.");
        var text = AudienceText.Of(bytes);
        if (text.Text.Contains('\0', StringComparison.Ordinal)) return new AudienceReading.Refused("This is no text: save the list as CSV.");
        if (string.IsNullOrWhiteSpace(text.Text)) return new AudienceReading.Refused("The list is empty.");
        // What a spreadsheet writes for itself.
        var body = text.Text.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) ? text.Text[(text.Text.IndexOf('\n', StringComparison.Ordinal) + 1)..] : text.Text;
        var skipped = body.Length == text.Text.Length ? 0 : 1;

        string[]? seen = null;
        foreach (var (separator, name) in Separators)
        {
            using var csv = Open(body, separator);
            if (!csv.Read()) continue;
            var columns = (csv.Parser.Record ?? []).Select(NameOf).ToArray();
            if (seen is null || columns.Length > seen.Length) seen = columns;
            var address = Array.FindIndex(columns, AddressNames.Contains);
            if (address < 0) continue;
            if (columns.Length > MostColumns) return new AudienceReading.Refused($"The list has {columns.Length} columns; at most {MostColumns} are read.");
            if (columns.Where(c => c.Length > 0).GroupBy(c => c).FirstOrDefault(g => g.Count() > 1) is { } twice) return new AudienceReading.Refused($"The column “{twice.Key}” stands in the list twice.");
            return Rows(csv, columns, address, $"{text.Encoding}, separated by {(columns.Length == 1 ? "lines" : name)}", text.OtherLines, skipped);
        }
        return new AudienceReading.Refused($"No column is called “email”. The first line names: {string.Join(", ", (seen ?? []).Take(10).Select(c => $"“{Short(c)}”"))}.");
    }

    private static AudienceReading Rows(CsvReader csv, string[] columns, int address, string readAs, int otherLines, int skipped)
    {
        var people = new List<MessageRecipient>();
        var known = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var problems = new List<AudienceProblem>();
        var (rows, bad, duplicates) = (0, 0, 0);
        void Leave(int line, string who, string why, bool duplicate = false)
        {
            if (duplicate) duplicates++;
            else bad++;
            if (problems.Count < MostProblems) problems.Add(new(line, Short(who), why, duplicate));
        }

        for (var before = csv.Parser.RawRow; csv.Read(); before = csv.Parser.RawRow)
        {
            var record = csv.Parser.Record ?? [];
            var line = before + 1 + skipped;
            // No address of a street has so many lines: who stands in them would be left out unseen.
            if (csv.Parser.RawRow - before > MostLines) return new AudienceReading.Refused($"In line {line} a quote is opened and not closed: {csv.Parser.RawRow - before:N0} lines would be read as one.");
            if (record.All(string.IsNullOrWhiteSpace)) continue;
            if (++rows > MostRows) return new AudienceReading.Refused($"The list has more than {MostRows:N0} people: divide it.");
            var who = record.Length > address ? Clean(record[address]) : "";
            if (record.Length != columns.Length) Leave(line, who, $"{record.Length} values where the first line names {columns.Length}");
            else if (who.Length == 0) Leave(line, "", "no address");
            else if (!EmailAddress.IsPlausible(who)) Leave(line, who, "no email address");
            else if (Array.FindIndex(record, v => v.Length > LongestValue) is var i and >= 0) Leave(line, who, $"“{columns[i]}” has more than {LongestValue} characters");
            else if (!known.TryAdd(who, line)) Leave(line, who, $"already in line {known[who]}", duplicate: true);
            else people.Add(new(who, Values(columns, record, address)));
        }
        var doubt = otherLines > 0 ? $"{otherLines:N0} lines are in another encoding than the rest: look at names with accents before sending." : null;
        if (people.Count == 0 && rows == 0) return new AudienceReading.Refused("The list has names of columns and no people.");
        return new AudienceReading.Read(new(people, [.. columns.Where((c, i) => i != address && c.Length > 0)], rows, duplicates, bad, problems, readAs, doubt));
    }

    private static Dictionary<string, string> Values(string[] columns, string[] record, int address)
    {
        var values = new Dictionary<string, string>();
        for (var i = 0; i < columns.Length; i++)
            if (i != address && columns[i].Length > 0) values[columns[i]] = Clean(record[i]);
        return values;
    }

    private static CsvReader Open(string text, char separator) => new(new StringReader(text), new CsvConfiguration(CultureInfo.InvariantCulture)
    {
        Delimiter = separator.ToString(), HasHeaderRecord = false, BadDataFound = null, MissingFieldFound = null, DetectColumnCountChanges = false,
    });

    /// <summary>A column's name as templates write it: "First Name", "first_name" and "FirstName" are all <c>first-name</c>.</summary>
    private static string NameOf(string header)
    {
        var name = new StringBuilder();
        var clean = Clean(header);
        for (var i = 0; i < clean.Length; i++)
        {
            var c = clean[i];
            if (char.IsUpper(c) && i > 0 && char.IsLower(clean[i - 1])) name.Append('-');
            name.Append(char.IsLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-');
        }
        return string.Join('-', name.ToString().Split('-', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>One line, without what could become a header or turn round what is read.</summary>
    private static string Clean(string value)
    {
        var clean = new StringBuilder(value.Length);
        foreach (var c in value)
            if (char.IsControl(c) || c is '\u2028' or '\u2029') clean.Append(' ');
            else if (char.GetUnicodeCategory(c) != UnicodeCategory.Format) clean.Append(c);
        return clean.ToString().Trim();
    }

    private static string Short(string text) => text.Length <= 80 ? text : text[..80] + "…";
}
