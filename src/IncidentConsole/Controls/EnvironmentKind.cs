namespace MeetSolis.IncidentConsole.Controls;

/// <summary>How an environment is told apart: by its name, a shape, a sentence and a colour.</summary>
public sealed record EnvironmentKind(string Class, IconName Icon, string Say)
{
    public static EnvironmentKind Of(string name, bool drill = false) =>
        drill || name == "drill" ? new("drill", IconName.Dot, "practice target only, nothing here reaches customers")
        : name == "production" ? new("prod", IconName.Triangle, "changes here reach customers")
        : name == "staging" ? new("stag", IconName.Diamond, "not production")
        // A name like “prod-eu” promises nothing: what is unknown is called unknown.
        : new("stag", IconName.Question, "what this reaches is not known here");
}
