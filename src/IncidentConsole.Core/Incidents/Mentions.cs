namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>Finds the people whom a note names: <c>@</c> and their name, the first word of it where no one else has it, or what stands before the @ of their address.</summary>
public static class Mentions
{
    private const int Most = 20;

    /// <param name="Handle">What stands before the @ of their address.</param>
    public sealed record Known(PersonRef Person, string Handle);

    /// <summary>Those named, each once, in the order of the text.</summary>
    public static IReadOnlyList<PersonRef> In(string text, IReadOnlyCollection<Known> people) =>
        [.. Places(text, people).Select(p => p.Person).DistinctBy(p => p.Id).Take(Most)];

    /// <summary>Where in the text somebody is named: from the @ on, so many characters.</summary>
    public static IEnumerable<(int Start, int Length, PersonRef Person)> Places(string text, IReadOnlyCollection<Known> people)
    {
        if (!text.Contains('@', StringComparison.Ordinal)) yield break;
        var names = Names(people);
        for (var at = text.IndexOf('@', StringComparison.Ordinal); at >= 0; at = text.IndexOf('@', at + 1))
        {
            // An address is no mention.
            if (at > 0 && IsOfAName(text[at - 1])) continue;
            var rest = text.AsSpan(at + 1);
            foreach (var (name, person) in names)
            {
                if (!rest.StartsWith(name, StringComparison.OrdinalIgnoreCase) || rest.Length > name.Length && IsOfAName(rest[name.Length])) continue;
                yield return (at, name.Length + 1, person);
                break;
            }
        }
    }

    /// <summary>The longest first, so that “Ana Novak” is not taken for “Ana”. A name that two have names nobody; a whole name goes before a first one.</summary>
    private static List<(string Name, PersonRef Person)> Names(IReadOnlyCollection<Known> people)
    {
        var whole = Single(people.SelectMany(p => new[] { p.Person.Name.Trim(), p.Handle }.Select(n => (n, p.Person))));
        var first = Single(people.Select(p => (p.Person.Name.Trim().Split(' ', 2)[0], p.Person)).Where(f => !whole.Exists(w => w.Name.Equals(f.Item1, StringComparison.OrdinalIgnoreCase))));
        return [.. whole.Concat(first).OrderByDescending(n => n.Name.Length)];
    }

    private static List<(string Name, PersonRef Person)> Single(IEnumerable<(string Name, PersonRef Person)> names) =>
        [.. names.Where(n => n.Name.Length > 1).GroupBy(n => n.Name, StringComparer.OrdinalIgnoreCase)
            .Where(g => g.Select(n => n.Person.Id).Distinct().Count() == 1).Select(g => (g.Key, g.First().Person))];

    private static bool IsOfAName(char c) => char.IsLetterOrDigit(c) || c is '_';
}
