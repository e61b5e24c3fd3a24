namespace MeetSolis.IncidentConsole.Signals;

/// <summary>What was not taken from a body: where it stands (<c>[3]</c> of an array, <c>line 4</c> of lines) and why.</summary>
public sealed record Rejection(string Place, string Reason);

/// <summary>Counts what a body held that could not be taken, and keeps the first few places.</summary>
public sealed class Rejections
{
    public const int Kept = 10;

    private readonly List<Rejection> _first = [];

    public int Count { get; private set; }

    /// <summary>How many of them could not even be read as what the source sends.</summary>
    public int Unreadable { get; private set; }

    public IReadOnlyList<Rejection> First => _first;

    public void Add(BatchPlace place, string reason, bool unreadable = false) => Add(place.ToString(), reason, unreadable);

    public void Add(string place, string reason, bool unreadable = false)
    {
        Count++;
        if (unreadable)
            Unreadable++;
        if (_first.Count < Kept)
            _first.Add(new Rejection(place, reason));
    }
}

/// <summary>A place in a body: an element of its array, counted from 0, or one of its lines, counted from 1.</summary>
public readonly record struct BatchPlace(bool IsLine, int Index)
{
    public override string ToString() => IsLine ? $"line {Index}" : $"[{Index}]";
}
