using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runbooks.Conditions;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Runs;

/// <summary>Watches the signals a step is expected to move, until they have or their time is over. It only reads, so it may be done again.</summary>
public sealed class ExpectedSignals(SignalBoard board, TimeProvider time)
{
    private static readonly TimeSpan _between = TimeSpan.FromSeconds(1);

    /// <param name="cancel">Ends the watching; what is not so by then is undetermined.</param>
    public async Task<JudgedOn> WatchAsync(ResolvedStep step, IEnumerable<Expectation> expected, CancellationToken cancel, CancellationToken stopping)
    {
        var scale = new RunbookEnvironment { Id = step.Incident.Environment, TimeScale = step.Incident.TimeScale };
        var began = time.GetUtcNow();
        var judged = new Dictionary<Expectation.Signal, Judgement>();
        var open = expected.OfType<Expectation.Signal>().Distinct().ToList();
        while (open.Count > 0)
        {
            var now = time.GetUtcNow();
            foreach (var signal in open.ToList())
            {
                var found = Judge(signal, step.Incident, now);
                var over = signal.Within is not { } within || now - began >= scale.Scale(within);
                if (found.Holds != Truth.True && !over && !cancel.IsCancellationRequested) continue;
                judged[signal] = found.Holds == Truth.False && !over ? found with { Found = $"{found.Found}; cancelled while it was watched", Holds = Truth.Undetermined } : found;
                open.Remove(signal);
            }
            if (open.Count > 0) await Task.Delay(_between, time, stopping);
        }
        return new(step.Values, judged);
    }

    private Judgement Judge(Expectation.Signal signal, Incident incident, DateTimeOffset now)
    {
        var facts = IncidentView.FactsOf(incident, board.Readings(incident.Environment));
        return new($"{signal.When}{(signal.Within is { } within ? $" within {EvidenceText.Duration(within)}" : "")}", EvidenceText.Of(signal.When, facts.Readings, now), signal.When.Evaluate(facts));
    }
}
