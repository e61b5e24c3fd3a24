using Microsoft.AspNetCore.Http;

namespace MeetSolis.IncidentConsole.Tests.Messages;

internal sealed record PageUpdate(string Status, string Body);

internal sealed record PageIncident(string Id, string Name, List<PageUpdate> Updates);

/// <summary>Statuspage's API by its rules: an OAuth key, one call a second, no idempotency key.</summary>
internal sealed class StatuspageStandIn : StandIn
{
    private DateTimeOffset _last = DateTimeOffset.MinValue;

    private StatuspageStandIn(TimeProvider time) : base(time)
    {
    }

    public List<PageIncident> Incidents { get; } = [];
    /// <summary>It takes the next message of this status, and the connection breaks before its answer.</summary>
    public string? DropsTheAnswerTo { get; set; }
    public int TooFast { get; private set; }

    public static async Task<StatuspageStandIn> StartAsync(TimeProvider time)
    {
        var page = new StatuspageStandIn(time);
        await page.OpenAsync();
        return page;
    }

    protected override async Task AnswerAsync(HttpContext http, Received request)
    {
        if (request.Headers.GetValueOrDefault("Authorization") != "OAuth k") { await Refuse(http, 401, "Could not authenticate"); return; }
        // Two calls in one send follow one another; the next send must not.
        if (request.Method != "GET" && Time.GetUtcNow() - _last < TimeSpan.FromSeconds(1)) { TooFast++; await Refuse(http, 420, "Rate limited"); return; }
        if (request.Method != "GET") _last = Time.GetUtcNow();
        switch (request.Method, request.Path)
        {
            case ("GET", "/v1/pages/p1/incidents/unresolved"):
                await http.Response.WriteAsJsonAsync(Incidents.Where(i => i.Updates[^1].Status != "resolved").Select(Shape));
                break;
            case ("GET", var path) when Incidents.Find(i => path == $"/v1/pages/p1/incidents/{i.Id}") is { } asked:
                await http.Response.WriteAsJsonAsync(Shape(asked));
                break;
            case ("POST", "/v1/pages/p1/incidents"):
                var said = request.Json.GetProperty("incident");
                var made = new PageIncident($"p{Incidents.Count + 1}", said.GetProperty("name").GetString()!, [Update(said)]);
                Incidents.Add(made);
                if (Drops(http, made)) break;
                http.Response.StatusCode = 201;
                await http.Response.WriteAsJsonAsync(Shape(made));
                break;
            case ("PATCH", var path) when Incidents.Find(i => path == $"/v1/pages/p1/incidents/{i.Id}") is { } known:
                known.Updates.Add(Update(request.Json.GetProperty("incident")));
                if (Drops(http, known)) break;
                await http.Response.WriteAsJsonAsync(Shape(known));
                break;
            default:
                await Refuse(http, 404, "Not found");
                break;
        }
    }

    private bool Drops(HttpContext http, PageIncident incident)
    {
        if (incident.Updates[^1].Status != DropsTheAnswerTo) return false;
        DropsTheAnswerTo = null;
        http.Abort();
        return true;
    }

    private static PageUpdate Update(System.Text.Json.JsonElement said) => new(said.GetProperty("status").GetString()!, said.GetProperty("body").GetString()!);

    private static object Shape(PageIncident incident) => new { id = incident.Id, name = incident.Name, status = incident.Updates[^1].Status, shortlink = "https://stspg.io/x", incident_updates = incident.Updates.Select(u => new { status = u.Status, body = u.Body }) };

    private static Task Refuse(HttpContext http, int status, string error)
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsJsonAsync(new { error });
    }
}
