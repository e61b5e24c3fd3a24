using System.Globalization;
using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Signals.History;

/// <param name="At">The end of the step.</param>
/// <param name="Value">The last in the step that could be judged; null, like the others, where nothing could.</param>
/// <param name="State">fresh, or why nothing could be judged: insufficient, stale, missing.</param>
public sealed record SignalPastItem(DateTimeOffset At, double? Value, double? Low, double? High, long Events, string State);

public sealed record SignalMethodItem(string Method, DateTimeOffset From, DateTimeOffset? Until);

/// <param name="From">Not in the span.</param>
/// <param name="To">The last moment of the span.</param>
/// <param name="Thresholds">Above which triggers want something.</param>
/// <param name="Methods">When which was in force in the span.</param>
public sealed record SignalPastAnswer(
    string Id, string Environment, string Unit, DateTimeOffset From, DateTimeOffset To, long StepSeconds, double WindowSeconds,
    IReadOnlyList<double> Thresholds, IReadOnlyList<SignalMethodItem> Methods, IReadOnlyList<SignalPastItem> Points);

/// <summary>A signal over time.</summary>
public static class SignalHistoryApi
{
    public static WebApplication MapSignalHistory(this WebApplication app)
    {
        app.MapGet("/api/v1/signals/{id}/history", GetAsync).WithName("SignalHistory").RequireAuthorization(AccessPolicies.CanRead)
            .Produces<SignalPastAnswer>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(503);
        return app;
    }

    private static async Task<IResult> GetAsync(
        string id, string? environment, string? from, string? to, string? step, RunbookCatalog runbooks, SignalPasts pasts, MethodsInForce methods, TimeProvider time, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(environment))
            return Bad("Say of which environment: `environment=production`.");
        if (SignalPlace.Find(runbooks.Active, id, environment) is not { } place)
            return Results.Problem("No active runbook has this signal in this environment.", statusCode: 404, title: "Unknown signal");
        var now = time.GetUtcNow();
        var (begin, end, each) = (default(DateTimeOffset), now, default(long?));
        if (to is { Length: > 0 } && !TryInstant(to, out end) || from is { Length: > 0 } && !TryInstant(from, out begin))
            return Bad("`from` and `to` are instants in ISO 8601, such as 2026-01-07T14:00:00Z.");
        end = end < now ? end : now;
        if (from is not { Length: > 0 })
            begin = end - TimeSpan.FromHours(1);
        if (step is { Length: > 0 } && (each = StepOf(step)) is null)
            return Bad("`step` is a number of seconds of 1 or more, or a duration such as 30s, 5m or 1h.");
        if (end.ToUnixTimeSeconds() <= begin.ToUnixTimeSeconds() || end - begin > TimeSpan.FromDays(3_660))
            return Bad("`from` must be before `to`, and at most ten years; neither lies in the future.");
        if (each is { } seconds && (end - begin).TotalSeconds / seconds > PastSpan.Most)
            return Bad($"That would be more than {PastSpan.Most.ToString(CultureInfo.InvariantCulture)} points; ask for a longer step or a shorter time.");
        try
        {
            var past = await pasts.ReadAsync(place.Runbook, place.Environment, place.Signal, begin, end, each, ct);
            return Results.Ok(Answer(place, past, methods.Of(environment)));
        }
        catch (Exception e) when (StoreErrors.Explain(e) is { } away)
        {
            return Results.Problem(away, statusCode: 503, title: "Not read");
        }
    }

    private static SignalPastAnswer Answer(SignalPlace place, SignalPast past, MethodPeriods methods) => new(
        place.Signal.Id, place.Environment.Id, place.Signal.Unit, past.Span.From, past.Span.Until, past.Span.Step, place.Environment.Scale(place.Signal.Window).TotalSeconds,
        [.. SignalChart.Thresholds(place.Runbook, place.Signal.Id).Select(t => t.Value)],
        [.. methods.Periods.Where(p => p.From < past.Span.Until && !(p.Until <= past.Span.From)).Select(p => new SignalMethodItem(p.Method, p.From, p.Until))],
        [.. past.Points.Select(p => new SignalPastItem(p.At, p.Value, p.Low, p.High, p.Events, p.State.ToString().ToLowerInvariant()))]);

    private static bool TryInstant(string text, out DateTimeOffset at) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out at) && at >= DateTimeOffset.UnixEpoch;

    private static long? StepOf(string text) =>
        (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : (long?)Runbooks.Reading.Durations.Read(text)?.TotalSeconds) is > 0 and <= 366L * 86_400 and var each ? each : null;

    private static IResult Bad(string sentence) => Results.Problem(sentence, statusCode: 400, title: "Not understood");
}
