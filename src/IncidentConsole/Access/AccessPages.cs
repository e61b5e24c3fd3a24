using System.Globalization;
using MeetSolis.IncidentConsole.Access.Pages;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace MeetSolis.IncidentConsole.Access;

/// <summary>The pages before the console: rendered whole on the server, plain forms, because a circuit can set no cookie.</summary>
internal static class AccessPages
{
    public static IResult Show<TPage>(Dictionary<string, object?> parameters, int status = StatusCodes.Status200OK) where TPage : IComponent =>
        new RazorComponentResult<TPage>(parameters) { StatusCode = status, PreventStreamingRendering = true };

    public static IResult Notice(string title, string sentence, int status, string next = "/", string nextText = "To the console") =>
        Show<NoticePage>(new() { ["Title"] = title, ["Sentence"] = sentence, ["Next"] = next, ["NextText"] = nextText }, status);

    /// <summary>The form as sent, or null where it is none, is too large, or does not carry the antiforgery token of our own page.</summary>
    public static async Task<IFormCollection?> FormAsync(HttpContext context, IAntiforgery antiforgery)
    {
        if (!context.Request.HasFormContentType)
            return null;
        try
        {
            return await antiforgery.IsRequestValidAsync(context) ? await context.Request.ReadFormAsync(context.RequestAborted) : null;
        }
        catch (Exception ex) when (ex is AntiforgeryValidationException or InvalidDataException or BadHttpRequestException)
        {
            return null;
        }
    }

    public static IResult StaleForm(string again) =>
        Notice("Once more, please", "This form had been open too long, or did not come from this console. Nothing was changed.", StatusCodes.Status400BadRequest, again, "Open it again");

    /// <summary>Says how long to wait, in the header and in the sentence.</summary>
    public static string TooMany(HttpContext context, TimeSpan wait)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        context.Response.Headers[HeaderNames.RetryAfter] = seconds.ToString(CultureInfo.InvariantCulture);
        return $"Too many tries. Wait {seconds} seconds, then try again.";
    }

    public static string? Ip(HttpContext context) => context.Connection.RemoteIpAddress switch
    {
        { IsIPv4MappedToIPv6: true } mapped => mapped.MapToIPv4().ToString(),
        var address => address?.ToString(),
    };
}
