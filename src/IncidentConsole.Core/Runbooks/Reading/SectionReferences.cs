using System.Text.RegularExpressions;
using MeetSolis.IncidentConsole.Runbooks.Conditions;

namespace MeetSolis.IncidentConsole.Runbooks.Reading;

internal sealed partial class Section
{
    /// <summary>One of the format's own words.</summary>
    public string? Word(string key, IReadOnlyList<string> words, bool required = false)
    {
        var expected = $"one of {string.Join(", ", words)}";
        if (Find(key) is not { } node)
        {
            if (required)
                Missing(key, expected);
            return null;
        }
        if (node is Node.Scalar word)
        {
            if (words.Contains(word.Text))
                return word.Text;
            Error(node, $"expected {expected} for `{key}` in {what}, found {node.Describe()}{NearestName.Hint(word.Text, words)}");
            return null;
        }
        return Wrong<string>(node, key, expected);
    }

    /// <summary>A list of the format's own words.</summary>
    public IReadOnlyList<string> Words(string key, string kind, IReadOnlyList<string> words) => References(key, kind, words);

    /// <summary>The name of something of this file.</summary>
    public string? Reference(string key, string kind, IReadOnlyCollection<string> known, bool required = false)
    {
        if (Find(key) is { } node)
            return context.Refer(node, kind, known);
        if (required)
            Missing(key, $"the name of a {kind}");
        return null;
    }

    public IReadOnlyList<string> References(string key, string kind, IReadOnlyCollection<string> known) =>
        [.. List(key, $"a list of {kind}s").Select(n => context.Refer(n, kind, known)).OfType<string>()];

    /// <summary>One name of something of this file, or a list of them; at least one.</summary>
    public IReadOnlyList<string> OneOrMore(string key, string kind, IReadOnlyCollection<string> known)
    {
        if (Find(key) is Node.Sequence { Items.Count: 0 } none)
            Error(none, key, $"the name of a {kind}, or a list of them");
        return Find(key) is Node.Sequence ? References(key, kind, known) : Reference(key, kind, known, required: true) is { } one ? [one] : [];
    }

    /// <summary>A name that this place gives to something.</summary>
    public string? Name(string key, string kind, Regex rule)
    {
        if (Find(key) is not { } node)
            return null;
        if (Filled(node) is not { } name)
            return Wrong<string>(node, key, $"a name for a {kind}");
        context.Name(name, kind, rule);
        return name.Text;
    }

    /// <summary>A list of names that this place gives.</summary>
    public IReadOnlyList<string> NewNames(string key, string kind, Regex rule)
    {
        var names = new List<string>();
        foreach (var node in List(key, $"a list of {kind}s"))
        {
            if (Filled(node) is not { } name)
            {
                Error(node, key, $"a name for a {kind}");
                continue;
            }
            context.Name(name, kind, rule);
            if (names.Contains(name.Text))
                Error(node, $"the {kind} `{name.Text}` stands twice in {what}");
            names.Add(name.Text);
        }
        return names;
    }

    /// <summary>A map of names to texts.</summary>
    public IReadOnlyDictionary<string, string> TextMap(string key, string kind, Regex rule, Action<string, Node.Scalar>? check = null) =>
        context.Each(Find(key), kind, rule, (name, node) =>
        {
            if (node is not Node.Scalar text)
                return Wrong<string>(node, name, "a text") ?? "";
            check?.Invoke(name, text);
            return Checked(text);
        });

    public Condition? Condition(string key)
    {
        if (Find(key) is not { } node)
            return null;
        if (Filled(node) is not { } text)
            return Wrong<Condition>(node, key, "a condition such as \"error_rate > 5\"");
        var names = new ConditionNames(context.Names.Signals, context.Names.Methods, context.Names.Findings);
        var parsing = ConditionParser.Parse(text.Text, names);
        foreach (var error in parsing.Errors)
            context.Errors.Add(text.TextAt is { } start ? start.After(error.Position) : text.At, error.Message);
        return parsing.Condition;
    }

    /// <summary>The one key of several that stands here; says so where it is none or more.</summary>
    public string? ExactlyOne(params ReadOnlySpan<string> choices)
    {
        string? found = null;
        foreach (var choice in choices)
        {
            if (!Has(choice))
                continue;
            if (found is not null)
                Error(Find(choice), $"{what} has both `{found}` and `{choice}`; only one may stand");
            found ??= choice;
        }
        if (found is null)
            Missing(string.Join("` or `", choices.ToArray()), "one of them");
        return found;
    }

    public Section? Inner(string key, SectionKeys inner) => Find(key) is { } node ? context.Open(node, inner, $"`{key}` of {what}") : null;
}
