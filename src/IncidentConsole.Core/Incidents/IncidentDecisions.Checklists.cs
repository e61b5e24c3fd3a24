using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runbooks.Conditions;
using MeetSolis.IncidentConsole.Runs;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>Checklists: ticking by a person's word, by a check, and going on without.</summary>
public static partial class IncidentDecisions
{
    private const int LongestLink = 2_000;

    private static Decision TickItem(IncidentView view, IncidentCommand.TickItem c, DecisionContext context)
    {
        if (view.Runbook.FindItem(c.Item) is not { } item) return Decision.Unknown("checklist item", c.Item);
        var status = view.Incident.Items.GetValueOrDefault(c.Item)?.Status ?? ItemStatus.Open;
        if (!c.Done) return status == ItemStatus.Open ? Decision.Nothing : Decision.Record(new ChecklistItemReopened(c.Item));
        if (status == ItemStatus.Done && Lacks(c.Note) && Lacks(c.Link) && c.File is null) return Decision.Nothing;
        if (c.File is { } file && !view.Incident.Attachments.Exists(a => a.Id == file && !a.Erased)) return Decision.Unknown("attached file", file.ToString());
        if (!Lacks(c.Link) && !IsLink(c.Link!.Trim())) return Decision.Lacks($"Evidence is an http or https address of at most {LongestLink:N0} characters.", "link");
        if (item.Finding is { } finding && Lacks(c.Note)) return Decision.Lacks($"{item.Say}: say which, so that it can be used ({finding}).", "note");
        if (status != ItemStatus.Done && Lacks(c.Note) && Against(view, item) is { } against) return Decision.Lacks($"{against} Say why it is ticked all the same.", "note");
        var done = new ChecklistItemDone(c.Item, Lacks(c.Note) ? null : context.Texts.Keep(c.Note!.Trim()), Trimmed(c.Link), ReadingsFor(view, item), File: c.File);
        if (item.Finding is { } picked && context.Files.TryGetValue(picked, out var pick))
            return pick is FilePick.Refused refused
                ? Decision.Lacks($"{item.Say}: {refused.Sentence}", "note")
                : Decision.Record([done, .. Chosen(view.Incident.CurrentRun?.Number, null, picked, (FilePick.Found)pick)]);
        return item.Finding is null ? Decision.Record(done) : Decision.Record(done, new FindingRecorded(item.Finding, c.Note!.Trim(), null));
    }

    /// <summary>What speaks against a person's word for it.</summary>
    private static string? Against(IncidentView view, ChecklistItem item) =>
        view.Incident.Checks.GetValueOrDefault(item.Id) is { Fact: { Outcome: not StepStatus.Succeeded, Failure: { } failure } } ? $"Its check did not pass: {failure}"
        : item.When is { } when && when.Evaluate(view.Facts) == Truth.False ? $"The signals say otherwise: {EvidenceText.Of(when, view.Facts.Readings, view.Now)}."
        : null;

    private static List<SignalReading>? ReadingsFor(IncidentView view, ChecklistItem item) =>
        item.When is null ? null : [.. item.When.Signals().Select(view.Facts.Readings.GetValueOrDefault).OfType<SignalReading>()];

    private static bool IsLink(string link) =>
        link.Length <= LongestLink && Uri.TryCreate(link, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http";

    private static Decision SkipItem(IncidentView view, IncidentCommand.SkipItem c) =>
        view.Runbook.FindItem(c.Item) is null ? Decision.Unknown("checklist item", c.Item)
        : view.Incident.Items.GetValueOrDefault(c.Item)?.Status == ItemStatus.Skipped ? Decision.Nothing
        : Lacks(c.Reason) ? Decision.Lacks("Say why the item is skipped.", "reason")
        : Decision.Record(new ChecklistItemSkipped(c.Item, c.Reason.Trim()));

    private static Decision AssignItem(IncidentView view, IncidentCommand.AssignItem c) =>
        view.Runbook.FindItem(c.Item) is null ? Decision.Unknown("checklist item", c.Item)
        : view.Incident.ItemOwners.GetValueOrDefault(c.Item)?.Id == c.Person?.Id ? Decision.Nothing
        : Decision.Record(new ChecklistItemAssigned(c.Item, c.Person));

    /// <summary>A check that passes ticks its item; one that fails never does, and takes back what an earlier one ticked.</summary>
    private static Decision RecordCheck(IncidentView view, IncidentCommand.RecordCheck c, DecisionContext context)
    {
        if (view.Runbook.FindItem(c.Item) is not { } item) return Decision.Unknown("checklist item", c.Item);
        if (item.Check is null) return Decision.Refuse($"“{item.Say}” has no check of its own: a person says that it is done.");
        var was = view.Incident.Items.GetValueOrDefault(c.Item);
        var found = new ChecklistItemChecked(c.Item, c.Outcome, c.Command, c.Checks, c.Failure, c.Output.Length == 0 ? null : context.Texts.Keep(c.Output), c.Took);
        return c.Outcome == StepStatus.Succeeded
            ? was?.Status == ItemStatus.Done ? Decision.Record(found) : Decision.Record(found, new ChecklistItemDone(c.Item, null, Because: ItemTies.Check))
            : was is { Status: ItemStatus.Done, Because: ItemTies.Check } ? Decision.Record(found, new ChecklistItemReopened(c.Item)) : Decision.Record(found);
    }

    private static Decision OverrideChecklist(IncidentView view, IncidentCommand.OverrideChecklist c)
    {
        if (view.Checklists.FirstOrDefault(l => l.Checklist.Id == c.Checklist) is not { } list) return Decision.Unknown("checklist", c.Checklist);
        if (list.Checklist.Before != Milestones.Rollback) return Decision.Refuse($"{list.Checklist.Title} holds nothing: there is nothing to go on against.");
        var open = list.Items.Where(i => i.Holds).Select(i => i.Item.Id).ToList();
        return open.Count == 0 ? Decision.Nothing
            : Lacks(c.Reason) ? Decision.Lacks("Say why you go on without it.", "reason")
            : Decision.Record(new ChecklistOverridden(c.Checklist, c.Reason.Trim(), open));
    }
}
