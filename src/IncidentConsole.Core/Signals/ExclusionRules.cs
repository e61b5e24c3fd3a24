using System.Collections.Concurrent;
using System.Text;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Signals;

/// <summary>
/// Sorts requests by the exclusions of the active runbooks. A request that fits one is counted under a class of its own from the start,
/// whether or not the method is in force: only the reading of a window leaves the class out, for the seconds in which the method was in force.
/// So neither a late line, nor the order of ingest and method, nor a restart changes what is left out. Immutable; knows up to 64 exclusions.
/// </summary>
public sealed class ExclusionRules
{
    /// <summary>The class of what no exclusion fits.</summary>
    public const string Plain = "";

    public static readonly ExclusionRules None = new([]);

    private readonly (string Key, byte[][] Paths, int? Status)[] _rules;
    private readonly ulong _anyPath;
    private readonly ConcurrentDictionary<(ulong, int), string> _classes = [];

    private ExclusionRules((string Key, byte[][] Paths, int? Status)[] rules)
    {
        _rules = rules;
        for (var i = 0; i < rules.Length; i++)
            if (rules[i].Paths.Length == 0)
                _anyPath |= 1UL << i;
    }

    public static ExclusionRules Of(IEnumerable<Runbook> runbooks)
    {
        var rules = runbooks
            .SelectMany(r => r.Exclusions.Values.Select(e => (Key(r.Id, e.Id), e.Paths.Select(Encoding.UTF8.GetBytes).ToArray(), e.Status)))
            .Take(64).ToArray();
        return rules.Length == 0 ? None : new(rules);
    }

    /// <summary>What a class has in it for an exclusion of a runbook.</summary>
    public static string Key(string runbook, string exclusion) => $"{runbook}/{exclusion}";

    /// <summary>Whether a class was made of this exclusion (and perhaps others).</summary>
    public static bool Holds(string @class, string key) =>
        @class.Length > 0 && (@class == key || @class.Split(' ').Contains(key, StringComparer.Ordinal));

    public bool SameAs(ExclusionRules other) =>
        ReferenceEquals(this, other) || (_rules.Length == other._rules.Length && _rules.Zip(other._rules).All(p =>
            p.First.Key == p.Second.Key && p.First.Status == p.Second.Status
            && p.First.Paths.Length == p.Second.Paths.Length && p.First.Paths.Zip(p.Second.Paths).All(b => b.First.AsSpan().SequenceEqual(b.Second))));

    /// <summary>One bit for each exclusion whose paths hold this one. UTF-8; a query is cut off.</summary>
    public ulong MatchPath(ReadOnlySpan<byte> path)
    {
        if (_rules.Length == 0)
            return 0;
        var end = path.IndexOfAny((byte)'?', (byte)'#');
        if (end >= 0)
            path = path[..end];
        var mask = _anyPath;
        for (var i = 0; i < _rules.Length; i++)
            foreach (var pattern in _rules[i].Paths)
                if (Fits(path, pattern))
                    mask |= 1UL << i;
        return mask;
    }

    /// <summary>The class under which a request of these paths and this status counts.</summary>
    public string ClassOf(ulong paths, int status)
    {
        paths |= _anyPath;
        return paths == 0 ? Plain : _classes.GetOrAdd((paths, status), static (of, rules) => string.Join(' ', rules
            .Where((r, i) => (of.Item1 >> i & 1) == 1 && (r.Status is null || r.Status == of.Item2))
            .Select(r => r.Key).Order(StringComparer.Ordinal)), _rules);
    }

    private static bool Fits(ReadOnlySpan<byte> path, ReadOnlySpan<byte> pattern)
    {
        var star = pattern.IndexOf((byte)'*');
        if (star < 0)
            return path.SequenceEqual(pattern);
        if (!path.StartsWith(pattern[..star]))
            return false;
        path = path[star..];
        pattern = pattern[(star + 1)..];
        while (true)
        {
            star = pattern.IndexOf((byte)'*');
            if (star < 0)
                return path.EndsWith(pattern);
            var at = path.IndexOf(pattern[..star]);
            if (at < 0)
                return false;
            path = path[(at + star)..];
            pattern = pattern[(star + 1)..];
        }
    }
}
