using MeetSolis.IncidentConsole.Access.Pages;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Identity;

namespace MeetSolis.IncidentConsole.Access;

internal static class SetupEndpoints
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/setup", ShowAsync).AllowAnonymous();
        pages.MapPost("/setup", SubmitAsync).AllowAnonymous();
    }

    private static async Task<IResult> ShowAsync(HttpContext context, string? token, SignInLimits limits, SetupService setup, CancellationToken ct)
    {
        if (limits.Try(context) is { } wait)
            return TooMany(context, wait);
        return await setup.WorksAsync(token, ct) ? AccessPages.Show<SetupPage>(new() { ["Token"] = token }) : Dead();
    }

    private static async Task<IResult> SubmitAsync(
        HttpContext context, IAntiforgery antiforgery, SignInLimits limits, SetupService setup, SignInManager<ConsoleUser> signIn, CancellationToken ct)
    {
        if (limits.Try(context) is { } wait)
            return TooMany(context, wait);
        if (await AccessPages.FormAsync(context, antiforgery) is not { } form)
            return AccessPages.StaleForm("/signin");
        var (token, name, email, password) = (form["token"].ToString(), form["name"].ToString(), form["email"].ToString(), form["password"].ToString());
        var done = password == form["again"]
            ? await setup.CompleteAsync(token, name, email, password, AccessPages.Ip(context), ct)
            : AccessResult.Refuse<ConsoleUser>("The two passwords are not the same.");
        if (done.Value is { } user)
        {
            await signIn.SignInAsync(user, isPersistent: true);
            return Results.LocalRedirect("/");
        }
        return await setup.WorksAsync(token, ct)
            ? AccessPages.Show<SetupPage>(new() { ["Token"] = token, ["Refusal"] = done.Refusal, ["Name"] = name, ["Email"] = email }, StatusCodes.Status422UnprocessableEntity)
            : Dead();
    }

    private static IResult Dead() => AccessPages.Notice("Set-up link", SetupService.LinkIsDead, StatusCodes.Status404NotFound, "/signin", "Sign in");

    private static IResult TooMany(HttpContext context, TimeSpan wait) =>
        AccessPages.Notice("Set-up link", AccessPages.TooMany(context, wait), StatusCodes.Status429TooManyRequests);
}
