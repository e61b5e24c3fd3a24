using System.Security.Cryptography;
using System.Text;
using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks.Reading;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeetSolis.IncidentConsole.Signals.Silences;

/// <param name="For">Instead of <paramref name="Until"/>: a duration from its beginning on, as in a runbook (<c>2h</c>).</param>
public sealed record SilenceRequest(
    string? Environment, string? Trigger, DateTimeOffset? From, DateTimeOffset? Until, string? For, string? Reason, bool Weekly = false, bool Overriding = false);

/// <param name="Trigger">Null: every trigger of the environment.</param>
/// <param name="State"><c>active</c>, <c>planned</c> or <c>over</c>.</param>
/// <param name="From">Of the stretch that holds, or of the next; of the first where it is over.</param>
public sealed record SilenceItem(
    Guid Id, string Environment, string? Trigger, string Kind, string State, DateTimeOffset From, DateTimeOffset Until, bool Weekly, bool Overriding,
    string Reason, string By, DateTimeOffset MadeAt, DateTimeOffset? EndedAt, string? EndedBy)
{
    public static SilenceItem Of(Silence s, DateTimeOffset now)
    {
        var (state, stretch) = s.At(now) is { } held ? ("active", held) : s.Next(now) is { } next ? ("planned", next) : ("over", new Stretch(s.From, s.Until));
        return new(s.Id, s.Environment, s.Trigger, s.Kind.ToString().ToLowerInvariant(), state, stretch.From, stretch.Until, s.Weekly, s.Overriding, s.Reason, s.ByName, s.MadeAt, s.EndedAt, s.EndedByName);
    }

    /// <summary>What holds in the board's environment or is planned there.</summary>
    public static IReadOnlyList<SilenceItem> Of(BoardSnapshot board) => [.. board.Silences.Select(s => Of(s, board.At))];
}

public sealed record SilenceList(IReadOnlyList<SilenceItem> Items, [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.Never)] string? Next = null);

/// <summary>Silences and maintenance windows for clients: a deployment plans its own window so.</summary>
public static class SilenceApi
{
    public static void Map(WebApplication app)
    {
        var api = app.MapGroup("/api/v1/silences").WithTags("Silences");
        api.MapGet("", ListAsync).WithName("ListSilences").RequireAuthorization(AccessPolicies.CanRead).Produces<SilenceList>();
        api.MapPost("", MakeAsync).WithName("Silence").RequireAuthorization(AccessPolicies.CanAct)
            .Produces<SilenceItem>(201).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
        api.MapPost("/{id:guid}/end", EndAsync).WithName("EndSilence").RequireAuthorization(AccessPolicies.CanAct)
            .Produces<SilenceItem>().ProducesProblem(403).ProducesProblem(404);
    }

    private static async Task<IResult> ListAsync(string? environment, bool? over, SilenceService silences, TimeProvider time, CancellationToken ct)
    {
        var found = await silences.ListAsync(string.IsNullOrEmpty(environment) ? null : environment, over == true, ct);
        var now = time.GetUtcNow();
        return Results.Ok(new SilenceList([.. found.Select(s => SilenceItem.Of(s, now))]));
    }

    private static async Task<IResult> MakeAsync(SilenceRequest request, HttpContext http, CallerService callers, SilenceService silences, TimeProvider time, CancellationToken ct)
    {
        if (await callers.ForAsync(http.User, ct) is not { } caller) return Results.Forbid();
        var now = time.GetUtcNow();
        var until = request.Until;
        if (!string.IsNullOrEmpty(request.For))
        {
            if (until is not null) return Invalid("Give either `until` or `for`, not both.", "until");
            if (Durations.Read(request.For) is not { } length) return Invalid($"`for` is {Durations.Expected}.", "for");
            until = (request.From ?? now) < DateTimeOffset.MaxValue - length ? (request.From ?? now) + length : DateTimeOffset.MaxValue;
        }
        var wish = new SilenceWish(request.Environment ?? "", string.IsNullOrEmpty(request.Trigger) ? null : request.Trigger, request.From, until, request.Reason, request.Weekly, request.Overriding);
        return await silences.MakeAsync(wish, IdOf(http, caller), caller, ct) switch
        {
            SilenceDecision.Accepted { Silence: var made } => Results.Created($"/api/v1/silences/{made.Id}", SilenceItem.Of(made, now)),
            SilenceDecision.Refused refused => Refuse(refused),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static async Task<IResult> EndAsync(Guid id, HttpContext http, CallerService callers, SilenceService silences, TimeProvider time, CancellationToken ct)
    {
        if (await callers.ForAsync(http.User, ct) is not { } caller) return Results.Forbid();
        return await silences.EndAsync(id, caller, ct) switch
        {
            SilenceDecision.Accepted { Silence: var ended } => Results.Ok(SilenceItem.Of(ended, time.GetUtcNow())),
            SilenceDecision.Refused refused => Refuse(refused),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    // The client's key counts for this caller: the same key again silences once.
    private static Guid IdOf(HttpContext http, Caller caller) => http.Request.Headers["Idempotency-Key"].ToString() is { Length: > 0 } key
        ? new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"silence\n{caller.Actor.Id}\n{key}")).AsSpan(0, 16))
        : Guid.NewGuid();

    private static ProblemHttpResult Invalid(string sentence, string field) => Refuse(new(RefusalKind.Invalid, sentence, [field]));

    private static ProblemHttpResult Refuse(SilenceDecision.Refused refused) => Incidents.Api.Answers.Refuse(refused.Kind, refused.Sentence, refused.Missing);
}
