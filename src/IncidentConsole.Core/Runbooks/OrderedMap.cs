using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace MeetSolis.IncidentConsole.Runbooks;

/// <summary>Named things in the order in which the file has them. Immutable.</summary>
[CollectionBuilder(typeof(OrderedMap), nameof(OrderedMap.Create))]
public sealed class OrderedMap<T> : IReadOnlyDictionary<string, T>
{
    private readonly KeyValuePair<string, T>[] _items;
    private readonly Dictionary<string, T> _byId;

    internal OrderedMap(ReadOnlySpan<KeyValuePair<string, T>> items)
    {
        _items = items.ToArray();
        _byId = _items.ToDictionary(i => i.Key, i => i.Value, StringComparer.Ordinal);
    }

    public T this[string key] => _byId[key];
    public IEnumerable<string> Keys => _items.Select(i => i.Key);
    public IEnumerable<T> Values => _items.Select(i => i.Value);
    public int Count => _items.Length;

    public bool ContainsKey(string key) => _byId.ContainsKey(key);
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value) => _byId.TryGetValue(key, out value);

    /// <summary>The place of an id in the file's order; -1 where there is none.</summary>
    public int IndexOf(string key) => Array.FindIndex(_items, i => i.Key == key);

    public IEnumerator<KeyValuePair<string, T>> GetEnumerator() => _items.AsEnumerable().GetEnumerator();
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

public static class OrderedMap
{
    public static OrderedMap<T> Create<T>(ReadOnlySpan<KeyValuePair<string, T>> items) => new(items);

    public static OrderedMap<T> Of<T>(IEnumerable<T> items, Func<T, string> id) =>
        new([.. items.Select(i => KeyValuePair.Create(id(i), i))]);
}
