using MeetSolis.PracticeTarget.Drains;

namespace MeetSolis.PracticeTarget.Practice;

/// <summary>What a drill makes go wrong.</summary>
public enum Scenario
{
    None,
    ErrorSpike,
    LoginFailures,
    DatabaseErrors,
    DataExposure,
    ServerErrors,
    AiCost,
    FailedMigration,
}

/// <summary>How the Vercel API misbehaves, for tests of what callers do then.</summary>
public enum ApiFault
{
    None,
    ServerError,
    Unauthorized,
    Slow,
}

/// <summary>The faults in force. Read on every request, changed by the controls.</summary>
public sealed class Faults(TimeProvider time)
{
    public static readonly IReadOnlyDictionary<string, Scenario> Scenarios = new Dictionary<string, Scenario>(StringComparer.Ordinal)
    {
        ["none"] = Scenario.None,
        ["error-spike"] = Scenario.ErrorSpike,
        ["login-failures"] = Scenario.LoginFailures,
        ["database-errors"] = Scenario.DatabaseErrors,
        ["data-exposure"] = Scenario.DataExposure,
        ["server-errors"] = Scenario.ServerErrors,
        ["ai-cost"] = Scenario.AiCost,
        ["failed-migration"] = Scenario.FailedMigration,
    };

    private volatile ScenarioInForce _inForce = new(Scenario.None, time.GetUtcNow());
    private volatile ApiFault _api;
    private volatile FeedTrouble _feeds;

    public Scenario Scenario => _inForce.Scenario;

    public DateTimeOffset Since => _inForce.Since;

    public string ScenarioName => NameOf(Scenario);

    public ApiFault Api
    {
        get => _api;
        set => _api = value;
    }

    /// <summary>What goes wrong with the feeds.</summary>
    public FeedTrouble Feeds
    {
        get => _feeds;
        set => _feeds = value;
    }

    public static string NameOf(Scenario scenario) => Scenarios.First(s => s.Value == scenario).Key;

    public void Play(Scenario scenario) => _inForce = new(scenario, time.GetUtcNow());

    private sealed record ScenarioInForce(Scenario Scenario, DateTimeOffset Since);
}
