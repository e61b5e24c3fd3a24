using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Incidents.Api;

/// <summary>Declares incidents, and names commanders and who takes an item, for clients of the API.</summary>
public sealed class Declaring(
    IncidentService incidents, IncidentStore store, Answers answers, CallerService callers, PeopleService people, RunbookCatalog runbooks, SignalBoard signals, TimeProvider time)
{
    public async Task<IResult> DeclareAsync(HttpContext http, DeclareRequest request, CancellationToken ct)
    {
        if (await callers.ForAsync(http.User, ct) is not { } caller) return TypedResults.Unauthorized();
        if (runbooks.Find(request.Runbook!) is not { } runbook) return Answers.Refuse(RefusalKind.NotFound, $"There is no runbook '{request.Runbook}'.", []);
        if (!runbook.Environments.ContainsKey(request.Environment!))
            return Answers.Refuse(RefusalKind.NotFound, $"{runbook.Title} has no environment '{request.Environment}': it has {string.Join(", ", runbook.Environments.Keys)}.", []);
        FiredTrigger? fired = null;
        if (!string.IsNullOrEmpty(request.Trigger))
        {
            if (!runbook.Triggers.TryGetValue(request.Trigger, out var trigger)) return Answers.Refuse(RefusalKind.NotFound, $"{runbook.Title} has no trigger '{request.Trigger}'.", []);
            var now = Instants.Cut(time.GetUtcNow());
            var readings = trigger.When?.Signals().Select(s => signals.Readings(request.Environment!).GetValueOrDefault(s)).OfType<SignalReading>().ToList() ?? [];
            fired = new(trigger.Id, trigger.Title, trigger.Severity, trigger.Recommend, trigger.DecideWithin, trigger.OverridesTree, now, readings, $"by {caller.Actor.Name}");
        }
        IncidentSeverity? severity = Severities.TryParse(request.Severity, out var given) ? given : null;
        var wish = new DeclareIncident(runbook.Id, request.Environment!, request.Title!, severity, fired, Answers.CommandId(http, caller));
        switch (await incidents.DeclareAsync(wish, runbook, caller, ct))
        {
            case DeclareResult.Declared declared:
                return await CreatedAsync(declared.Incident, ct);
            case DeclareResult.AlreadyDeclared { Number: var number }:
                return await CreatedAsync((await store.LoadAsync(number, ct))!, ct);
            case DeclareResult.Refused refused:
                return Answers.Refuse(RefusalKind.Forbidden, refused.Sentence, []);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    public async Task<IResult> AssignCommanderAsync(HttpContext http, string number, string user, CancellationToken ct)
    {
        if (await callers.ForAsync(http.User, ct) is not { } caller) return TypedResults.Unauthorized();
        return await FindAsync(user, caller, ct) is { } found
            ? await answers.ExecuteAsync(http, number, new IncidentCommand.AssignCommander(found.Person, found.Role), ct)
            : Nobody(user);
    }

    /// <param name="user">Empty: it is its role's again.</param>
    public async Task<IResult> AssignItemAsync(HttpContext http, string number, string item, string? user, CancellationToken ct)
    {
        if (await callers.ForAsync(http.User, ct) is not { } caller) return TypedResults.Unauthorized();
        if (string.IsNullOrEmpty(user)) return await answers.ExecuteAsync(http, number, new IncidentCommand.AssignItem(item, null), ct);
        return await FindAsync(user, caller, ct) is { } found
            ? await answers.ExecuteAsync(http, number, new IncidentCommand.AssignItem(item, found.Person), ct)
            : Nobody(user);
    }

    public async Task<IResult> OfferRoleAsync(HttpContext http, string number, string role, string user, CancellationToken ct)
    {
        if (await callers.ForAsync(http.User, ct) is not { } caller) return TypedResults.Unauthorized();
        return await FindAsync(user, caller, ct) is { } found
            ? await answers.ExecuteAsync(http, number, new IncidentCommand.OfferRole(role, found.Person, found.Role), ct)
            : Nobody(user);
    }

    /// <param name="user">Whose it is; empty: nobody's.</param>
    public async Task<IResult> WithOwnerAsync(HttpContext http, string number, string? user, Func<PersonRef?, IncidentCommand> command, CancellationToken ct)
    {
        if (await callers.ForAsync(http.User, ct) is not { } caller) return TypedResults.Unauthorized();
        if (string.IsNullOrEmpty(user)) return await answers.ExecuteAsync(http, number, command(null), ct);
        return await FindAsync(user, caller, ct) is { } found ? await answers.ExecuteAsync(http, number, command(found.Person), ct) : Nobody(user);
    }

    /// <param name="user">An id, an email address, or <c>me</c>.</param>
    private async Task<(PersonRef Person, AccessRole Role)?> FindAsync(string user, Caller caller, CancellationToken ct)
    {
        if (user == "me") return (new(caller.Actor.Id, caller.Actor.Name), caller.Role);
        var found = (await people.ListAsync(ct)).FirstOrDefault(p => !p.Disabled && (p.Id == user || string.Equals(p.Email, user, StringComparison.OrdinalIgnoreCase)));
        return found is null ? null : (new(found.Id, found.Name), found.Role);
    }

    private static Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult Nobody(string user) => Answers.Refuse(RefusalKind.NotFound, $"There is nobody '{user}' here.", []);

    private async Task<IResult> CreatedAsync(Incident incident, CancellationToken ct) =>
        await incidents.ViewAsync(incident, ct) is { } view
            ? TypedResults.Created($"/api/v1/incidents/{incident.Number}", Shapes.Of(view, (step, undo) => incidents.Resolve(view, step, undo: undo)))
            : TypedResults.Problem("The runbook is not in the store.", statusCode: 409);
}
