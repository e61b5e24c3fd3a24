using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Signals.History;

/// <summary>
/// Reads signals as they were, from the counts that are kept: those of the last day and an hour in memory, older ones in the store, where they are
/// added up before they are read.
/// </summary>
public sealed class SignalPasts(SignalStore signals, SignalTable table, MethodsInForce methods, TimeProvider time)
{
    /// <param name="to">Not after now.</param>
    /// <param name="step">In seconds; null: what gives a chart's points.</param>
    public async Task<SignalPast> ReadAsync(Runbook runbook, RunbookEnvironment environment, SignalDefinition signal, DateTimeOffset from, DateTimeOffset to, long? step, CancellationToken ct)
    {
        var now = new SignalWindows(runbook, environment, signals.Buckets(environment.Id));
        var span = now.Past(signal, from, to, step);
        var inForce = methods.Of(environment.Id);
        if (span.After - span.Reach >= (time.GetUtcNow() - SignalBuckets.Span).ToUnixTimeSeconds())
        {
            await signals.Loaded.WaitAsync(ct);
            return SignalPast.Read(now, signal, span, inForce);
        }
        var kept = new SignalBuckets();
        kept.Apply(await table.AddUpAsync(environment.Id, Heard(signal), span.After - span.Reach, span.To, span.Grain, ct));
        return SignalPast.Read(new SignalWindows(runbook, environment, kept), signal, span, inForce);
    }

    // Who counts all of a family would have counted this one too.
    internal static string[] Heard(SignalDefinition signal) =>
        [.. signal.EventNames.SelectMany(e => e.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? new[] { e, e[..dot] + ".all" } : [e]).Distinct()];
}
