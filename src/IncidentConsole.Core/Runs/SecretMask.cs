using System.Buffers;
using System.Text;

namespace MeetSolis.IncidentConsole.Runs;

/// <summary>
/// Hides secret values in whole lines of output: the value as it is, base64 (also inside a longer encoded text, and wrapped over
/// lines), URL-encoded, as in JSON, and as bash quotes it; of a secret with several lines each line; of a secret that is a URL its
/// password too. It cannot know a value that was reversed, encrypted, hashed or spelled out letter by letter.
/// </summary>
public sealed class SecretMask
{
    /// <summary>Stands in place of whatever was hidden; its length says nothing about the secret's.</summary>
    public const string Mark = "••••••";

    /// <summary>Anything shorter would be found in ordinary text.</summary>
    public const int ShortestSecret = 4;

    // Line tools wrap base64; a piece of at least this many characters at a line's edge is taken for part of a secret.
    private const int ShortestPiece = 8;

    private readonly string[] _forms;
    private readonly string[] _wrapped;
    private readonly HashSet<string> _pieces;
    private readonly SearchValues<string> _search;

    /// <param name="secrets">Secrets by their variable's name.</param>
    public SecretMask(IReadOnlyDictionary<string, string> secrets)
    {
        TooShort = [.. secrets.Where(s => s.Value.Length < ShortestSecret).Select(s => s.Key).Order(StringComparer.Ordinal)];
        var values = secrets.Values.Where(v => v.Length >= ShortestSecret).ToList();
        _wrapped = [.. values.SelectMany(SecretForms.Base64).Where(f => f.Length > ShortestPiece).Distinct()];
        _pieces = [.. _wrapped.SelectMany(f => Enumerable.Range(0, f.Length - ShortestPiece + 1).Select(i => f.Substring(i, ShortestPiece)))];
        _forms = [.. values.SelectMany(SecretForms.Of).Where(f => f.Length >= ShortestSecret).Distinct().OrderByDescending(f => f.Length)];
        _search = SearchValues.Create(_forms, StringComparison.Ordinal);
    }

    /// <summary>Names of the secrets that are not hidden because they have fewer than <see cref="ShortestSecret"/> characters: say so to people.</summary>
    public IReadOnlyList<string> TooShort { get; }

    /// <summary>The line with every secret replaced by <see cref="Mark"/>.</summary>
    public string Apply(string line)
    {
        if (_forms.Length == 0) return line;
        var hidden = Found(line);
        AddWrapped(line, hidden);
        AddCut(line, hidden);
        return hidden.Count == 0 ? line : Replace(line, hidden);
    }

    /// <summary>Every place of every form, also where they overlap: hiding only the first of two would leave the second's end readable.</summary>
    private List<Range> Found(string line)
    {
        var hidden = new List<Range>();
        for (var at = 0; at < line.Length; at++)
        {
            var next = line.AsSpan(at).IndexOfAny(_search);
            if (next < 0) break;
            at += next;
            var form = _forms.First(f => string.CompareOrdinal(line, at, f, 0, f.Length) == 0);
            hidden.Add(at..(at + form.Length));
        }

        return hidden;
    }

    private void AddWrapped(string line, List<Range> hidden)
    {
        if (_wrapped.Length == 0) return;
        var trimmed = line.AsSpan().Trim();
        if (trimmed.Length < ShortestSecret) return;
        if (trimmed.Length > ShortestPiece + 2 && !IsPiece(trimmed[..ShortestPiece]) && !IsPiece(trimmed[^ShortestPiece..])) return;

        var start = line.AsSpan().IndexOf(trimmed);
        foreach (var form in _wrapped)
        {
            if (form.Length > trimmed.Length && trimmed.Length >= ShortestPiece && form.AsSpan().IndexOf(trimmed) >= 0)
            {
                hidden.Add(start..(start + trimmed.Length));
                continue;
            }

            var tail = SharedEdge(trimmed, form);
            if (tail >= ShortestPiece) hidden.Add((start + trimmed.Length - tail)..(start + trimmed.Length));
            var head = SharedEdge(form, trimmed);
            // The last piece of a wrapped secret may be short; alone on its line it is still one.
            if (head >= ShortestPiece || (head >= ShortestSecret && trimmed[head..].TrimEnd('=').IsEmpty)) hidden.Add(start..(start + head));
        }
    }

    /// <summary>Nearly every line is done with after two of these.</summary>
    private bool IsPiece(ReadOnlySpan<char> edge) => _pieces.GetAlternateLookup<ReadOnlySpan<char>>().Contains(edge);

    /// <summary>A line cut for its length may end in the middle of a secret.</summary>
    private void AddCut(string line, List<Range> hidden)
    {
        if (!line.EndsWith(LineAssembler.CutMark, StringComparison.Ordinal)) return;
        var end = line.Length - LineAssembler.CutMark.Length;
        foreach (var form in _forms)
        {
            var tail = SharedEdge(line.AsSpan(0, end), form);
            if (tail > 0) hidden.Add((end - tail)..end);
        }
    }

    /// <summary>The longest end of <paramref name="left"/> that is a beginning, but not the whole, of <paramref name="right"/>.</summary>
    private static int SharedEdge(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        for (var length = Math.Min(left.Length, right.Length - 1); length > 0; length--)
            if (left[^length..].SequenceEqual(right[..length])) return length;
        return 0;
    }

    private static string Replace(string line, List<Range> hidden)
    {
        var masked = new StringBuilder(line.Length);
        var at = -1;
        foreach (var place in hidden.OrderBy(h => h.Start.Value))
        {
            // Places that touch or overlap are shown as one.
            if (place.Start.Value > at) masked.Append(line.AsSpan(Math.Max(at, 0)..place.Start.Value)).Append(Mark);
            at = Math.Max(at, place.End.Value);
        }

        return masked.Append(line.AsSpan(at)).ToString();
    }
}
