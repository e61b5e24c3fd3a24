using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Postmortems;

/// <summary>The post-mortem of an incident as it reads now: what people wrote, and before anybody has, what is made from the stored entries.</summary>
public sealed class PostmortemService(IncidentStore store, IncidentService incidents, KeptTexts texts)
{
    private const string Erased = "_The text of this revision was erased._";

    /// <summary>The newest revision, or what is made from the entries. Markdown; null where the incident's runbook is not in the store.</summary>
    public async Task<string?> ReadAsync(Incident incident, CancellationToken ct) =>
        incident.Postmortem.Newest is { } newest ? await ReadAsync(newest, ct) : await WriteAsync(incident, ct);

    public async Task<string> ReadAsync(PostmortemRevision revision, CancellationToken ct) => await texts.ReadAsync(revision.Text.Id, ct) ?? Erased;

    /// <summary>Made from the entries. Markdown; null where the incident's runbook is not in the store.</summary>
    public async Task<string?> WriteAsync(Incident incident, CancellationToken ct) =>
        await ViewAsync(incident, ct) is { } view ? await WriteAsync(view, ct) : null;

    /// <summary>Null where the incident's runbook is not in the store.</summary>
    public Task<IncidentView?> ViewAsync(Incident incident, CancellationToken ct) => incidents.ViewAsync(incident, ct);

    public async Task<string> WriteAsync(IncidentView view, CancellationToken ct)
    {
        var entries = await store.EntriesAsync(view.Incident.Number, 0, null, ct);
        var kept = await texts.ReadAsync(view.Incident.Number, [.. entries.SelectMany(Named).Concat(view.Incident.TextIds()).Concat(view.Incident.Corrections.Values.Select(c => c.Text.Id)).Distinct()], ct);
        return PostmortemDocument.Write(view, entries, id => kept.GetValueOrDefault(id));

        // A revision of the document is nothing that it is made from.
        IEnumerable<Guid> Named(Entry entry) => entry.Event is MessagePrepared m ? [m.Body.Id] : Incidents.Timelines.TimelineLine.TextsOf(entry, view.Incident);
    }
}
