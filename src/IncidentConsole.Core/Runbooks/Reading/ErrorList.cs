namespace MeetSolis.IncidentConsole.Runbooks.Reading;

/// <summary>Collects what is wrong; a file that is wrong all over gets the first few hundred reasons.</summary>
internal sealed class ErrorList(string file)
{
    private const int Most = 300;
    private readonly HashSet<RunbookError> _errors = [];
    private int _muted;

    public int Count => _errors.Count;
    public bool IsFull => _errors.Count >= Most;

    public void Add(Place at, string message)
    {
        if (_muted == 0 && !IsFull)
            _errors.Add(new RunbookError(file, at.Line, at.Column, message));
    }

    /// <summary>Reads something a second time without saying the same twice.</summary>
    public T Muted<T>(Func<T> read)
    {
        _muted++;
        try
        {
            return read();
        }
        finally
        {
            _muted--;
        }
    }

    public IReadOnlyList<RunbookError> InOrder() => [.. _errors.OrderBy(e => e.Line).ThenBy(e => e.Column)];
}
