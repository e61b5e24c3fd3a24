using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Incidents.Api;

namespace MeetSolis.IncidentConsole.OnCall;

/// <param name="Now">Null where nobody is on call.</param>
/// <param name="Next">Who follows them.</param>
public sealed record OnCallShape(string Rotation, string Title, IReadOnlyList<string> Environments, ShiftShape? Now, ShiftShape? Next, IReadOnlyList<PersonRef> CallOrder);
public sealed record ShiftShape(PersonRef Person, DateTimeOffset From, DateTimeOffset To, PersonRef? Instead);

public static class OnCallApi
{
    public static IHostApplicationBuilder AddOnCall(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<OnCallService>().AddSingleton<PageWatch>().AddHostedService(p => p.GetRequiredService<PageWatch>());
        return builder;
    }

    public static WebApplication MapOnCall(this WebApplication app)
    {
        app.MapGet("/api/v1/on-call", async (string? environment, OnCallService onCall, TimeProvider time, CancellationToken ct) =>
        {
            var now = time.GetUtcNow();
            return new ListShape<OnCallShape>([.. (await onCall.ListAsync(ct)).Select(r => r.Rotation)
                .Where(r => string.IsNullOrEmpty(environment) || r.Environments.Count == 0 || r.Environments.Contains(environment)).Select(r => Of(r, now))], null);
        }).WithTags("On call").RequireAuthorization(AccessPolicies.CanRead);
        return app;
    }

    private static OnCallShape Of(Rotation rotation, DateTimeOffset now)
    {
        var shifts = rotation.ShiftsFrom(now, 2).Select(s => new ShiftShape(s.Person, s.From, s.To, s.Instead)).ToList();
        return new(rotation.Id, rotation.Title, rotation.Environments, shifts.ElementAtOrDefault(0), shifts.ElementAtOrDefault(1), rotation.CallOrder(now));
    }
}
