namespace MeetSolis.IncidentConsole.Incidents.Deck;

/// <summary>What a person has filled in for what the incident wants next, before the button is pressed. One per screen.</summary>
public sealed class DeckDraft
{
    public string Reason { get; set; } = "";
    /// <summary>The environment's name, where it has to be typed.</summary>
    public string Confirm { get; set; } = "";
    public string Summary { get; set; } = "";
    public string File { get; set; } = "";
    public string? Choice { get; set; }
    public Dictionary<string, string> Fields { get; } = [];

    /// <summary>What it was filled in for; another question or step begins with empty fields.</summary>
    private (NextActionKind, string?)? _for;

    public void MakeFor(NextAction next)
    {
        if (_for == (next.Kind, next.Target)) return;
        // A step that is retried, or settled after it ended unknown, keeps its fields: it is the same step.
        var same = _for is { } before && before.Item2 is not null && before.Item2 == next.Target;
        _for = (next.Kind, next.Target);
        Reason = Confirm = "";
        if (same) return;
        Summary = File = "";
        Choice = null;
        Fields.Clear();
    }
}
