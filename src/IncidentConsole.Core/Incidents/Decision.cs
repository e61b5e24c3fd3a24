namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>Why a command was refused, as a kind: what a client does about it differs.</summary>
public enum RefusalKind
{
    /// <summary>It does not fit the state the incident is in.</summary>
    Conflict,
    /// <summary>The caller may not.</summary>
    Forbidden,
    /// <summary>It names something that does not exist.</summary>
    NotFound,
    /// <summary>It lacks something the caller must give.</summary>
    Invalid,
}

/// <summary>The outcome of deciding a command: facts to record, nothing to do, or a refusal in a sentence for a person.</summary>
public abstract record Decision
{
    private Decision() { }

    public sealed record Recorded(IReadOnlyList<IncidentEvent> Events) : Decision;
    public sealed record NothingToDo : Decision;

    /// <param name="Missing">Names of fields that were not filled, where that is the reason.</param>
    public sealed record Refused(string Sentence, RefusalKind Kind, IReadOnlyList<string> Missing) : Decision;

    /// <summary>The command asks for what is already so.</summary>
    public static readonly Decision Nothing = new NothingToDo();

    public static Decision Record(params IReadOnlyList<IncidentEvent> events) => new Recorded(events);
    public static Decision Refuse(string sentence, RefusalKind kind = RefusalKind.Conflict) => new Refused(sentence, kind, []);
    public static Decision Unknown(string what, string id) => Refuse($"There is no {what} '{id}' here.", RefusalKind.NotFound);
    public static Decision Lacks(string sentence, params IReadOnlyList<string> missing) => new Refused(sentence, RefusalKind.Invalid, missing);
}
