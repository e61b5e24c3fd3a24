using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Insights;

/// <summary>Where a drill's minutes went, beside what the SOP allows and what the team's last drills of the same scenario took. It compares; it does not judge.</summary>
/// <param name="Before">The drills it is compared with, the newest first.</param>
public sealed record DrillScore(IReadOnlyList<ScoreLine> Phases, IReadOnlyList<ScoreLine> Steps, IReadOnlyList<IncidentNumber> Before)
{
    /// <summary>So many of the last drills say what is usual.</summary>
    public const int Compared = 5;

    /// <param name="last">Earlier drills of the same scenario, the newest first.</param>
    public static DrillScore Of(IncidentView view, IReadOnlyList<IncidentFacts> last)
    {
        var incident = view.Incident;
        var before = last.Where(f => f.Number < incident.Number).Take(Compared).ToList();
        return new(
            [.. Insights.Phases.Of(incident).Select(p => new ScoreLine(p.Id, Insights.Phases.Words(p.Id), TimeSpan.FromSeconds(p.Seconds), Allowed(view, p.Id),
                Usual(before.SelectMany(f => f.Phases.Where(x => x.Id == p.Id).Select(x => x.Seconds)))))],
            [.. incident.Runs.SelectMany(run => run.Steps.SelectMany(step => step.Attempts.Where(a => a.EndedAt is not null).Select(a => Of(view, run, a, before))))],
            [.. before.Select(f => f.Number)]);
    }

    private static ScoreLine Of(IncidentView view, Run run, Attempt attempt, List<IncidentFacts> before)
    {
        var step = view.Runbook.Methods.GetValueOrDefault(run.Method)?.Steps.GetValueOrDefault(attempt.Fact.Step);
        var title = (step?.Title ?? attempt.Fact.Step) + (attempt.Fact.Number > 1 ? $", attempt {attempt.Fact.Number}" : "") + (attempt.Ended!.Status == StepStatus.Succeeded ? "" : $" ({attempt.Ended.Status.ToString().ToLowerInvariant()})");
        // A budget is never scaled: commands take as long as they take.
        return new($"{run.Number}/{attempt.Fact.Step}/{attempt.Fact.Number}", title, attempt.EndedAt!.Value - attempt.Started.At, attempt.Fact.Budget is { } budget ? new(budget, budget, "budget") : null,
            Usual(before.SelectMany(f => f.Steps.Where(s => s.Method == run.Method && s.Step == attempt.Fact.Step && s.Succeeded).Select(s => s.Seconds))));
    }

    private static Allowance? Allowed(IncidentView view, string phase)
    {
        var incident = view.Incident;
        var scale = new RunbookEnvironment { Id = incident.Environment, TimeScale = incident.TimeScale };
        Allowance Scaled(TimeSpan time, string words) => new(scale.Scale(time), time, words);
        return phase switch
        {
            Insights.Phases.Decide when incident.Triggers.Min(t => t.Fired.DecideWithin) is { } within => Scaled(within, "decision time"),
            Insights.Phases.Rollback when Eta(view) is { } eta => new(eta, eta, "ETA"),
            Insights.Phases.Verify when view.Method?.Success.Max(c => c.Within) is { } window => Scaled(window, "window of the success criteria"),
            _ => null,
        };
    }

    /// <summary>Of every method that was run, one after the other.</summary>
    private static TimeSpan? Eta(IncidentView view)
    {
        var etas = view.Incident.Runs.Where(r => r.StartedAt is not null).Select(r => view.Runbook.Methods.GetValueOrDefault(r.Method)?.Eta ?? TimeSpan.Zero).ToList();
        return etas.Count == 0 || etas.All(e => e <= TimeSpan.Zero) ? null : etas.Aggregate(TimeSpan.Zero, (sum, e) => sum + e);
    }

    private static TimeSpan? Usual(IEnumerable<double> seconds) => Spread.Of(seconds) is { } spread ? TimeSpan.FromSeconds(spread.Median) : null;
}

/// <param name="Allowed">What the SOP allows; null: it says nothing.</param>
/// <param name="Usual">The median of the last drills; null: none had it.</param>
public sealed record ScoreLine(string Id, string Title, TimeSpan Took, Allowance? Allowed, TimeSpan? Usual);

/// <param name="Counts">As time counts in the drill.</param>
/// <param name="Written">As the SOP says it.</param>
public sealed record Allowance(TimeSpan Counts, TimeSpan Written, string Words)
{
    public bool IsScaled => Counts != Written;
}
