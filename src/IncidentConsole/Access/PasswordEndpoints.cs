using MeetSolis.IncidentConsole.Access.Pages;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Identity;

namespace MeetSolis.IncidentConsole.Access;

internal static class PasswordEndpoints
{
    private const string NotTheSame = "The two passwords are not the same.";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/welcome", ShowWelcomeAsync).AllowAnonymous();
        pages.MapPost("/welcome", SubmitWelcomeAsync).AllowAnonymous();
        pages.MapGet("/account/password", ShowChangeAsync);
        pages.MapPost("/account/password", SubmitChangeAsync);
    }

    private static async Task<IResult> ShowWelcomeAsync(HttpContext context, string? token, SignInLimits limits, PasswordLinkService links, CancellationToken ct)
    {
        if (limits.Try(context) is { } wait)
            return TooMany(context, wait);
        return await links.OwnerAsync(token, ct) is { } owner ? Welcome(token!, owner, null) : Dead();
    }

    private static async Task<IResult> SubmitWelcomeAsync(
        HttpContext context, IAntiforgery antiforgery, SignInLimits limits, PasswordLinkService links, SignInManager<ConsoleUser> signIn, CancellationToken ct)
    {
        if (limits.Try(context) is { } wait)
            return TooMany(context, wait);
        if (await AccessPages.FormAsync(context, antiforgery) is not { } form)
            return AccessPages.StaleForm("/signin");
        var (token, password) = (form["token"].ToString(), form["password"].ToString());
        var chosen = password == form["again"]
            ? await links.ChooseAsync(token, password, AccessPages.Ip(context), ct)
            : AccessResult.Refuse<ConsoleUser>(NotTheSame);
        if (chosen.Value is { } user)
        {
            await signIn.SignInAsync(user, isPersistent: true);
            return Results.LocalRedirect("/");
        }
        return await links.OwnerAsync(token, ct) is { } owner ? Welcome(token, owner, chosen.Refusal) : Dead();
    }

    private static async Task<IResult> ShowChangeAsync(HttpContext context, ConsoleUserManager users) =>
        await users.GetUserAsync(context.User) is { } user ? Change(user, null) : Results.LocalRedirect("/");

    private static async Task<IResult> SubmitChangeAsync(
        HttpContext context, IAntiforgery antiforgery, SignInLimits limits, ConsoleUserManager users, SignInManager<ConsoleUser> signIn, AuditLog audit, CancellationToken ct)
    {
        if (await AccessPages.FormAsync(context, antiforgery) is not { } form)
            return AccessPages.StaleForm("/account/password");
        if (await users.GetUserAsync(context.User) is not { } user)
            return Results.LocalRedirect("/");
        if (limits.Try(context, user.Email) is { } wait)
            return Change(user, AccessPages.TooMany(context, wait), StatusCodes.Status429TooManyRequests);
        if (form["password"] != form["again"])
            return Change(user, NotTheSame);

        var changed = await users.ChangePasswordAsync(user, form["present"].ToString(), form["password"].ToString());
        if (!changed.Succeeded)
            return Change(user, NewPerson.Refusal(changed));
        await audit.WriteAsync(NewPerson.ActorOf(user), AuditActs.PasswordChanged, user.Email!, ip: AccessPages.Ip(context), ct: ct);
        await signIn.RefreshSignInAsync(user);
        return AccessPages.Notice("Password changed", "Your password is changed, and you are signed out everywhere else.", StatusCodes.Status200OK);
    }

    private static IResult Welcome(string token, ConsoleUser owner, string? refusal) => AccessPages.Show<WelcomePage>(
        new() { ["Token"] = token, ["Name"] = owner.DisplayName, ["Email"] = owner.Email, ["Refusal"] = refusal }, StatusOf(refusal));

    private static IResult Change(ConsoleUser user, string? refusal, int? status = null) =>
        AccessPages.Show<ChangePasswordPage>(new() { ["Email"] = user.Email, ["Refusal"] = refusal }, status ?? StatusOf(refusal));

    private static int StatusOf(string? refusal) => refusal is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity;

    private static IResult Dead() => AccessPages.Notice("Password link", PasswordLinkService.LinkIsDead, StatusCodes.Status404NotFound, "/signin", "Sign in");

    private static IResult TooMany(HttpContext context, TimeSpan wait) =>
        AccessPages.Notice("Password link", AccessPages.TooMany(context, wait), StatusCodes.Status429TooManyRequests);
}
