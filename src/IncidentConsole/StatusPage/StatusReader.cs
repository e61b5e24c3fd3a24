using System.Collections.Immutable;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;
using Microsoft.Extensions.Options;

namespace MeetSolis.IncidentConsole.StatusPage;

/// <summary>Reads what the public may know from the store. One reads at a time.</summary>
public sealed class StatusReader(
    IncidentList list, IncidentStore store, KeptTexts texts, RunbookCatalog runbooks, IOptions<StatusOptions> options, TimeProvider time)
{
    public static readonly TimeSpan History = TimeSpan.FromDays(90);

    private const int Most = 50;

    // What concerns the public of incidents that are shown: a few entries each, however long they are.
    private Dictionary<IncidentNumber, Known> _known = [];

    public async Task<PublicPage> ReadAsync(CancellationToken ct)
    {
        var settings = options.Value;
        var known = new Dictionary<IncidentNumber, Known>();
        var words = new Dictionary<Guid, string?>();
        var incidents = new List<PublicIncident>();
        foreach (var row in await RowsAsync(settings, ct))
        {
            if (await ReadAsync(row, ct) is not { } now) continue;
            known[row.Number] = now;
            if (!Shows(now, settings)) continue;
            incidents.Add(now.Public);
            foreach (var (id, text) in await texts.ReadAsync(row.Number, [.. now.Public.Updates.Select(u => u.Text).OfType<Guid>()], ct)) words[id] = text;
        }
        _known = known;
        return PublicPages.Of(settings.Title, Instants.Cut(time.GetUtcNow()), Components(settings), incidents, words.GetValueOrDefault);
    }

    // What was dismissed before the public was told of it by a person was no incident for them.
    private static bool Shows(Known now, StatusOptions settings) => now.Public.IsTold || settings.Automatic && now.Status != IncidentStatus.Dismissed;

    private async Task<List<IncidentRow>> RowsAsync(StatusOptions settings, CancellationToken ct)
    {
        var since = time.GetUtcNow() - History;
        var rows = new List<IncidentRow>();
        foreach (var environment in Environments(settings))
        {
            rows.AddRange((await list.ListAsync(new(IncidentStatus.Open, environment), null, Most, ct)).Items);
            rows.AddRange((await list.ListAsync(new(Environment: environment, From: since), null, Most, ct)).Items);
        }
        return [.. rows.DistinctBy(r => r.Number)];
    }

    private static IEnumerable<string> Environments(StatusOptions settings) =>
        settings.Environments.Count == 0 ? ["production"] : settings.Environments.Distinct();

    private async Task<Known?> ReadAsync(IncidentRow row, CancellationToken ct)
    {
        var before = _known.GetValueOrDefault(row.Number);
        if (before?.Version == row.Version) return before;
        if (await store.LoadAsync(row.Number, ct) is not { } incident || await runbooks.PinnedAsync(incident, ct) is not { } runbook) return null;
        var news = await store.EntriesAsync(row.Number, before?.Version ?? 0, ct: ct);
        var entries = (before?.Entries ?? []).AddRange(news.Where(e => e.Version <= incident.Version && PublicIncident.Concerns(e.Event)));
        return new(incident.Version, incident.Status, entries, PublicIncident.Of(incident, runbook, entries));
    }

    private List<ServiceComponent> Components(StatusOptions settings)
    {
        var found = runbooks.Active.SelectMany(r => r.Components.Values).DistinctBy(c => c.Id)
            .Select(c => settings.Components.TryGetValue(c.Id, out var title) ? c with { Title = title } : c).ToList();
        found.AddRange(settings.Components.Where(c => !found.Exists(f => f.Id == c.Key)).Select(c => new ServiceComponent(c.Key, c.Value, null)));
        return [.. found.Where(c => !string.IsNullOrWhiteSpace(c.Title))];
    }

    private sealed record Known(long Version, IncidentStatus Status, ImmutableList<Entry> Entries, PublicIncident Public);
}
