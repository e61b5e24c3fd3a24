using FluentValidation;
using MeetSolis.IncidentConsole.Messages.Api;

namespace MeetSolis.IncidentConsole.Incidents.Api;

public sealed record DeclareRequest(string? Runbook, string? Environment, string? Title, string? Trigger, string? Severity);
public sealed record AnswerRequest(string? Question, string? Answer, string? Reason);
public sealed record MethodRequest(string? Method, string? Reason);
public sealed record ReasonRequest(string? Reason);

/// <param name="Archived">False takes it back into the lists.</param>
public sealed record ArchiveRequest(bool? Archived, string? Reason);
public sealed record StartRequest(string? Confirm, string? CommandHash, string? Choice);
public sealed record ApproveRequest(string? CommandHash, string? Choice, string? BreakGlass);
public sealed record UndoRequest(string? Reason, string? Confirm, string? CommandHash);
public sealed record CompleteRequest(string? Reason, Dictionary<string, string>? Fields, string? Choice, string? File, bool? Failed);
public sealed record ItemRequest(bool? Done, string? Note, bool? Skip, string? Reason, string? Link = null, Guid? File = null);
public sealed record OwnerRequest(string? User);
public sealed record NoteOnClockRequest(string? Note);
public sealed record NoteRequest(string? Text);
public sealed record PinRequest(bool? Pinned);
public sealed record MarkRequest(string? Moment, DateTimeOffset? Time, string? Reason);
public sealed record CommanderRequest(string? User);
public sealed record SeverityRequest(string? Severity, string? Reason);
public sealed record ResolveRequest(string? Summary);

internal sealed class DeclareRequestValidator : AbstractValidator<DeclareRequest>
{
    public DeclareRequestValidator()
    {
        RuleFor(r => r.Runbook).NotEmpty().WithMessage("Name the runbook's id.");
        RuleFor(r => r.Environment).NotEmpty().WithMessage("Name the environment.");
        RuleFor(r => r.Title).NotEmpty().WithMessage("Say in a few words what is wrong.").MaximumLength(200).WithMessage("A title holds at most 200 characters.");
        RuleFor(r => r.Severity).Must(s => s is null || Severities.TryParse(s, out _)).WithMessage("A severity is sev1, sev2, sev3 or sev4.");
    }
}

internal sealed class AnswerRequestValidator : AbstractValidator<AnswerRequest>
{
    public AnswerRequestValidator()
    {
        RuleFor(r => r.Question).NotEmpty().WithMessage("Name the question.");
        RuleFor(r => r.Answer).NotEmpty().WithMessage("Give an answer.");
    }
}

internal sealed class MethodRequestValidator : AbstractValidator<MethodRequest>
{
    public MethodRequestValidator() => RuleFor(r => r.Method).NotEmpty().WithMessage("Name the method.");
}

internal sealed class ApproveRequestValidator : AbstractValidator<ApproveRequest>
{
    public ApproveRequestValidator() => RuleFor(r => r.CommandHash).NotEmpty().WithMessage("An approval names the hash of the command it is for.");
}

internal sealed class ItemRequestValidator : AbstractValidator<ItemRequest>
{
    public ItemRequestValidator() => RuleFor(r => r.Done).Must((r, done) => done is not null || r.Skip == true).WithMessage("Say done (true or false), or skip with a reason.");
}

internal sealed class MarkRequestValidator : AbstractValidator<MarkRequest>
{
    public MarkRequestValidator()
    {
        RuleFor(r => r.Moment).NotEmpty().WithMessage($"Name the moment: {string.Join(", ", IncidentTimes.Moments)}.");
        RuleFor(r => r.Time).NotNull().WithMessage("Say when it was, with its zone.");
    }
}

internal sealed class MessageRequestValidator : AbstractValidator<MessageRequest>
{
    public MessageRequestValidator() => RuleFor(r => r.Template).NotEmpty().WithMessage("Name the message template.");
}

internal sealed class CommanderRequestValidator : AbstractValidator<CommanderRequest>
{
    public CommanderRequestValidator() => RuleFor(r => r.User).NotEmpty().WithMessage("Name the person: an id, an email address, or “me”.");
}

internal sealed class SeverityRequestValidator : AbstractValidator<SeverityRequest>
{
    public SeverityRequestValidator() => RuleFor(r => r.Severity).Must(s => Severities.TryParse(s, out _)).WithMessage("A severity is sev1, sev2, sev3 or sev4.");
}

internal static class Severities
{
    /// <summary>Of a text that was validated.</summary>
    public static IncidentSeverity Parse(string text) => Enum.Parse<IncidentSeverity>(text, ignoreCase: true);

    public static bool TryParse(string? text, out IncidentSeverity severity) =>
        Enum.TryParse(text, ignoreCase: true, out severity) && Enum.IsDefined(severity) && text!.StartsWith("sev", StringComparison.OrdinalIgnoreCase);
}

/// <summary>Answers 422 with the fields that are missing or wrong before an endpoint sees the request.</summary>
internal sealed class ValidationFilter<T>(IValidator<T> validator) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (context.Arguments.OfType<T>().FirstOrDefault() is not { } request) return await next(context);
        var result = await validator.ValidateAsync(request, context.HttpContext.RequestAborted);
        if (result.IsValid) return await next(context);
        return Answers.Refuse(RefusalKind.Invalid, string.Join(" ", result.Errors.Select(e => e.ErrorMessage)),
            [.. result.Errors.Select(e => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(e.PropertyName)).Distinct()]);
    }
}

internal static class CheckedRequests
{
    /// <summary>Asks <typeparamref name="TRequest"/>'s validator before the endpoint.</summary>
    public static RouteHandlerBuilder Checked<TRequest>(this RouteHandlerBuilder endpoint) => endpoint.AddEndpointFilter<ValidationFilter<TRequest>>();
}
