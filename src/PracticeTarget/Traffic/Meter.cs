using System.Collections.Concurrent;
using MeetSolis.PracticeTarget.Database;
using MeetSolis.PracticeTarget.Practice;
using MeetSolis.PracticeTarget.VercelApi;

namespace MeetSolis.PracticeTarget.Traffic;

/// <summary><paramref name="Count"/> events of <paramref name="Value"/> each (1, milliseconds or US dollars).</summary>
public sealed record Measured(string Event, double Value, int Count = 1);

/// <summary>Measures what no log carries: a healthy baseline, and what the scenario in force does to it.</summary>
public sealed class Meter(Faults faults, Production production, DatabaseUse database, TargetSettings settings, TimeProvider time)
{
    private const double LoginFailuresASecond = 5;
    private const double LeaksASecond = 0.5;

    // The console's hour is 120 s in a drill: $0.40 a second passes $10 after 25 s and stays above it.
    private const double DollarsASecondInSpike = 0.40;
    private const double DollarsASecond = 0.0005;

    private readonly ConcurrentDictionary<int, int> _durations = new();
    private DateTimeOffset? _toldOfMigration;
    private readonly Carry _logins = new(), _queries = new(), _failedQueries = new(), _leaks = new();

    /// <summary>Notes how long a visitor waited, in milliseconds; kept to steps of 10.</summary>
    public void RequestTook(int milliseconds) =>
        _durations.AddOrUpdate(Math.Max(10, (milliseconds + 5) / 10 * 10), 1, (_, n) => n + 1);

    /// <summary>What happened in the time since the last call.</summary>
    public List<Measured> Take(TimeSpan elapsed)
    {
        var seconds = elapsed.TotalSeconds;
        var build = production.Running.Build;
        var scenario = faults.Scenario;
        var version2 = build.IsOn(Flag.ClientCards) || build.IsOn(Flag.NewMeetings);
        List<Measured> measured = [];
        void Add(string name, int count)
        {
            if (count > 0)
                measured.Add(new Measured(name, 1, count));
        }

        Add("login.failed", _logins.Take(seconds * (scenario == Scenario.LoginFailures && version2 ? LoginFailuresASecond : 1.0 / 45)));
        var queries = _queries.Take(seconds * Math.Max(settings.Rate, 10) * 3);
        Add("queries.all", queries);
        Add("queries.failed", _failedQueries.Take(queries * (scenario == Scenario.DatabaseErrors && database.IsDamaged != false ? 0.05 : 0.0005)));
        if (scenario == Scenario.DataExposure && build.IsOn(Flag.ClientCards) && database.IsExposing != false)
            Add("rls.leak", _leaks.Take(seconds * LeaksASecond));
        // As its log tells it: the rollback comes after eleven seconds.
        if (scenario == Scenario.FailedMigration && faults.Since is var began && _toldOfMigration != began && time.GetUtcNow() - began > FailedMigration.RolledBackAfter)
        {
            _toldOfMigration = began;
            Add("migration.failed", 1);
        }
        var dollars = seconds * (scenario == Scenario.AiCost && build.IsOn(Flag.Pgvector) ? DollarsASecondInSpike : DollarsASecond);
        if (dollars > 0)
            measured.Add(new Measured("ai.spend", Math.Round(dollars, 6)));
        foreach (var duration in _durations.Keys.Order())
            if (_durations.TryRemove(duration, out var count))
                measured.Add(new Measured("requests.duration", duration, count));
        return measured;
    }
}
