using Microsoft.AspNetCore.Components;

namespace MeetSolis.IncidentConsole.Incidents.Deadlines;

/// <summary>What every incident owes by a time, in one place.</summary>
public sealed partial class ClocksPage
{
    // So many incidents, those whose first is due soonest.
    private const int Most = 200;

    private IReadOnlyList<OwedDeadline>? _owed;
    private DateTimeOffset _read;

    [Inject] private IncidentDeadlines Deadlines { get; set; } = default!;

    private int Late => _owed?.Count(o => o.IsLate(_read)) ?? 0;

    private string Said => _owed switch
    {
        null => "Reading…",
        { Count: 0 } => "No deadline counts in any incident.",
        var owed => $"{owed.Count(o => !o.Deadline.NotBefore)} {(owed.Count(o => !o.Deadline.NotBefore) == 1 ? "deadline counts" : "deadlines count")}{(Late > 0 ? $", {Late} missed" : "")}.",
    };

    protected override async Task ReadAsync() => (_owed, _read, Refusal) = (await Deadlines.SoonestAsync(Most, End), Time.GetUtcNow(), null);
}
