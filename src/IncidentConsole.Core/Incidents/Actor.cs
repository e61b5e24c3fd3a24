namespace MeetSolis.IncidentConsole.Incidents;

public enum ActorKind { Person, ApiKey, Console }

/// <summary>Who did it: a person, an API key, or the console itself (a trigger, the step runner, a clock).</summary>
public sealed record Actor(ActorKind Kind, string Id, string Name)
{
    public static readonly Actor Console = new(ActorKind.Console, "console", "Console");
}

/// <summary>A person as entries name them; the name is the one they had then.</summary>
public sealed record PersonRef(string Id, string Name);

/// <summary>What a signed-in person or a key may do; each holds all before it.</summary>
public enum AccessRole { Observer, Responder, Commander, Administrator }
