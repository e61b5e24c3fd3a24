namespace MeetSolis.IncidentConsole.StatusPage;

/// <summary>The settings of the public page, under <c>StatusPage</c>.</summary>
public sealed class StatusOptions
{
    public const string Section = "StatusPage";

    public string Title { get; set; } = "Service status";

    /// <summary>Whose incidents the public sees; production's alone where nothing is said, and never a drill's unless it is named here.</summary>
    public IList<string> Environments { get; } = [];

    /// <summary>False: an incident is not shown before a message was prepared for the status page.</summary>
    public bool Automatic { get; set; } = true;

    /// <summary>Id → title: renames a component of the runbook, or adds one. An empty title takes it off the page.</summary>
    public IDictionary<string, string> Components { get; } = new Dictionary<string, string>();

    /// <summary>The address under which the public reaches this console, for the links of the feeds.</summary>
    public string? Url { get; set; }
}
