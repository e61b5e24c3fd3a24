using System.Globalization;
using System.Net;
using MeetSolis.IncidentConsole.Controls;
using MeetSolis.IncidentConsole.Runbooks;
using Microsoft.AspNetCore.Components;

namespace MeetSolis.IncidentConsole.Incidents.Timelines;

/// <param name="Original">The note's own words; null where they were erased.</param>
public sealed record LineCorrection(string Text, string? Original, string By, DateTimeOffset At, long Version);

/// <summary>A file that can be downloaded.</summary>
public sealed record LineFile(Guid Id, string Path, string Name, long Bytes)
{
    internal string Markup => $"attached <a class=\"line-file\" href=\"{Path}\" download>{IconMarkup.Of(IconName.Download)}{WebUtility.HtmlEncode(ShownText.Of(Name))}</a> ({EvidenceText.Bytes(Bytes)})";
}

/// <summary>What people have laid over a line, and the file it brought.</summary>
public sealed record LineMarks(bool Pinned, LineCorrection? Correction, LineFile? File, IReadOnlyList<DifferenceLine>? Edit = null)
{
    private static readonly LineMarks None = new(false, null, null);
    private static readonly LineMarks OnlyPinned = new(true, null, null);

    /// <summary>The people whom a note names.</summary>
    public IReadOnlyList<PersonRef> Mentions { get; init; } = [];

    /// <param name="incident">At or after the entry: what is laid over it then.</param>
    public static LineMarks Of(Entry entry, Incident incident, Runbook runbook, Func<Guid, string?> text)
    {
        var pinned = incident.Pins.Contains(entry.Version);
        var correction = entry.Event is NoteAdded note && incident.Corrections.TryGetValue(entry.Version, out var c)
            ? new LineCorrection(text(c.Text.Id) ?? "(erased)", text(note.Text.Id), c.By.Name, c.At, c.Version) : null;
        var file = entry.Event is FileAttached f && incident.Attachments.Exists(a => a.Id == f.File && !a.Erased)
            ? new LineFile(f.File, $"/api/v1/incidents/{incident.Number}/files/{f.File}", text(f.Name.Id) ?? "", f.Bytes) : null;
        var edit = entry.Event is MessagePrepared { Edited: { } edited } m && text(edited.Id) is { } words && runbook.Messages.TryGetValue(m.Template, out var template)
            ? TextDifference.Of(template.Body, words, around: 0) : null;
        if (entry.Event is NoteAdded { Mentions: { Count: > 0 } named }) return new(pinned, correction, file) { Mentions = named };
        return correction is null && file is null && edit is null ? pinned ? OnlyPinned : None : new(pinned, correction, file, edit);
    }

    /// <summary>As markup, the same for everybody: no screen needs the server to open the original.</summary>
    internal MarkupString? Original() => Edit is { } edit ? Differs(edit) : Correction is not { } c ? null
        : new($"<details class=\"line-original\"><summary>corrected by {Shown(c.By)} at {c.At.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture)}, see the original</summary>"
            + (c.Original is { } original ? NoteHtml.Of(original) : "<p>(erased)</p>") + "</details>");

    /// <summary>Where a person sent other words than the runbook's.</summary>
    private static MarkupString Differs(IReadOnlyList<DifferenceLine> lines) => new("<details class=\"line-original\"><summary>what differs from the template</summary><div class=\"differs\">"
        + string.Concat(lines.Where(l => l.Kind is DifferenceKind.Added or DifferenceKind.Removed).Select(l =>
            $"<div class=\"{(l.Kind == DifferenceKind.Added ? "added" : "removed")}\"><span class=\"no\"></span><span class=\"sign\">{(l.Kind == DifferenceKind.Added ? "+" : "−")}</span><code>{Shown(l.Text)}</code></div>"))
        + "</div></details>");

    private static string Shown(string text) => WebUtility.HtmlEncode(ShownText.Of(text));
}

/// <summary>What one line lays over another.</summary>
/// <param name="Entry">Version of the line it changes.</param>
/// <param name="By">Version of the line that changes it.</param>
/// <param name="Text">What that line says now, where it is no longer what it said.</param>
public sealed record LineChange(long Entry, long By, bool? Pinned = null, LineCorrection? Correction = null, string? Text = null)
{
    public static LineChange? Of(Entry entry, Incident incident, Func<Guid, string?> text) => entry.Event switch
    {
        EntryPinned p => new(p.Entry, entry.Version, Pinned: true),
        EntryUnpinned p => new(p.Entry, entry.Version, Pinned: false),
        NoteCorrected c => new(c.Note, entry.Version, Correction: new(text(c.Text.Id) ?? "(erased)", null, entry.Actor.Name, entry.At, entry.Version)),
        FileErased f when incident.Attachments.Find(a => a.Id == f.File) is { } file => new(file.Version, entry.Version, Text: $"attached a file, erased since ({EvidenceText.Bytes(file.Fact.Bytes)})"),
        _ => null,
    };

    internal LineMarks Over(LineMarks marks) => marks with { Pinned = Pinned ?? marks.Pinned, Correction = Correction ?? marks.Correction, File = Text is null ? marks.File : null };

    /// <summary>Changes the line among these; false where it is not there.</summary>
    internal bool LayOver(IList<TimelineLine> lines)
    {
        for (var i = 0; i < lines.Count; i++)
            if (lines[i].Version == Entry)
            {
                // The first words of a note are its own line's.
                var change = Correction is null ? this : this with { Correction = Correction with { Original = lines[i].Text } };
                lines[i] = lines[i].With(change);
                return true;
            }
        return false;
    }
}
