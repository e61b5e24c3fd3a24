using System.Security.Claims;
using MeetSolis.IncidentConsole.Access.Pages;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace MeetSolis.IncidentConsole.Access;

internal static class SignInEndpoints
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/signin", ShowAsync).AllowAnonymous();
        pages.MapPost("/signin", SubmitAsync).AllowAnonymous();
        pages.MapGet("/signout", () => AccessPages.Show<SignOutPage>([]));
        pages.MapPost("/signout", SignOutAsync).AllowAnonymous();
    }

    private static async Task<IResult> ShowAsync(HttpContext context, string? returnUrl, CallerService callers, SetupService setup, CancellationToken ct)
    {
        var next = LocalUrl.OrHome(returnUrl);
        if (await callers.ForAsync(context.User, ct) is not null)
            return Results.LocalRedirect(next);
        if (context.User.Identity?.IsAuthenticated is true)
        {
            // A session that was ended in the store lives on in its cookie for a minute. The form would be that person's, and be refused once it is nobody's.
            await context.SignOutAsync(IdentityConstants.ApplicationScheme);
            context.User = new ClaimsPrincipal(new ClaimsIdentity());
        }
        return AccessPages.Show<SignInPage>(new() { ["ReturnUrl"] = next, ["SetupNeeded"] = await setup.IsNeededAsync(ct) });
    }

    private static async Task<IResult> SubmitAsync(
        HttpContext context, IAntiforgery antiforgery, SignInLimits limits, PasswordSignIn signIn, CancellationToken ct)
    {
        if (await AccessPages.FormAsync(context, antiforgery) is not { } form)
            return AccessPages.StaleForm("/signin");
        var email = Wording.Clean(form["email"]);
        var next = LocalUrl.OrHome(form["returnUrl"]);
        var remember = form["remember"] == "true";

        var wait = limits.Try(context, email);
        var refusal = wait is { } time
            ? AccessPages.TooMany(context, time)
            : await signIn.TryAsync(email, form["password"].ToString(), remember, AccessPages.Ip(context), ct);
        return refusal is null
            ? Results.LocalRedirect(next)
            : AccessPages.Show<SignInPage>(new() { ["Refusal"] = refusal, ["Email"] = email, ["Remember"] = remember, ["ReturnUrl"] = next },
                wait is null ? StatusCodes.Status401Unauthorized : StatusCodes.Status429TooManyRequests);
    }

    private static async Task<IResult> SignOutAsync(
        HttpContext context, IAntiforgery antiforgery, SignInManager<ConsoleUser> signIn, CallerService callers, AuditLog audit, CancellationToken ct)
    {
        if (await AccessPages.FormAsync(context, antiforgery) is null)
            return AccessPages.StaleForm("/signout");
        if (await callers.ForAsync(context.User, ct) is { } caller)
            await audit.WriteAsync(caller.Actor, AuditActs.SignedOut, context.User.Identity?.Name ?? caller.Actor.Name, ip: AccessPages.Ip(context), ct: ct);
        await signIn.SignOutAsync();
        return Results.LocalRedirect("/signin");
    }
}
