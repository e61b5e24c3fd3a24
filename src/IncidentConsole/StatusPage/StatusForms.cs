using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Options;

namespace MeetSolis.IncidentConsole.StatusPage;

/// <summary>The page in every form in which it is sent.</summary>
public sealed record StatusForms(PublicPage Page, StatusAnswer Html, StatusAnswer Json, StatusAnswer Rss, StatusAnswer Atom);

/// <summary>Writes the page once for all who read it.</summary>
public sealed class StatusWriter(IServiceScopeFactory scopes, ILoggerFactory logs, IWebHostEnvironment web, IConfiguration configuration, IOptions<StatusOptions> options)
{
    internal static readonly JsonSerializerOptions Shape = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) } };

    private string? _style;

    public async Task<StatusForms> WriteAsync(PublicPage page)
    {
        var url = options.Value.Url ?? configuration["PublicUrl"];
        return new(
            page,
            new("text/html; charset=utf-8", await HtmlAsync(page)),
            new("application/json; charset=utf-8", JsonSerializer.Serialize(page, Shape)),
            new("application/rss+xml; charset=utf-8", StatusFeed.Rss(page, url)),
            new("application/atom+xml; charset=utf-8", StatusFeed.Atom(page, url)));
    }

    private async Task<string> HtmlAsync(PublicPage page)
    {
        var parameters = ParameterView.FromDictionary(new Dictionary<string, object?> { [nameof(StatusDocument.Page)] = page, [nameof(StatusDocument.Style)] = _style ??= Style() });
        // What draws is a scope's own, as for a page that somebody asks for.
        await using var scope = scopes.CreateAsyncScope();
        await using var renderer = new HtmlRenderer(scope.ServiceProvider, logs);
        return await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<StatusDocument>(parameters)).ToHtmlString());
    }

    /// <summary>The tokens and the page's own rules. Without a script nobody sets a theme, so the device's wish is asked here.</summary>
    private string Style()
    {
        var tokens = Sheet("css/tokens.css");
        const string Light = "[data-theme=\"light\"] {";
        var begins = tokens.IndexOf(Light, StringComparison.Ordinal);
        var light = begins < 0 ? "" : tokens[(begins + Light.Length)..tokens.IndexOf('}', begins)];
        return $"{tokens}\n@media (prefers-color-scheme: light) {{ :root {{{light}}} }}\n@media print {{ :root {{{light}}} }}\n{Sheet("css/status.css")}";
    }

    private string Sheet(string path)
    {
        var file = web.WebRootFileProvider.GetFileInfo(path);
        if (!file.Exists) return "";
        using var reader = new StreamReader(file.CreateReadStream());
        return reader.ReadToEnd();
    }
}
