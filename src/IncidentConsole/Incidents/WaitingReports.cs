using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>
/// Reports by people while no incident is open where they speak of: for the trigger that opens one from them. In memory, a day at most.
/// Safe for several threads.
/// </summary>
internal sealed class WaitingReports
{
    // What people write while nothing happens must not fill the memory.
    private const int Most = 200;
    private const int Shown = 5;
    private static readonly TimeSpan Keeps = TimeSpan.FromDays(1);

    private readonly Lock _gate = new();
    private readonly List<PersonReport> _reports = [];

    /// <summary>The same report again waits once.</summary>
    public void Add(PersonReport report)
    {
        lock (_gate)
        {
            _reports.RemoveAll(r => (report.Key is not null && r.Key == report.Key) || r.At < report.At - Keeps);
            if (_reports.Count == Most)
                _reports.RemoveAt(0);
            _reports.Add(report);
        }
    }

    /// <summary>False where somebody else took it.</summary>
    public bool Remove(PersonReport report)
    {
        lock (_gate)
            return _reports.Remove(report);
    }

    /// <summary>Those of these events in this environment, oldest first.</summary>
    public IReadOnlyList<PersonReport> Of(string environment, IReadOnlySet<string> events)
    {
        lock (_gate)
            return [.. _reports.Where(r => r.Environment == environment && events.Contains(r.Event))];
    }

    /// <summary>The newest few, as one text; null where there are none.</summary>
    public static string? Text(IReadOnlyList<PersonReport> reports) => reports.Count == 0
        ? null
        : string.Join(" · ", reports.TakeLast(Shown).Select(r => $"{r.By.Actor.Name}: {(r.Text.Length == 0 ? r.Event : r.Text)}"))
            + (reports.Count > Shown ? $" (and {reports.Count - Shown} before)" : "");
}
