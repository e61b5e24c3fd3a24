using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Incidents.Api;

namespace MeetSolis.IncidentConsole.Searching;

/// <param name="Kind">entry, note or output.</param>
/// <param name="Path">Where the console shows it.</param>
/// <param name="Marked">The words that were found, as they stand in the text.</param>
public sealed record SearchHitShape(string Incident, string Title, string Environment, bool Archived, SearchKind Kind, DateTimeOffset At, string By, string Text, IReadOnlyList<string> Marked, string Path);

internal static class SearchApi
{
    public static void Map(WebApplication app) =>
        app.MapGet("/api/v1/search", FindAsync).WithTags("Incidents").RequireAuthorization(AccessPolicies.CanRead);

    private static async Task<IResult> FindAsync(TextSearch search, string? text, string? kind, string? after, CancellationToken ct)
    {
        var query = SearchQuery.Read(text, kind, after);
        if (query.Words is not { Count: > 0 }) return Answers.Refuse(RefusalKind.Invalid, "Say what to look for: text needs a word.", ["text"]);
        if (kind is not null && query.Kind is null) return Answers.Refuse(RefusalKind.Invalid, "A kind is entry, note or output.", ["kind"]);
        var page = await search.FindAsync(query, ct);
        return TypedResults.Ok(new ListShape<SearchHitShape>([.. page.Hits.Select(Of)], page.Next?.ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }

    private static SearchHitShape Of(SearchHit hit) => new(
        hit.Incident.ToString(), hit.Title, hit.Environment, hit.Archived, hit.Kind, hit.At, hit.By, string.Concat(hit.Text.Select(p => p.Text)), [.. hit.Text.Where(p => p.Marked).Select(p => p.Text)], hit.Href);
}
