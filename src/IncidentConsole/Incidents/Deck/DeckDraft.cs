namespace MeetSolis.IncidentConsole.Incidents.Deck;

/// <summary>What a person has filled in for what the incident wants next, before the button is pressed. One per screen.</summary>
public sealed class DeckDraft
{
    private readonly Dictionary<string, string> _fields = [];
    private string _reason = "", _confirm = "", _summary = "", _file = "";
    private string? _choice;

    /// <summary>What it was filled in for; another question or step begins with empty fields.</summary>
    private (NextActionKind, string?)? _for;

    /// <summary>Something was filled in: what the button does may have changed with it.</summary>
    public event Action? Edited;

    public string Reason { get => _reason; set => Set(ref _reason, value); }
    /// <summary>The environment's name, where it has to be typed.</summary>
    public string Confirm { get => _confirm; set => Set(ref _confirm, value); }
    public string Summary { get => _summary; set => Set(ref _summary, value); }
    public string File { get => _file; set => Set(ref _file, value); }
    public string? Choice { get => _choice; set => Set(ref _choice, value); }
    public IReadOnlyDictionary<string, string> Fields => _fields;

    public void Fill(string field, string? value)
    {
        _fields[field] = value ?? "";
        Edited?.Invoke();
    }

    public void MakeFor(NextAction next)
    {
        if (_for == (next.Kind, next.Target)) return;
        // A step that is retried, or settled after it ended unknown, keeps its fields: it is the same step.
        var same = _for is { } before && before.Item2 is not null && before.Item2 == next.Target;
        _for = (next.Kind, next.Target);
        _reason = _confirm = "";
        if (same) return;
        _summary = _file = "";
        _choice = null;
        _fields.Clear();
    }

    private void Set<T>(ref T field, T value)
    {
        field = value;
        Edited?.Invoke();
    }
}
