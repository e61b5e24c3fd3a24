using System.Text.Json;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Exports;

/// <summary>A message as it was made, with what became of it on each channel.</summary>
/// <param name="Body">Null: it was erased.</param>
internal sealed record ExportedMessage(long Version, DateTimeOffset At, string By, string Template, string Title, string? Body, IReadOnlyList<ChannelOutcome> Channels)
{
    private static readonly JsonSerializerOptions Json = new(EntryJson.Options) { WriteIndented = true };

    public static IEnumerable<ExportedMessage> Of(IEnumerable<Entry> entries, Runbook runbook, Func<Guid, string?> text) =>
        from entry in entries
        where entry.Event is MessagePrepared
        let m = (MessagePrepared)entry.Event
        let title = runbook.Messages.TryGetValue(m.Template, out var template) ? template.Title ?? m.Template : m.Template
        select new ExportedMessage(entry.Version, entry.At, entry.Actor.Name, m.Template, title, text(m.Body.Id), m.Channels);

    public static string Write(IEnumerable<Entry> entries, Runbook runbook, Func<Guid, string?> text) => JsonSerializer.Serialize(Of(entries, runbook, text), Json);
}
