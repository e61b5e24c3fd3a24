using MeetSolis.IncidentConsole.Runbooks.Conditions;

namespace MeetSolis.IncidentConsole.Runbooks;

public sealed record MessageTemplate
{
    public required string Id { get; init; }
    public string? Title { get; init; }
    public required IReadOnlyList<string> Channels { get; init; }
    public string? To { get; init; }
    public string? Subject { get; init; }
    /// <summary>What a status page shows: investigating, identified, monitoring or resolved.</summary>
    public string? Status { get; init; }
    public required string Body { get; init; }
    /// <summary>Field → where its value comes from (<c>incident.trigger</c>, <c>run.method</c>, <c>finding.X</c>, <c>signal.X</c>); <c>ask</c>: a person says.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>();
    public TimeSpan? RepeatEvery { get; init; }
    public string? RepeatAs { get; init; }
    public string? RepeatUntil { get; init; }
    /// <summary>The message that each repetition is; null: itself again.</summary>
    public string? RepeatWith { get; init; }
    public string? AudienceCsv { get; init; }
    public string? ApprovalBy { get; init; }
    public Condition? If { get; init; }
    /// <summary>Milestone at which it is to be sent; null where a step, an item or a person decides.</summary>
    public string? After { get; init; }
    /// <summary>It is sent at its milestone by itself; otherwise a person sends it. At <c>declared</c>: where a trigger declares.</summary>
    public bool Automatic { get; init; }
    /// <summary>The message whose thread it stands in, on channels that have threads.</summary>
    public string? Thread { get; init; }
    public IReadOnlyList<int> Corrects { get; init; } = [];
}
