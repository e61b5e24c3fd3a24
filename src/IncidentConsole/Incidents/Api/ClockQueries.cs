using System.Text;
using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Incidents.Deadlines;

namespace MeetSolis.IncidentConsole.Incidents.Api;

/// <summary>A deadline of some incident.</summary>
/// <param name="Kind">clock, update or checklist.</param>
/// <param name="Left">Open items of a checklist.</param>
public sealed record OwedShape(
    string Incident, string IncidentTitle, string Environment, string Kind, string Id, string Title, string? Role, DateTimeOffset Due, bool Late, bool NotBefore, int Left);

public sealed record NextUpdateShape(string Template, DateTimeOffset Due, bool Near, string Draft);

/// <summary>What can be read of deadlines.</summary>
internal static class ClockQueries
{
    private const int Most = 200;

    public static void Map(WebApplication app, RouteGroupBuilder api)
    {
        app.MapGet("/api/v1/clocks", async (IncidentDeadlines deadlines, TimeProvider time, CancellationToken ct) =>
        {
            var now = time.GetUtcNow();
            return TypedResults.Ok(new ListShape<OwedShape>([.. (await deadlines.SoonestAsync(Most, ct)).Select(o => Of(o, now))], null));
        }).WithTags("Incidents").RequireAuthorization(AccessPolicies.CanRead);
        api.MapGet("/{n}/clocks/{clock}/invitation.ics", InvitationAsync);
        api.MapGet("/{n}/updates/next", NextUpdateAsync);
    }

    private static OwedShape Of(OwedDeadline owed, DateTimeOffset now) => new(
        owed.Incident.Number.ToString(), owed.Incident.Title, owed.Incident.Environment, Shapes.Word(owed.Deadline.Kind), owed.Deadline.Id, owed.Deadline.Title,
        owed.Deadline.Owner, owed.Deadline.Due, owed.IsLate(now), owed.Deadline.NotBefore, owed.Deadline.Left);

    /// <summary>When people are next to hear something, of which message, and a draft of what they have not heard yet.</summary>
    private static async Task<IResult> NextUpdateAsync(string n, IncidentService incidents, CancellationToken ct)
    {
        if (!IncidentNumber.TryParse(n, out var number) || await incidents.ViewAsync(number, ct) is not { } view) return Answers.NoIncident(n);
        return NextUpdate.Soonest(view.Incident, view.Runbook) is { } next
            ? TypedResults.Ok(new NextUpdateShape(next.FollowUp(view.Runbook).Id, next.Due, next.IsNear(view), await incidents.DraftUpdateAsync(view, ct)))
            : Answers.Refuse(RefusalKind.NotFound, $"{number} owes nobody an update now.", []);
    }

    private static async Task<IResult> InvitationAsync(string n, string clock, HttpRequest request, IncidentService incidents, CancellationToken ct)
    {
        if (!IncidentNumber.TryParse(n, out var number) || await incidents.ViewAsync(number, ct) is not { } view) return Answers.NoIncident(n);
        if (view.Clocks.FirstOrDefault(c => c.Clock.Id == clock) is not { Clock.Attendees.Count: > 0 } found)
            return Answers.Refuse(RefusalKind.NotFound, $"{number} has no clock '{clock}' that people meet for, or it does not count yet.", []);
        var text = Invitation.Write(view, found, new Uri($"{request.Scheme}://{request.Host}/incidents/{number}"));
        return Results.File(Encoding.UTF8.GetBytes(text), "text/calendar; charset=utf-8", $"{number}-{found.Clock.Id}.ics");
    }
}
