using System.IO.Compression;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.ResponseCompression;

namespace MeetSolis.IncidentConsole.Shell;

/// <summary>
/// Screens go compressed. Nothing else does: our files are compressed when published, signals and the API are small, downloads are compressed
/// by their own format, and the doors (sign-in, set-up, passwords) hold one-time tokens.
/// </summary>
public static class PageCompression
{
    public static IServiceCollection AddPageCompression(this IServiceCollection services) => services
        .Configure<BrotliCompressionProviderOptions>(options => options.Level = CompressionLevel.Optimal)
        .AddResponseCompression(options =>
        {
            options.MimeTypes = ["text/html"];
            options.EnableForHttps = true;
        });

    /// <summary>Before everything that answers.</summary>
    public static WebApplication UsePageCompression(this WebApplication app)
    {
        app.UseWhen(http => http.GetEndpoint()?.Metadata.GetMetadata<RootComponentMetadata>() is not null && WasAskedForHere(http), branch => branch.UseResponseCompression());
        return app;
    }

    // A list of incidents shows the words that its address asks for, so whoever makes somebody's browser ask again and again and sees how long the
    // answers are could guess what else stands there (BREACH). No page of theirs can hide that it was them who made it ask. A link in a chat is
    // answered in full for the same reason. Browsers say nothing over plain http to another machine, where nothing is hidden anyway.
    private static bool WasAskedForHere(HttpContext http) => http.Request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin" or "none";
}
