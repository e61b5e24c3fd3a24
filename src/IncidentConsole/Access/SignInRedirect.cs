using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace MeetSolis.IncidentConsole.Access;

/// <summary>What a browser's page gets instead of a refusal: the sign-in page, or a page that says what is missing.</summary>
internal static class SignInRedirect
{
    public static Task ChallengeAsync(HttpContext context)
    {
        if (!AccessProblems.WantsPage(context.Request))
            return AccessProblems.UnauthorizedAsync(context);
        var here = HttpMethods.IsGet(context.Request.Method) ? LocalUrl.OrHome($"{context.Request.Path}{context.Request.QueryString}") : "/";
        context.Response.Redirect(here == "/" ? "/signin" : $"/signin?returnUrl={Uri.EscapeDataString(here)}");
        return Task.CompletedTask;
    }

    public static async Task ForbidAsync(HttpContext context)
    {
        // A cookie that the store no longer honours (disabled, password changed) is nobody, not somebody with too low a role.
        if (await context.RequestServices.GetRequiredService<CallerService>().ForAsync(context.User, context.RequestAborted) is not { } caller)
        {
            await context.SignOutAsync(IdentityConstants.ApplicationScheme);
            await ChallengeAsync(context);
            return;
        }
        var sentence = $"You are signed in as {caller.Actor.Name} ({caller.Role}), and this needs a higher role. An Administrator can give it to you.";
        await (AccessProblems.WantsPage(context.Request)
            ? AccessPages.Notice("Not allowed", sentence, StatusCodes.Status403Forbidden).ExecuteAsync(context)
            : AccessProblems.ForbiddenAsync(context, sentence));
    }
}
