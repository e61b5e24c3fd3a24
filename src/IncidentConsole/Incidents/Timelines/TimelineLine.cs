using System.Globalization;
using System.Net;
using MeetSolis.IncidentConsole.Controls;
using MeetSolis.IncidentConsole.Runbooks;
using Microsoft.AspNetCore.Components;

namespace MeetSolis.IncidentConsole.Incidents.Timelines;

/// <summary>An entry as a line of the timeline: made once, shown to everybody.</summary>
/// <param name="Name">Who did it, before the sentence; null where the sentence says it all.</param>
/// <param name="Note">Somebody's own words.</param>
/// <param name="Tone">good, bad or nothing.</param>
/// <param name="Begins">What begins with it ("Roll back"); null within a phase.</param>
public sealed record TimelineLine(
    IncidentNumber Incident, long Version, DateTimeOffset At, Actor By, string? Name, string Text, TimelineKind Kind, bool Note, string? Tone, string? Begins)
{
    // Put into marks and words once: a thousand screens that draw the line hold one string, not one each, and compare references.

    /// <summary>Its place on a page: <c>v12</c>.</summary>
    public string Place { get; } = string.Create(CultureInfo.InvariantCulture, $"v{Version}");

    /// <summary>Its version, as its mark on a page says it.</summary>
    public string Mark { get; } = Version.ToString(CultureInfo.InvariantCulture);

    /// <summary>When, who and what, as markup; what people wrote is text in it. The time leads to the line on the deck.</summary>
    public MarkupString OnDeck { get; } = BodyOf($"/incidents/{Incident}", Version, At, Name, Text);

    /// <summary>The same on the watch page.</summary>
    public MarkupString OnWatch { get; } = BodyOf($"/incidents/{Incident}/watch", Version, At, Name, Text);

    /// <summary>The classes by which a page shows it.</summary>
    public string Look { get; } = LookOf("entry", Note, Tone);

    /// <summary>The same while it is new to who reads.</summary>
    public string LookFresh { get; } = LookOf("entry fresh", Note, Tone);

    private static string LookOf(string look, bool note, string? tone) => look + (note ? " note" : "") + (tone is null ? "" : " " + tone);

    private static MarkupString BodyOf(string path, long version, DateTimeOffset at, string? name, string text)
    {
        var said = (name is null ? "" : $"<b>{Shown(name)}</b> ") + Shown(text);
        // It is shown by its beginning until somebody wants to see it all (wwwroot/js/fold.js). In the narrowest column so much takes more than that.
        if (text.Length > 400 || text.Count('\n') >= 8)
            said = $"<span class=\"fold\">{said}</span><button type=\"button\" class=\"btn small unfold\" data-unfold data-offline aria-expanded=\"false\"><span class=\"more\">Show all</span><span class=\"less\">Show less</span></button>";
        return new(string.Create(CultureInfo.InvariantCulture,
            $"<a class=\"when\" href=\"{path}#v{version}\" tabindex=\"-1\"><time datetime=\"{at.UtcDateTime:O}\">{at.UtcDateTime:HH:mm:ss}</time></a> <span class=\"said\">{said}</span>"));
    }

    private static string Shown(string text) => WebUtility.HtmlEncode(ShownText.Of(text));

    /// <param name="incident">The state at or after the entry.</param>
    public static TimelineLine Of(Entry entry, EntrySummary summary, Incident incident, Runbook runbook)
    {
        var text = summary.Of(entry.Event);
        var console = entry.Actor.Kind == ActorKind.Console;
        // What follows by itself from somebody's act is said without them.
        var itself = console || entry.Event is StepEnded or IncidentMitigated or MessagePrepared;
        // A sentence that names who took command needs no name before it: its own one is set apart like everybody's.
        if (entry.Event is CommanderAssigned { Commander: var taker } && taker.Id == entry.Actor.Id && text.StartsWith(entry.Actor.Name + " ", StringComparison.Ordinal))
            text = text[(entry.Actor.Name.Length + 1)..];
        return new(incident.Number, entry.Version, entry.At, entry.Actor, itself ? null : entry.Actor.Name, itself && text.Length > 0 ? char.ToUpperInvariant(text[0]) + text[1..] : text,
            TimelineKinds.Of(entry.Event), entry.Event is NoteAdded, ToneOf(entry.Event), BeginsOf(entry, incident, runbook));
    }

    /// <summary>The kept text whose words are in the sentence.</summary>
    internal static Guid? TextOf(IncidentEvent e) => e switch
    {
        NoteAdded n => n.Text.Id,
        ChecklistItemDone d => d.Note?.Id,
        FindingRecorded f => f.Text?.Id,
        _ => null,
    };

    private static string? ToneOf(IncidentEvent e) => e switch
    {
        GlassBroken or StepJudgedFailed => "bad",
        StepEnded { Status: StepStatus.Failed or StepStatus.Unproven or StepStatus.Unknown } or CriterionJudged { Result: CriterionResult.NotMet } => "bad",
        StepEnded { Status: StepStatus.Succeeded } or CriterionJudged { Result: CriterionResult.Met } or IncidentMitigated => "good",
        _ => null,
    };

    private static string? BeginsOf(Entry entry, Incident incident, Runbook runbook) => entry.Event switch
    {
        IncidentDeclared => "Assess",
        QuestionAnswered { Revises: null } a when a.Question == runbook.Tree.Start => "Decide",
        MethodChosen m => m.Run == 1 ? "Roll back" : $"Roll back, run {m.Run}",
        StepEnded e when DoneAt(incident, e.Run) == entry.At => "Verify",
        StepSkipped e when DoneAt(incident, e.Run) == entry.At => "Verify",
        StepCompletedByHand e when DoneAt(incident, e.Run) == entry.At => "Verify",
        IncidentMitigated => "Communicate",
        IncidentResolved or IncidentDismissed => "Review",
        IncidentReopened => "Open again",
        _ => null,
    };

    private static DateTimeOffset? DoneAt(Incident incident, int run) => incident.Runs.Find(r => r.Number == run)?.StepsDoneAt;
}
