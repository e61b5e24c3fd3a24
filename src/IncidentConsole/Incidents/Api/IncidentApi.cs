using FluentValidation;
using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Actions;
using MeetSolis.IncidentConsole.Messages.Api;
using MeetSolis.IncidentConsole.Postmortems.Api;
using MeetSolis.IncidentConsole.Runs;

namespace MeetSolis.IncidentConsole.Incidents.Api;

/// <summary>The incident's paths of the REST API. Every change goes through <see cref="IncidentService"/>; roles are checked there.</summary>
public static class IncidentApi
{
    public static void Map(WebApplication app)
    {
        var api = app.MapGroup("/api/v1/incidents").WithTags("Incidents").RequireAuthorization(AccessPolicies.CanRead);
        IncidentQueries.Map(api);
        ClockQueries.Map(app, api);
        var act = api.MapGroup("").RequireAuthorization(AccessPolicies.CanAct);

        act.MapPost("", (DeclareRequest r, HttpContext http, Declaring declaring, CancellationToken ct) => declaring.DeclareAsync(http, r, ct)).Checked<DeclareRequest>();
        act.MapPost("/{n}/answers", (string n, AnswerRequest r, HttpContext http, Answers answers, CancellationToken ct) =>
            answers.ExecuteAsync(http, n, new IncidentCommand.AnswerQuestion(r.Question!, r.Answer!, r.Reason), ct)).Checked<AnswerRequest>();
        act.MapPost("/{n}/method", (string n, MethodRequest r, HttpContext http, Answers answers, CancellationToken ct) =>
            answers.ExecuteAsync(http, n, new IncidentCommand.ChooseMethod(r.Method!, r.Reason), ct)).Checked<MethodRequest>();
        act.MapPost("/{n}/guards/{guard}/override", (string n, string guard, ReasonRequest r, HttpContext http, Answers answers, CancellationToken ct) =>
            answers.ExecuteAsync(http, n, new IncidentCommand.OverrideGuard(guard, r.Reason ?? ""), ct));
        act.MapPost("/{n}/checklists/{item}", (string n, string item, ItemRequest r, HttpContext http, Answers answers, CancellationToken ct) =>
            answers.ExecuteAsync(http, n, r.Skip == true ? new IncidentCommand.SkipItem(item, r.Reason ?? "") : new IncidentCommand.TickItem(item, r.Done!.Value, r.Note, r.Link, r.File), ct)).Checked<ItemRequest>();
        act.MapPost("/{n}/checklists/{item}/check", (string n, string item, HttpContext http, Answers answers, ItemChecks checks, CancellationToken ct) =>
            answers.ExecuteAsync(http, n, (incident, caller, id) => checks.RunAsync(incident, item, caller, id), ct));
        act.MapPost("/{n}/checklists/{item}/owner", (string n, string item, OwnerRequest r, HttpContext http, Declaring declaring, CancellationToken ct) =>
            declaring.AssignItemAsync(http, n, item, r.User, ct));
        act.MapPost("/{n}/checklists/{list}/override", (string n, string list, ReasonRequest r, HttpContext http, Answers answers, CancellationToken ct) =>
            answers.ExecuteAsync(http, n, new IncidentCommand.OverrideChecklist(list, r.Reason ?? ""), ct));
        act.MapPost("/{n}/clocks/{clock}/met", (string n, string clock, NoteOnClockRequest r, HttpContext http, Answers answers, CancellationToken ct) =>
            answers.ExecuteAsync(http, n, new IncidentCommand.MeetClock(clock, r.Note ?? ""), ct));
        act.MapPost("/{n}/clocks/{clock}/override", (string n, string clock, ReasonRequest r, HttpContext http, Answers answers, CancellationToken ct) =>
            answers.ExecuteAsync(http, n, new IncidentCommand.OverrideClock(clock, r.Reason ?? ""), ct));
        act.MapPost("/{n}/notes", (string n, NoteRequest r, HttpContext http, Answers answers, CancellationToken ct) =>
            answers.ExecuteAsync(http, n, new IncidentCommand.AddNote(r.Text ?? ""), ct));
        MapDocument(act.MapGroup("/{n}"));
        MessageApi.Map(api, act);
        PostmortemApi.Map(api, act);
        act.MapPost("/{n}/commander", (string n, CommanderRequest r, HttpContext http, Declaring declaring, CancellationToken ct) =>
            declaring.AssignCommanderAsync(http, n, r.User!, ct)).Checked<CommanderRequest>();
        act.MapPost("/{n}/severity", (string n, SeverityRequest r, HttpContext http, Answers answers, CancellationToken ct) =>
            answers.ExecuteAsync(http, n, new IncidentCommand.ChangeSeverity(Severities.Parse(r.Severity!), r.Reason ?? ""), ct)).Checked<SeverityRequest>();
        act.MapPost("/{n}/actions/{action}/end", (string n, string action, ReasonRequest? r, HttpContext http, Answers answers, CancellationToken ct) =>
            answers.ExecuteAsync(http, n, new IncidentCommand.EndAction(action, r?.Reason), ct));
        act.MapPost("/{n}/dismiss", (string n, ReasonRequest r, HttpContext http, Answers answers, CancellationToken ct) =>
            answers.ExecuteAsync(http, n, new IncidentCommand.Dismiss(r.Reason ?? ""), ct));
        act.MapPost("/{n}/resolve", (string n, ResolveRequest r, HttpContext http, Answers answers, CancellationToken ct) =>
            answers.ExecuteAsync(http, n, new IncidentCommand.Resolve(r.Summary ?? ""), ct));
        act.MapPost("/{n}/reopen", (string n, ReasonRequest r, HttpContext http, Answers answers, CancellationToken ct) =>
            answers.ExecuteAsync(http, n, new IncidentCommand.Reopen(r.Reason ?? ""), ct));
        act.MapPost("/{n}/archive", (string n, ArchiveRequest? r, HttpContext http, Answers answers, CancellationToken ct) =>
            answers.ExecuteAsync(http, n, new IncidentCommand.Archive(r?.Archived ?? true, r?.Reason), ct));
        ActionItemApi.Map(app, api, act);
        MapPeople(act);
        MapSteps(act.MapGroup("/{n}/steps/{step}"));
    }

    private static void MapPeople(RouteGroupBuilder act)
    {
        act.MapPost("/{n}/join", (string n, HttpContext http, Answers answers, CancellationToken ct) => answers.ExecuteAsync(http, n, new IncidentCommand.Join(), ct));
        act.MapPost("/{n}/leave", (string n, HttpContext http, Answers answers, CancellationToken ct) => answers.ExecuteAsync(http, n, new IncidentCommand.Leave(), ct));
        act.MapPost("/{n}/page/acknowledge", (string n, HttpContext http, Answers answers, CancellationToken ct) => answers.ExecuteAsync(http, n, new IncidentCommand.AcknowledgePage(), ct));
        var role = act.MapGroup("/{n}/roles/{role}");
        role.MapPost("/offer", (string n, string role, CommanderRequest r, HttpContext http, Declaring declaring, CancellationToken ct) => declaring.OfferRoleAsync(http, n, role, r.User!, ct)).Checked<CommanderRequest>();
        role.MapPost("/accept", (string n, string role, HttpContext http, Answers answers, CancellationToken ct) => answers.ExecuteAsync(http, n, new IncidentCommand.AnswerOffer(role, true), ct));
        role.MapPost("/decline", (string n, string role, HttpContext http, Answers answers, CancellationToken ct) => answers.ExecuteAsync(http, n, new IncidentCommand.AnswerOffer(role, false), ct));
        role.MapPost("/take", (string n, string role, ReasonRequest? r, HttpContext http, Answers answers, CancellationToken ct) => answers.ExecuteAsync(http, n, new IncidentCommand.TakeRole(role, r?.Reason), ct));
        role.MapPost("/release", (string n, string role, HttpContext http, Answers answers, CancellationToken ct) => answers.ExecuteAsync(http, n, new IncidentCommand.GiveUpRole(role), ct));
    }

    /// <summary>The timeline as a document.</summary>
    private static void MapDocument(RouteGroupBuilder incident)
    {
        incident.MapPost("/notes/{version:long}/correct", (string n, long version, NoteRequest r, HttpContext http, Answers answers, CancellationToken ct) =>
            answers.ExecuteAsync(http, n, new IncidentCommand.CorrectNote(version, r.Text ?? ""), ct));
        incident.MapPost("/entries/{version:long}/pin", (string n, long version, PinRequest? r, HttpContext http, Answers answers, CancellationToken ct) =>
            answers.ExecuteAsync(http, n, new IncidentCommand.PinEntry(version, r?.Pinned ?? true), ct));
        incident.MapPost("/marks", (string n, MarkRequest r, HttpContext http, Answers answers, CancellationToken ct) =>
            answers.ExecuteAsync(http, n, new IncidentCommand.MarkTime(r.Moment!, r.Time!.Value, r.Reason ?? ""), ct)).Checked<MarkRequest>();
        FilesApi.Map(incident.MapGroup("/files"));
    }

    private static void MapSteps(RouteGroupBuilder steps)
    {
        // Bodies of start and retry may be left out: they only narrow what is asked.
        steps.MapPost("/start", (string n, string step, StartRequest? r, HttpContext http, Answers answers, CancellationToken ct) =>
            answers.ExecuteAsync(http, n, new IncidentCommand.StartStep(step, r?.Confirm, r?.CommandHash, r?.Choice), ct));
        steps.MapPost("/retry", (string n, string step, StartRequest? r, HttpContext http, Answers answers, CancellationToken ct) =>
            answers.ExecuteAsync(http, n, new IncidentCommand.RetryStep(step, r?.Confirm, r?.CommandHash, r?.Choice), ct));
        steps.MapPost("/approve", (string n, string step, ApproveRequest r, HttpContext http, Answers answers, CancellationToken ct) =>
            answers.ExecuteAsync(http, n, new IncidentCommand.ApproveStep(step, r.CommandHash!, r.Choice, r.BreakGlass), ct)).Checked<ApproveRequest>();
        steps.MapPost("/undo", (string n, string step, UndoRequest? r, HttpContext http, Answers answers, CancellationToken ct) =>
            answers.ExecuteAsync(http, n, new IncidentCommand.UndoStep(step, r?.Reason ?? "", r?.Confirm, r?.CommandHash), ct));
        steps.MapPost("/cancel", (string n, string step, HttpContext http, Answers answers, CancellationToken ct) =>
            answers.ExecuteAsync(http, n, new IncidentCommand.CancelStep(step), ct));
        steps.MapPost("/skip", (string n, string step, ReasonRequest r, HttpContext http, Answers answers, CancellationToken ct) =>
            answers.ExecuteAsync(http, n, new IncidentCommand.SkipStep(step, r.Reason ?? ""), ct));
        steps.MapPost("/complete", (string n, string step, CompleteRequest? r, HttpContext http, Answers answers, CancellationToken ct) =>
            answers.ExecuteAsync(http, n, new IncidentCommand.CompleteStep(step, r?.Reason, r?.Fields, r?.Choice, r?.File, r?.Failed == true), ct));
    }

    public static IServiceCollection AddIncidentApi(this IServiceCollection services) => services
        .AddSingleton<Answers>().AddSingleton<Declaring>()
        .AddValidatorsFromAssemblyContaining<DeclareRequestValidator>(ServiceLifetime.Singleton, includeInternalTypes: true);

    private static IServiceCollection AddValidatorsFromAssemblyContaining<T>(this IServiceCollection services, ServiceLifetime lifetime, bool includeInternalTypes)
    {
        foreach (var found in AssemblyScanner.FindValidatorsInAssembly(typeof(T).Assembly, includeInternalTypes))
            services.Add(new(found.InterfaceType, found.ValidatorType, lifetime));
        return services;
    }
}
