using System.Text;
using MeetSolis.IncidentConsole.Documents;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Incidents.Api;

namespace MeetSolis.IncidentConsole.Postmortems.Api;

public sealed record RevisionRequest(int? Base, string? Text);
public sealed record CommentRequest(string? Text);
public sealed record ReviewRequest(int? Revision);
public sealed record PublishRequest(int? Revision, string? Reason);

/// <summary>The post-mortem's paths of the REST API.</summary>
internal static class PostmortemApi
{
    public static void Map(RouteGroupBuilder api, RouteGroupBuilder act)
    {
        api.MapGet("/{n}/postmortem", async (string n, IncidentStore store, CancellationToken ct) =>
            await LoadAsync(store, n, ct) is { } incident ? TypedResults.Ok(PostmortemShape.Of(incident)) : (IResult)Answers.NoIncident(n)).Produces<PostmortemShape>();
        api.MapGet("/{n}/postmortem.md", MarkdownAsync).Produces<string>(StatusCodes.Status200OK, "text/markdown");
        api.MapGet("/{n}/postmortem.html", HtmlAsync).Produces<string>(StatusCodes.Status200OK, "text/html");
        api.MapGet("/{n}/postmortem.pdf", PdfAsync).Produces<byte[]>(StatusCodes.Status200OK, "application/pdf");

        var one = act.MapGroup("/{n}/postmortem");
        one.MapPost("/begin", (string n, HttpContext http, Answers answers, PostmortemDesk desk, CancellationToken ct) =>
            answers.ExecuteAsync(http, n, (incident, caller, id) => desk.BeginAsync(incident, caller, id, ct), ct));
        one.MapPost("/revisions", SaveAsync);
        one.MapPost("/comments", (string n, CommentRequest r, HttpContext http, Answers answers, CancellationToken ct) =>
            answers.ExecuteAsync(http, n, new IncidentCommand.CommentPostmortem(r.Text ?? ""), ct));
        one.MapPost("/comments/{comment:int}/resolve", (string n, int comment, HttpContext http, Answers answers, CancellationToken ct) =>
            answers.ExecuteAsync(http, n, new IncidentCommand.ResolveComment(comment), ct));
        one.MapPost("/review", (string n, ReviewRequest r, HttpContext http, Answers answers, CancellationToken ct) =>
            answers.ExecuteAsync(http, n, new IncidentCommand.ReviewPostmortem(r.Revision ?? 0), ct));
        one.MapPost("/publish", (string n, PublishRequest r, HttpContext http, Answers answers, PostmortemDesk desk, CancellationToken ct) =>
            answers.ExecuteAsync(http, n, async (incident, caller, id) => (await desk.PublishAsync(incident, r.Revision ?? 0, r.Reason, caller, id, ct)).Result, ct));
        one.MapPost("/file", (string n, HttpContext http, Answers answers, PostmortemDesk desk, CancellationToken ct) =>
            answers.ExecuteAsync(http, n, async (incident, caller, _) => await desk.FileAsync(incident, caller, ct) switch
            {
                (_, { } sentence) => new CommandResult.Refused(RefusalKind.Conflict, sentence, []),
                var (result, _) => result,
            }, ct));
    }

    /// <summary>409 where it contradicts a newer revision: the text is kept, and the same caller settles it by saving on the newest.</summary>
    private static Task<IResult> SaveAsync(string n, RevisionRequest r, HttpContext http, Answers answers, PostmortemDesk desk, CancellationToken ct) =>
        answers.ExecuteAsync(http, n, async (incident, caller, id) => await desk.SaveAsync(incident, r.Base ?? 0, r.Text ?? "", caller, id, ct) switch
        {
            CommandResult.Accepted { Incident.Postmortem: var state } when state.Unsettled(caller.Actor.Id) is { } aside => new CommandResult.Refused(
                RefusalKind.Conflict, $"Revision {aside.Against} changed the same lines otherwise. Your text is kept beside it: put the two together, and save that on revision {state.Newest!.Number}.", []),
            var result => result,
        }, ct);

    private static async Task<IResult> MarkdownAsync(string n, IncidentStore store, PostmortemService postmortems, CancellationToken ct, int? revision = null) =>
        await ReadAsync(n, revision, store, postmortems, ct) switch
        {
            (_, _, null, var problem) => problem!,
            var (incident, _, text, _) => Results.File(Encoding.UTF8.GetBytes(text), "text/markdown; charset=utf-8", $"{incident!.Number}-postmortem.md"),
        };

    private static async Task<IResult> HtmlAsync(string n, IncidentStore store, PostmortemService postmortems, CancellationToken ct, int? revision = null) =>
        await ReadAsync(n, revision, store, postmortems, ct) switch
        {
            (_, _, null, var problem) => problem!,
            var (incident, found, text, _) => Results.Text(PostmortemPrint.Html(incident!, found, text), "text/html; charset=utf-8"),
        };

    private static async Task<IResult> PdfAsync(string n, IncidentStore store, PostmortemService postmortems, PdfPrinter printer, CancellationToken ct, int? revision = null)
    {
        var (incident, found, text, problem) = await ReadAsync(n, revision, store, postmortems, ct);
        if (text is null) return problem!;
        return await printer.PrintAsync(PostmortemPrint.Html(incident!, found, text), ct) switch
        {
            PdfResult.Printed pdf => Results.File(pdf.Content, "application/pdf", $"{incident!.Number}-postmortem.pdf"),
            PdfResult.NotAvailable none => TypedResults.Problem(none.Sentence, statusCode: StatusCodes.Status501NotImplemented, title: "Not available"),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static async Task<(Incident? Incident, PostmortemRevision? Revision, string? Text, IResult? Problem)> ReadAsync(string n, int? wanted, IncidentStore store, PostmortemService postmortems, CancellationToken ct)
    {
        if (await LoadAsync(store, n, ct) is not { } incident) return (null, null, null, Answers.NoIncident(n));
        // Revision 0 is what is made from the entries, as they are now.
        var revision = wanted is { } number ? incident.Postmortem.Find(number) : incident.Postmortem.Newest;
        if (wanted is not (null or 0) && revision is null) return (incident, null, null, Answers.Refuse(RefusalKind.NotFound, $"The post-mortem of {incident.Number} has no revision {wanted}.", []));
        var text = revision is null ? await postmortems.WriteAsync(incident, ct) : await postmortems.ReadAsync(revision, ct);
        return (incident, revision, text, text is null ? Answers.NoIncident(n) : null);
    }

    private static async Task<Incident?> LoadAsync(IncidentStore store, string n, CancellationToken ct) =>
        IncidentNumber.TryParse(n, out var number) ? await store.LoadAsync(number, ct) : null;
}
