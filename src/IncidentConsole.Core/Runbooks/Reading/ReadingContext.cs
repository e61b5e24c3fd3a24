using System.Text.RegularExpressions;

namespace MeetSolis.IncidentConsole.Runbooks.Reading;

/// <summary>What the readers of one file share.</summary>
internal sealed class ReadingContext(ErrorList errors, RunbookNames names)
{
    private const int Most = 500;
    private readonly Dictionary<string, Place> _items = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Place> _criteria = new(StringComparer.Ordinal);

    public ErrorList Errors => errors;
    public RunbookNames Names => names;

    /// <summary>Opens a map whose keys must be among <paramref name="keys"/>; what is no map reads as an empty one, said once.</summary>
    public Section Open(Node node, SectionKeys keys, string what)
    {
        if (node is not Node.Map map)
        {
            errors.Add(node.At, $"expected a map for {what} ({string.Join(", ", keys.Keys.Take(6))}{(keys.Keys.Length > 6 ? ", …" : "")}), found {node.Describe()}");
            return new Section(this, new Node.Map(node.At, []), keys, what, isBroken: true);
        }
        foreach (var (key, _) in map.Entries.Where(e => !keys.Keys.Contains(e.Key.Text)).TakeWhile(_ => !errors.IsFull))
            errors.Add(key.At, $"unknown key `{key.Text}` in {what}{NearestName.Hint(key.Text, keys.Keys)}");
        return new Section(this, map, keys, what, isBroken: false);
    }

    /// <summary>Reads each entry of a map of named things, in order; <paramref name="what"/> is what one of them is.</summary>
    public OrderedMap<T> Each<T>(Node? node, string what, Regex rule, Func<string, Node, T> read)
    {
        if (node is null)
            return [];
        if (node is not Node.Map map)
        {
            errors.Add(node.At, $"expected a map of {what}s by name, found {node.Describe()}");
            return [];
        }
        if (map.Entries.Count > Most)
        {
            errors.Add(node.At, $"more than {Most} {what}s");
            return [];
        }
        var things = new List<KeyValuePair<string, T>>();
        foreach (var (key, value) in map.Entries)
        {
            Name(key, what, rule);
            things.Add(KeyValuePair.Create(key.Text, read(key.Text, value)));
        }
        return OrderedMap.Create<T>(things.ToArray());
    }

    public void Name(Node.Scalar name, string what, Regex rule)
    {
        if (name.Text.Length > 80 || !rule.IsMatch(name.Text))
            errors.Add(name.At, $"{name.Describe()} is no name for a {what}: expected {Ids.Example(rule)}");
    }

    /// <summary>Checklist items share one space of names over the whole file.</summary>
    public void TakeItem(string id, Place at)
    {
        if (!_items.TryAdd(id, at))
            errors.Add(at, $"the checklist item `{id}` stands twice in the file; first on line {_items[id].Line}");
    }

    /// <summary>Criteria share one space of names over the whole file, and with the questions of the tree: both are answered by id alone.</summary>
    public void TakeCriterion(string id, Place at)
    {
        if (names.Questions.Contains(id))
            errors.Add(at, $"the criterion `{id}` has the name of a question; what is answered could not be told");
        else if (!_criteria.TryAdd(id, at))
            errors.Add(at, $"the criterion `{id}` stands twice in the file; first on line {_criteria[id].Line}");
    }

    /// <summary>Checks that a scalar names something that is there.</summary>
    public string? Refer(Node node, string what, IReadOnlyCollection<string> known)
    {
        if (node is not Node.Scalar { IsEmpty: false } name)
        {
            errors.Add(node.At, $"expected the name of a {what}, found {node.Describe()}");
            return null;
        }
        if (!known.Contains(name.Text) && !errors.IsFull)
            errors.Add(name.At, $"unknown {what} `{name.Text}`{NearestName.Hint(name.Text, known)}");
        return name.Text;
    }
}
