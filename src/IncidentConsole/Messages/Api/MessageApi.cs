using System.Security.Cryptography;
using System.Text;
using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Incidents.Api;
using MeetSolis.IncidentConsole.Messages.Store;

namespace MeetSolis.IncidentConsole.Messages.Api;

/// <param name="Text">What a person made of the text; null: as the template fills.</param>
/// <param name="Recipients">The people it goes to by themselves, by email.</param>
/// <param name="Replaces">The message it takes the place of, where the channel can edit.</param>
public sealed record MessageRequest(
    string? Template, Dictionary<string, string>? Fields, string? Text, string? Subject, IReadOnlyList<RecipientRequest>? Recipients, Guid? Replaces, int? PerMinute)
{
    internal IReadOnlyList<MessageRecipient> People() => [.. (Recipients ?? []).Select(r => new MessageRecipient(r.Email ?? "", r.Fields ?? []))];
}

public sealed record RecipientRequest(string? Email, Dictionary<string, string>? Fields);

/// <param name="Doubtful">Also where it may have arrived: there it may come twice.</param>
public sealed record AgainRequest(string? Channel, bool? Doubtful);
/// <param name="Seal">Of what was read.</param>
public sealed record ApproveMessageRequest(string? Seal);
public sealed record ChannelRequest(string? Channel);
public sealed record JudgeRequest(string? Channel, bool? Arrived, string? Reason);

/// <param name="Id">The message's.</param>
public sealed record MessageShape(
    Guid Id, string Incident, string Template, string Title, DateTimeOffset At, string By, string? Subject, string? Text, Guid? Replaces, IReadOnlyList<MessageChannelShape> Channels);

/// <param name="State"><c>not-configured</c>, <c>not-sent-drill</c>, <c>by-hand</c>, <c>waiting</c>, <c>sent</c>, <c>partly-sent</c>, <c>failed</c> or <c>in-doubt</c>.</param>
/// <param name="Because">Why it did not leave, or did not arrive.</param>
/// <param name="Answer">What the channel calls it: on Slack the channel and the timestamp of its thread.</param>
public sealed record MessageChannelShape(
    string Channel, string? Via, string? Target, string State, string? Because, int Waiting, int Sent, int Failed, int InDoubt, DateTimeOffset? NextTry, string? Answer, IReadOnlyList<string> AcknowledgedBy);

/// <param name="State"><c>waiting</c>, <c>sending</c>, <c>sent</c>, <c>failed</c> or <c>in-doubt</c>.</param>
public sealed record RecipientShape(string Address, SendState State, int Tries, DateTimeOffset? SettledAt, DateTimeOffset? NextTry, string? Error);

/// <summary>Messages in the REST API.</summary>
internal static class MessageApi
{
    /// <summary>Messages that need a second person: what was proposed stands with its seal in the incident.</summary>
    private static void MapProposals(RouteGroupBuilder proposals)
    {
        proposals.MapPost("", (string n, MessageRequest r, HttpContext http, Answers answers, CancellationToken ct) =>
            answers.ExecuteAsync(http, n, new IncidentCommand.ProposeMessage(new(r.Template!, r.Fields ?? [], r.Text, r.Subject, r.People(), r.PerMinute)), ct)).Checked<MessageRequest>();
        proposals.MapPost("/{id:guid}/approve", (string n, Guid id, ApproveMessageRequest r, HttpContext http, Answers answers, CancellationToken ct) =>
            answers.ExecuteAsync(http, n, new IncidentCommand.ApproveMessage(id, r.Seal ?? ""), ct));
        proposals.MapPost("/{id:guid}/send", (string n, Guid id, HttpContext http, Answers answers, CancellationToken ct) =>
            answers.ExecuteAsync(http, n, new IncidentCommand.SendProposed(id), ct));
    }

    /// <param name="read">The incident's paths, for whoever may read.</param>
    /// <param name="act">The same, for whoever may act.</param>
    public static void Map(RouteGroupBuilder read, RouteGroupBuilder act)
    {
        read.MapGet("/{n}/messages", (string n, MessageAnswers answers, CancellationToken ct) => answers.ListAsync(n, ct));
        // Names and addresses: not for everybody who may read.
        act.MapGet("/{n}/messages/{message:guid}/recipients", (string n, Guid message, string? channel, MessageAnswers answers, CancellationToken ct) => answers.RecipientsAsync(n, message, channel ?? "email", ct));
        act.MapPost("/{n}/messages", (string n, MessageRequest r, HttpContext http, MessageAnswers answers, CancellationToken ct) => answers.SendAsync(http, n, r, ct))
            .Checked<MessageRequest>();
        MapProposals(act.MapGroup("/{n}/proposals"));
        foreach (var (path, stop) in new[] { ("stop", true), ("resume", false) })
            act.MapPost($"/{{n}}/messages/{{message:guid}}/{path}", (string n, Guid message, ChannelRequest r, HttpContext http, MessageAnswers answers, CancellationToken ct) =>
                answers.ExecuteAsync(http, n, message, new IncidentCommand.StopMessage(message, r.Channel ?? "", stop), ct));
        act.MapPost("/{n}/messages/{message:guid}/again", (string n, Guid message, AgainRequest r, HttpContext http, MessageAnswers answers, CancellationToken ct) =>
            answers.ExecuteAsync(http, n, message, new IncidentCommand.TryMessageAgain(message, r.Channel ?? "", r.Doubtful == true), ct));
        act.MapPost("/{n}/messages/{message:guid}/judge", (string n, Guid message, JudgeRequest r, HttpContext http, MessageAnswers answers, CancellationToken ct) =>
            answers.ExecuteAsync(http, n, message, new IncidentCommand.JudgeMessage(message, r.Channel ?? "", r.Arrived == true, r.Reason ?? ""), ct));
    }
}

/// <summary>What the API answers about messages.</summary>
public sealed class MessageAnswers(IncidentService incidents, MessageService messages, KeptTexts texts, CallerService callers)
{
    public Task<IResult> SendAsync(HttpContext http, string number, MessageRequest request, CancellationToken ct)
    {
        // The client's own key makes the message's id, so that a repeated request finds the message of the first.
        var id = http.Request.Headers[Answers.IdempotencyHeader].ToString() is { Length: > 0 } key
            ? new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{http.User.Identity?.Name}\n{http.Request.Path}\n{key}")).AsSpan(0, 16)) : Guid.CreateVersion7();
        return ExecuteAsync(http, number, id, new IncidentCommand.PrepareMessage(request.Template!, request.Fields ?? [])
        {
            Id = id, Text = request.Text, Subject = request.Subject, Replaces = request.Replaces, PerMinute = request.PerMinute, Recipients = request.People(),
        }, ct);
    }

    public async Task<IResult> ListAsync(string number, CancellationToken ct)
    {
        if (!IncidentNumber.TryParse(number, out var incident) || await incidents.ViewAsync(incident, ct) is not { } view) return Answers.NoIncident(number);
        return TypedResults.Ok(new ListShape<MessageShape>(await ShapeAsync(view, view.Incident.Prepared, ct), null));
    }

    public async Task<IResult> RecipientsAsync(string number, Guid message, string channel, CancellationToken ct)
    {
        if (!IncidentNumber.TryParse(number, out var incident) || await incidents.ViewAsync(incident, ct) is not { } view || view.Incident.FindMessage(message) is null) return Answers.NoIncident(number);
        var found = await messages.RecipientsAsync(message, channel, IncidentDecisions.MostRecipients, ct);
        return TypedResults.Ok(new ListShape<RecipientShape>([.. found.Select(r => new RecipientShape(r.Address, r.State, r.Tries, r.SettledAt, r.State == SendState.Waiting ? r.DueAt : null, r.Error))], null));
    }

    public async Task<IResult> ExecuteAsync(HttpContext http, string number, Guid message, IncidentCommand command, CancellationToken ct)
    {
        if (!IncidentNumber.TryParse(number, out var incident)) return Answers.NoIncident(number);
        if (await callers.ForAsync(http.User, ct) is not { } caller) return TypedResults.Unauthorized();
        var result = await incidents.ExecuteAsync(incident, command, caller, Answers.CommandId(http, caller), ct);
        if (result is CommandResult.Refused refused) return Answers.Refuse(refused.Kind, refused.Sentence, refused.Missing);
        if (await incidents.ViewAsync(((CommandResult.Accepted)result).Incident, ct) is not { } view || view.Incident.FindMessage(message) is not { } found) return Answers.NoIncident(number);
        return TypedResults.Ok((await ShapeAsync(view, [found], ct))[0]);
    }

    private async Task<IReadOnlyList<MessageShape>> ShapeAsync(IncidentView view, IReadOnlyList<PreparedMessage> prepared, CancellationToken ct)
    {
        var kept = await texts.ReadAsync(view.Incident.Number, [.. prepared.SelectMany(m => new[] { m.Body.Id, m.Subject?.Id }).OfType<Guid>()], ct);
        var deliveries = await messages.OfIncidentAsync(view.Incident.Number, ct);
        return
        [
            .. prepared.Select(m => new MessageShape(
                m.Id, view.Incident.Number.ToString(), m.Template, view.Runbook.Messages.GetValueOrDefault(m.Template)?.Title ?? m.Template, m.Prepared.At, m.Prepared.By.Name,
                m.Subject is { } subject ? kept.GetValueOrDefault(subject.Id) : null, kept.GetValueOrDefault(m.Body.Id), m.Replaces,
                [.. m.Channels.Select(c => Shape(c, deliveries[m.Id].FirstOrDefault(d => d.Channel == c.Channel)))])),
        ];
    }

    private static MessageChannelShape Shape(ChannelProgress c, ChannelDeliveries? d) => new(
        c.Channel, c.Via ?? (d is null ? null : c.Channel), d?.Target, c.State, d?.Error ?? c.Because, d?.Waiting ?? 0, d?.Sent ?? 0, d?.Failed ?? 0, d?.InDoubt ?? 0, d?.NextTry, c.Answer, c.AcknowledgedBy);
}
