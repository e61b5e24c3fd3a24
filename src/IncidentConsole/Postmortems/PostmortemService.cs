using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Postmortems;

/// <summary>Writes the post-mortem of an incident from what is stored of it.</summary>
public sealed class PostmortemService(IncidentStore store, IncidentService incidents, KeptTexts texts)
{
    /// <summary>Markdown; null where the incident's runbook is not in the store.</summary>
    public async Task<string?> WriteAsync(Incident incident, CancellationToken ct)
    {
        if (await incidents.ViewAsync(incident, ct) is not { } view) return null;
        var entries = await store.EntriesAsync(incident.Number, 0, null, ct);
        var kept = await texts.ReadAsync(incident.Number, ct);
        return PostmortemDocument.Write(view, entries, id => kept.GetValueOrDefault(id));
    }
}
