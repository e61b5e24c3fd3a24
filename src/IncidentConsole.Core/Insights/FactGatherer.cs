using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Insights;

/// <summary>Counts one incident from its entries, given in their order.</summary>
public sealed class FactGatherer(IncidentNumber number)
{
    private readonly List<string> _late = [];
    private Incident _state = Incident.Empty(number);
    private DateTimeOffset? _acknowledged, _decided;
    private bool _declaredByTrigger;

    /// <summary>The state after what was taken.</summary>
    public Incident State => _state;

    public void Take(Entry entry)
    {
        _state = _state.Apply(entry);
        if (entry.Event is IncidentDeclared declared) _declaredByTrigger = declared.Trigger is { Report: null };
        // Whatever a person did first shows that somebody knows.
        else if (entry.Actor.Kind != ActorKind.Console) _acknowledged ??= entry.At;
        if (entry.Event is MethodChosen or ActionStarted) _decided ??= entry.At;
        if (entry.Event is UpdateMissed missed) _late.Add(missed.Template);
    }

    /// <summary>Null where the incident is open: it is counted once it has ended.</summary>
    public IncidentFacts? Facts()
    {
        var i = _state;
        if (i.Version == 0 || i.IsOpen) return null;
        var detected = IncidentTimes.Of(i, IncidentTimes.Detected).Counts ?? i.DeclaredAt;
        double? Since(DateTimeOffset? at) => at is { } time ? Math.Max(0, (time - detected).TotalSeconds) : null;
        var dismissed = i.Status == IncidentStatus.Dismissed;
        var rolledBack = i.Milestones.ContainsKey(Milestones.Rollback);
        return new()
        {
            Number = i.Number,
            DeclaredAt = i.DeclaredAt,
            Environment = i.Environment,
            Runbook = i.Runbook.Id,
            Drill = i.Drill,
            Rehearsal = i.Rehearsal,
            Dismissed = dismissed,
            Trigger = i.LeadTrigger?.Fired.Id,
            Missed = !_declaredByTrigger && !dismissed,
            Acknowledge = _declaredByTrigger ? Since(_acknowledged) : null,
            Decide = Since(_decided),
            Mitigate = dismissed ? null : Since(IncidentTimes.Of(i, IncidentTimes.Mitigated).Counts),
            Resolve = dismissed ? null : Since(i.EndedAt),
            Phases = Insights.Phases.Of(i),
            Steps = [.. i.Runs.SelectMany(r => r.Steps.SelectMany(s => s.Attempts.Where(a => a.EndedAt is not null).Select(a => Of(r, a))))],
            Triggers = [.. i.Triggers.Where(t => t.Fired.Report is null).Select(t => new TriggerFact(t.Fired.Id, rolledBack, dismissed))],
            LateUpdates = _late,
            Clocks = [.. i.Clocks.Where(c => c.Value is { BreachedAt: not null } or { Met: not null }).Select(c => new ClockFact(c.Key, c.Value.BreachedAt is not null || c.Value.MetLate)).OrderBy(c => c.Id, StringComparer.Ordinal)],
            SkippedItems = [.. i.Items.Where(x => x.Value.Status == ItemStatus.Skipped).Select(x => x.Key).Concat(i.OverriddenItems).Distinct().Order(StringComparer.Ordinal)],
            SettledItems = [.. i.Items.Where(x => x.Value.Status is ItemStatus.Done or ItemStatus.Skipped).Select(x => x.Key).Concat(i.OverriddenItems).Distinct().Order(StringComparer.Ordinal)],
        };
    }

    private static StepFact Of(Run run, Attempt attempt) => new(
        run.Method, attempt.Fact.Step, (attempt.EndedAt!.Value - attempt.Started.At).TotalSeconds, attempt.Fact.Budget?.TotalSeconds, attempt.Ended!.Status == StepStatus.Succeeded);
}
