using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Postmortems;

/// <summary>Writes the post-mortem of an incident from what is stored of it.</summary>
public sealed class PostmortemService(IncidentStore store, IncidentService incidents, KeptTexts texts)
{
    /// <summary>Markdown; null where the incident's runbook is not in the store.</summary>
    public async Task<string?> WriteAsync(Incident incident, CancellationToken ct) =>
        await ViewAsync(incident, ct) is { } view ? await WriteAsync(view, ct) : null;

    /// <summary>Null where the incident's runbook is not in the store.</summary>
    public Task<IncidentView?> ViewAsync(Incident incident, CancellationToken ct) => incidents.ViewAsync(incident, ct);

    public async Task<string> WriteAsync(IncidentView view, CancellationToken ct)
    {
        var entries = await store.EntriesAsync(view.Incident.Number, 0, null, ct);
        var kept = await texts.ReadAsync(view.Incident.Number, ct);
        return PostmortemDocument.Write(view, entries, id => kept.GetValueOrDefault(id));
    }
}
