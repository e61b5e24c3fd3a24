using System.Security.Cryptography;
using System.Text;
using MeetSolis.IncidentConsole.Access;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeetSolis.IncidentConsole.Incidents.Api;

/// <summary>What the API answers to a command: the incident, or a problem (RFC 9457) whose detail is a sentence for a person.</summary>
public sealed class Answers(IncidentService incidents, CallerService callers)
{
    public const string IdempotencyHeader = "Idempotency-Key";

    /// <summary>Executes for the caller of the request, by the client's idempotency key where there is one.</summary>
    public Task<IResult> ExecuteAsync(HttpContext http, string number, IncidentCommand command, CancellationToken ct) =>
        ExecuteAsync(http, number, (incident, caller, id) => incidents.ExecuteAsync(incident, command, caller, id, ct), ct);

    /// <param name="execute">For what is more than one command: gets the incident, the caller, and the command's id where the client gave one.</param>
    public async Task<IResult> ExecuteAsync(HttpContext http, string number, Func<IncidentNumber, Caller, string?, Task<CommandResult>> execute, CancellationToken ct)
    {
        if (!IncidentNumber.TryParse(number, out var incident)) return NoIncident(number);
        if (await callers.ForAsync(http.User, ct) is not { } caller) return TypedResults.Unauthorized();
        return await execute(incident, caller, CommandId(http, caller)) switch
        {
            CommandResult.Accepted accepted => await ShowAsync(accepted.Incident, ct),
            CommandResult.Refused refused => Refuse(refused.Kind, refused.Sentence, refused.Missing),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    public async Task<IResult> ShowAsync(Incident incident, CancellationToken ct) =>
        await incidents.ViewAsync(incident, ct) is { } view ? Show(view)
        : TypedResults.Problem($"The runbook version of {incident.Number} is not in the store.", statusCode: 409, title: "No runbook");

    public IResult Show(IncidentView view) => TypedResults.Ok(Shapes.Of(view, (step, undo) => incidents.Resolve(view, step, undo: undo)));

    public static ProblemHttpResult NoIncident(string number) =>
        TypedResults.Problem($"There is no incident {number}.", statusCode: 404, title: "Not found");

    public static ProblemHttpResult Refuse(RefusalKind kind, string sentence, IReadOnlyList<string> missing)
    {
        var (status, title) = kind switch
        {
            RefusalKind.Conflict => (409, "Refused"),
            RefusalKind.Forbidden => (403, "Not allowed"),
            RefusalKind.NotFound => (404, "Not found"),
            _ => (422, "Something is missing"),
        };
        return TypedResults.Problem(sentence, statusCode: status, title: title,
            extensions: missing.Count == 0 ? null : new Dictionary<string, object?> { ["missing"] = missing });
    }

    /// <summary>The client's key counts for this caller and this path: the same key elsewhere is another command.</summary>
    public static string? CommandId(HttpContext http, Caller caller) =>
        http.Request.Headers[IdempotencyHeader].ToString() is { Length: > 0 } key
            ? "api-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{caller.Actor.Id}\n{http.Request.Path}\n{key}")))[..32]
            : null;
}
