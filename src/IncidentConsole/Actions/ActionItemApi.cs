using FluentValidation;
using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Incidents.Api;

namespace MeetSolis.IncidentConsole.Actions;

/// <param name="Owner">An id, an email address, or <c>me</c>; nothing: nobody's.</param>
public sealed record ActionItemRequest(string? Title, string? Owner, DateTimeOffset? Due, string? Link);
public sealed record CarryRequest(string? Incident, Guid? Item);

internal sealed class CarryRequestValidator : AbstractValidator<CarryRequest>
{
    public CarryRequestValidator()
    {
        RuleFor(r => r.Incident).Must(n => IncidentNumber.TryParse(n, out _)).WithMessage("Name the earlier incident.");
        RuleFor(r => r.Item).NotNull().WithMessage("Name its action item.");
    }
}

/// <summary>Action items for clients.</summary>
internal static class ActionItemApi
{
    private const int PageSize = 100;

    public static void Map(WebApplication app, RouteGroupBuilder api, RouteGroupBuilder act)
    {
        app.MapGet("/api/v1/actions", ListAsync).WithTags("Incidents").RequireAuthorization(AccessPolicies.CanRead);
        app.MapGet("/api/v1/holds", HoldsAsync).WithTags("Incidents").RequireAuthorization(AccessPolicies.CanRead);
        api.MapGet("/{n}/actions", OfIncidentAsync);
        api.MapGet("/{n}/actions/earlier", EarlierAsync);

        var actions = act.MapGroup("/{n}/actions");
        actions.MapPost("", (string n, ActionItemRequest r, HttpContext http, Declaring declaring, CancellationToken ct) =>
            declaring.WithOwnerAsync(http, n, r.Owner, owner => new IncidentCommand.AddActionItem(r.Title ?? "", owner, r.Due, r.Link), ct));
        actions.MapPost("/{item:guid}", (string n, Guid item, ActionItemRequest r, HttpContext http, Declaring declaring, CancellationToken ct) =>
            declaring.WithOwnerAsync(http, n, r.Owner, owner => new IncidentCommand.ChangeActionItem(item, r.Title ?? "", owner, r.Due, r.Link), ct));
        actions.MapPost("/{item:guid}/done", (string n, Guid item, NoteOnClockRequest? r, HttpContext http, Answers answers, ActionItemDesk desk, CancellationToken ct) =>
            answers.ExecuteAsync(http, n, (incident, caller, id) => desk.ExecuteAsync(incident, new IncidentCommand.FinishActionItem(item, r?.Note), caller, id, ct), ct));
        actions.MapPost("/{item:guid}/drop", (string n, Guid item, ReasonRequest r, HttpContext http, Answers answers, ActionItemDesk desk, CancellationToken ct) =>
            answers.ExecuteAsync(http, n, (incident, caller, id) => desk.ExecuteAsync(incident, new IncidentCommand.DropActionItem(item, r.Reason ?? ""), caller, id, ct), ct));
        actions.MapPost("/{item:guid}/reopen", (string n, Guid item, HttpContext http, Answers answers, ActionItemDesk desk, CancellationToken ct) =>
            answers.ExecuteAsync(http, n, (incident, caller, id) => desk.ExecuteAsync(incident, new IncidentCommand.ReopenActionItem(item), caller, id, ct), ct));
        actions.MapPost("/carry", (string n, CarryRequest r, HttpContext http, Answers answers, ActionItemDesk desk, CancellationToken ct) =>
            answers.ExecuteAsync(http, n, (incident, caller, id) => desk.CarryAsync(incident, new(IncidentNumber.TryParse(r.Incident, out var earlier) ? earlier : default, r.Item!.Value), caller, id, ct), ct))
            .AddEndpointFilter<ValidationFilter<CarryRequest>>();
    }

    private static async Task<IResult> ListAsync(HttpContext http, ActionItemList list, CallerService callers, TimeProvider time, CancellationToken ct, string? state = null, string? owner = null, bool overdue = false, string? after = null)
    {
        var read = ActionItemQuery.Read(state, owner, overdue ? "true" : null, after);
        if (state is not null && state != "any" && read.State is null) return Answers.Refuse(RefusalKind.Invalid, "A state is open, done, dropped or any.", ["state"]);
        var query = state is null ? read with { State = null } : read;
        if (await callers.ForAsync(http.User, ct) is not { } caller) return TypedResults.Unauthorized();
        var now = time.GetUtcNow();
        var page = await list.ListAsync(query.ToFilter(caller.Actor.Id, now), query.Page, PageSize, ct);
        return TypedResults.Ok(new ListShape<ActionItemShape>([.. page.Items.Select(i => ActionItemShape.Of(i, now))], page.More ? (query.Page + 1).ToString(System.Globalization.CultureInfo.InvariantCulture) : null));
    }

    private static async Task<IResult> OfIncidentAsync(string n, IncidentStore store, ActionItemList list, TimeProvider time, CancellationToken ct) =>
        IncidentNumber.TryParse(n, out var number) && await store.LoadAsync(number, ct) is not null
            ? TypedResults.Ok(new ListShape<ActionItemShape>([.. (await list.OfAsync(number, ct)).Select(i => ActionItemShape.Of(i, time.GetUtcNow()))], null)) : Answers.NoIncident(n);

    private static async Task<IResult> EarlierAsync(string n, IncidentStore store, ActionItemList list, TimeProvider time, CancellationToken ct) =>
        IncidentNumber.TryParse(n, out var number) && await store.LoadAsync(number, ct) is { } incident
            ? TypedResults.Ok(new ListShape<ActionItemShape>([.. (await list.LeftForAsync(incident, PageSize, ct)).Select(i => ActionItemShape.Of(i, time.GetUtcNow()))], null)) : Answers.NoIncident(n);

    /// <summary>What must not begin yet, and why: for a pipeline that asks before it deploys.</summary>
    private static async Task<IResult> HoldsAsync(IncidentDeadlines deadlines, IncidentService incidents, CancellationToken ct, string? environment = null, string? runbook = null)
    {
        var held = new List<HoldShape>();
        foreach (var number in (await deadlines.HoldingAsync(environment, runbook, PageSize, ct)))
            if (await incidents.ViewAsync(number, ct) is { } view)
                held.AddRange(view.Clocks.Where(c => c.State == ClockState.Held).Select(c => new HoldShape(number.ToString(), c.Clock.Id, c.Clock.Name, view.Incident.Environment, c.Due, [.. c.Requirements.Where(r => r.Holds != true).Select(r => r.Says)])));
        return TypedResults.Ok(new ListShape<HoldShape>(held, null));
    }
}

/// <param name="NotBefore">The time alone.</param>
/// <param name="Missing">What else it waits for, in words.</param>
public sealed record HoldShape(string Incident, string Clock, string Title, string Environment, DateTimeOffset NotBefore, IReadOnlyList<string> Missing);
