using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Drills;

/// <summary>A fault the practice target can be told to have. The ids are those of <c>POST /api/v1/drills</c>.</summary>
/// <param name="NeedsDatabase">Its fault is in the database: without a private PostgreSQL it is not offered.</param>
public sealed record DrillScenario(string Id, string Title, string Says, bool NeedsDatabase = false)
{
    public static readonly IReadOnlyList<DrillScenario> All =
    [
        new("error-spike", "Error spike", "About 8 % of all requests fail in the new features."),
        new("login-failures", "Login failures", "Sign-ins fail several times a second."),
        new("database-errors", "Database errors", "One query in twenty fails: users are damaged, and have to be restored.", NeedsDatabase: true),
        new("data-exposure", "Data exposure", "The canary reads rows of another user.", NeedsDatabase: true),
        new("server-errors", "Server errors", "More than a hundred 5xx answers a minute."),
        new("ai-cost", "AI cost", "Spending on models runs beyond $10 an hour."),
        new("failed-migration", "Failed migration", "A migration fails and rolls back by itself.", NeedsDatabase: true),
    ];

    /// <summary>The id itself where an older or newer console had a scenario that this one does not.</summary>
    public static string TitleOf(string id) => All.FirstOrDefault(s => s.Id == id)?.Title ?? id;
}

/// <summary>What the practice target is doing now.</summary>
public sealed record DrillState(bool Running, string? Scenario, Uri? Target)
{
    public static readonly DrillState Idle = new(false, null, null);
}

/// <summary>What became of starting a drill.</summary>
public abstract record DrillResult
{
    private DrillResult() { }

    /// <param name="Incident">The incident that is open there already; usually null: the trigger opens it within seconds.</param>
    public sealed record Started(string Scenario, string Environment, IncidentNumber? Incident) : DrillResult;
    public sealed record Refused(RefusalKind Kind, string Sentence) : DrillResult;
}
