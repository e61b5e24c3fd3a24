using DiffPlex;
using DiffPlex.Chunkers;
using DiffPlex.Model;

namespace MeetSolis.IncidentConsole.Postmortems;

/// <summary>A stretch of merged lines. Where both changed the same lines differently it is a conflict, and has both.</summary>
/// <param name="Lines">What stands; of a conflict, what stood before either.</param>
public sealed record MergePiece(IReadOnlyList<string> Lines)
{
    public IReadOnlyList<string>? Mine { get; init; }
    public IReadOnlyList<string>? Theirs { get; init; }
    public bool IsConflict => Mine is not null;
}

public enum MergeChoice { Mine, Theirs, Both }

/// <summary>
/// Two texts that come from the same one, put together line by line: no word of either is lost. Lines that only one of them changed are taken from
/// there; what both changed is for a person. The library compares two texts; its own merge of three loses lines where changes overlap.
/// </summary>
public sealed record TextMerge(IReadOnlyList<MergePiece> Pieces)
{
    public int Conflicts => Pieces.Count(p => p.IsConflict);

    /// <summary>The text, where there is no conflict.</summary>
    public string? Text => Conflicts == 0 ? Join([]) : null;

    public static TextMerge Of(string before, string mine, string theirs)
    {
        var (left, right) = (Side.Of(before, mine), Side.Of(before, theirs));
        var pieces = new List<MergePiece>();
        var at = 0;
        while (left.Next is not null || right.Next is not null)
        {
            // The change that comes first, and whatever of either overlaps with it.
            var (from, to) = First(left.Next, right.Next);
            left.Take();
            right.Take();
            for (bool grew = true; grew;)
            {
                grew = false;
                foreach (var side in (Side[])[left, right])
                    while (side.Next is { } next && Overlaps(next, from, to))
                    {
                        to = Math.Max(to, next.DeleteStartA + next.DeleteCountA);
                        side.Include();
                        grew = true;
                    }
            }
            pieces.Add(new(left.Before[at..from]));
            pieces.Add(Piece(left, right, from, to));
            at = to;
        }
        pieces.Add(new(left.Before[at..]));
        return new([.. pieces.Where(p => p.IsConflict || p.Lines.Count > 0)]);
    }

    /// <summary>The text with each conflict settled, in their order.</summary>
    public string Join(IReadOnlyList<MergeChoice> choices)
    {
        var at = 0;
        return string.Join('\n', Pieces.SelectMany(p => !p.IsConflict ? p.Lines : choices[at++] switch
        {
            MergeChoice.Mine => p.Mine!,
            MergeChoice.Theirs => p.Theirs!,
            _ => [.. p.Theirs!, .. p.Mine!],
        }));
    }

    private static MergePiece Piece(Side left, Side right, int from, int to)
    {
        var (mine, theirs) = (left.Lines(from, to), right.Lines(from, to));
        if (!right.Changed || mine.SequenceEqual(theirs)) return new(mine);
        return !left.Changed ? new(theirs) : new(left.Before[from..to]) { Mine = mine, Theirs = theirs };
    }

    /// <summary>What is added where something else is added, or within what is replaced, overlaps; what only touches does not.</summary>
    private static bool Overlaps(DiffBlock block, int from, int to) =>
        block.DeleteStartA < to || block.DeleteStartA == from && from == to && block.DeleteCountA == 0;

    private static (int From, int To) First(DiffBlock? one, DiffBlock? other)
    {
        var first = new[] { one, other }.OfType<DiffBlock>().MinBy(b => (b.DeleteStartA, b.DeleteCountA > 0))!;
        return (first.DeleteStartA, first.DeleteStartA + first.DeleteCountA);
    }

    /// <summary>One of the two texts beside what it comes from; it goes through its changes from first to last.</summary>
    private sealed class Side(DiffResult found)
    {
        private readonly IList<DiffBlock> _blocks = found.DiffBlocks;
        private int _from, _to;

        public string[] Before { get; } = [.. found.PiecesOld];
        public DiffBlock? Next => _to < _blocks.Count ? _blocks[_to] : null;
        public bool Changed => _to > _from;

        public static Side Of(string before, string after) => new(Differ.Instance.CreateDiffs(before, after, ignoreWhiteSpace: false, ignoreCase: false, new LineChunker()));

        public void Take() => _from = _to;
        public void Include() => _to++;

        /// <summary>What it has in place of these lines.</summary>
        public List<string> Lines(int from, int to)
        {
            var lines = new List<string>();
            var at = from;
            for (var i = _from; i < _to; i++)
            {
                lines.AddRange(Before[at.._blocks[i].DeleteStartA]);
                for (var j = 0; j < _blocks[i].InsertCountB; j++) lines.Add(found.PiecesNew[_blocks[i].InsertStartB + j]);
                at = _blocks[i].DeleteStartA + _blocks[i].DeleteCountA;
            }
            lines.AddRange(Before[at..to]);
            return lines;
        }
    }
}
