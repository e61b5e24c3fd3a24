using System.Globalization;

namespace MeetSolis.IncidentConsole.Runbooks.Reading;

/// <summary>
/// One map of the file. Every reading method takes a key, adds an error where what stands there is not what was expected, and gives a value
/// that does no harm, so that all errors come in one pass.
/// </summary>
internal sealed partial class Section(ReadingContext context, Node.Map map, SectionKeys keys, string what, bool isBroken)
{
    private const int LongestText = 20_000;

    public ReadingContext Context => context;
    public Place At => map.At;
    public string What => what;

    public bool Has(string key) => Find(key) is not null;

    public Node? Find(string key)
    {
        if (!keys.Keys.Contains(key))
            throw new InvalidOperationException($"`{key}` is no key of {keys.Name}; add it to {nameof(RunbookKeys)} and the schema.");
        return map.Find(key);
    }

    public void Error(Node? at, string message) => context.Errors.Add(at?.At ?? map.At, message);

    private void Error(Node at, string key, string expected) => Error(at, $"expected {expected} for `{key}` in {what}, found {at.Describe()}");

    /// <summary>Says that a key is missing, unless the whole section is broken and that was said.</summary>
    private void Missing(string key, string expected)
    {
        if (!isBroken)
            Error(map, $"`{key}` is missing in {what}: expected {expected}");
    }

    private static Node.Scalar? Filled(Node node) => node is Node.Scalar { IsEmpty: false } scalar ? scalar : null;

    /// <summary>A text that must be there and not be blank.</summary>
    public string Text(string key)
    {
        if (Find(key) is not { } node)
        {
            Missing(key, "a text");
            return "";
        }
        if (Filled(node) is not { } text || string.IsNullOrWhiteSpace(text.Text))
        {
            Error(node, key, "a text");
            return "";
        }
        return Checked(text);
    }

    /// <summary>A text that may be missing or empty.</summary>
    public string? TextOrNull(string key) => Find(key) switch
    {
        null => null,
        Node.Scalar text => Checked(text),
        var node => Wrong<string>(node, key, "a text"),
    };

    private string Checked(Node.Scalar text)
    {
        if (text.Text.Length > LongestText)
            Error(text, $"a text of {what} is longer than {LongestText} characters");
        return text.Text;
    }

    private T? Wrong<T>(Node node, string key, string expected)
    {
        Error(node, key, expected);
        return default;
    }

    public IReadOnlyList<string> Texts(string key) => [.. List(key, "a list of texts").Select(n =>
    {
        if (Filled(n) is { } text)
            return Checked(text);
        Error(n, key, "a text");
        return "";
    })];

    /// <summary>The items of a list; nothing where the key is missing.</summary>
    public IReadOnlyList<Node> List(string key, string expected)
    {
        var node = Find(key);
        if (node is null or Node.Sequence)
            return (node as Node.Sequence)?.Items ?? [];
        Error(node, key, expected);
        return [];
    }

    public bool Flag(string key) => Find(key) switch
    {
        null => false,
        Node.Scalar { Text: "true", Quoted: false } => true,
        Node.Scalar { Text: "false", Quoted: false } => false,
        var node => Wrong<bool>(node, key, "true or false"),
    };

    public int? Whole(string key, int least = 0, int most = int.MaxValue)
    {
        if (Find(key) is not { } node)
            return null;
        if (node is Node.Scalar text && int.TryParse(text.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most)
            return number;
        return Wrong<int?>(node, key, most == int.MaxValue ? $"a whole number of at least {least}" : $"a whole number from {least} to {most}");
    }

    public double? Number(string key, double least = double.MinValue)
    {
        if (Find(key) is not { } node)
            return null;
        if (node is Node.Scalar text && double.TryParse(text.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number) && number >= least)
            return number;
        return Wrong<double?>(node, key, least == double.MinValue ? "a number" : $"a number of at least {least.ToString(CultureInfo.InvariantCulture)}");
    }

    public TimeSpan? Time(string key) => Find(key) is { } node ? Durations.Read(node) ?? Wrong<TimeSpan?>(node, key, Durations.Expected) : null;

    public TimeSpan RequiredTime(string key)
    {
        if (!Has(key))
            Missing(key, Durations.Expected);
        return Time(key) ?? TimeSpan.Zero;
    }

    public DateOnly Date(string key)
    {
        if (Find(key) is not { } node)
        {
            Missing(key, "a date such as 2026-01-07");
            return default;
        }
        return node is Node.Scalar text && DateOnly.TryParseExact(text.Text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : Wrong<DateOnly>(node, key, "a date such as 2026-01-07");
    }

    /// <summary>The numbers of the corrections it makes: one or a list.</summary>
    public IReadOnlyList<int> Corrects()
    {
        var node = Find("corrects");
        IReadOnlyList<Node> items = node switch { null => [], Node.Sequence list => list.Items, _ => [node] };
        return [.. items.Select(n =>
        {
            if (n is Node.Scalar text && int.TryParse(text.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 1_000)
                return number;
            Error(n, "corrects", "the number of a correction, or a list of them");
            return 0;
        })];
    }
}
