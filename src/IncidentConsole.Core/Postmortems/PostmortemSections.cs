using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runbooks.Conditions;
using static MeetSolis.IncidentConsole.Postmortems.MarkdownWriter;

namespace MeetSolis.IncidentConsole.Postmortems;

/// <summary>The sections by the names that runbooks give them. One that this knows nothing of is a heading for the authors.</summary>
internal static class PostmortemSections
{
    public static void Write(string section, MarkdownWriter md, PostmortemSource source)
    {
        switch (section)
        {
            case "timeline": PostmortemTimeline.Write(md, source); break;
            case "decisions": PostmortemRecord.Decisions(md, source); break;
            case "steps": PostmortemRecord.Steps(md, source); break;
            case "communication": PostmortemRecord.Messages(md, source); break;
            case "clocks": Clocks(md, source); break;
            case "attendees": Attendees(md, source); break;
            case "open-items": OpenItems(md, source.View); ActionItems(md, source); break;
            case "impact": Said("impact", md, source, Impact(source)); break;
            case "mitigation": Said(section, md, source, Mitigation(source)); break;
            default: Said(section, md, source, []); break;
        }
    }

    /// <summary>What the entries and the findings say, and else a question to the authors.</summary>
    private static void Said(string section, MarkdownWriter md, PostmortemSource source, IEnumerable<string> said)
    {
        md.Heading(Title(section));
        List<string> lines = [.. said, .. Findings(section, source)];
        foreach (var line in lines) md.Line($"- {line}");
        if (lines.Count == 0) md.Line(PostmortemDocument.ToBeWritten);
        md.Line();
    }

    private static IEnumerable<string> Findings(string section, PostmortemSource source)
    {
        if (!source.View.Runbook.Documents.TryGetValue(PostmortemDocument.Id, out var document) || !document.Findings.TryGetValue(section, out var names)) yield break;
        foreach (var name in names)
            if (source.Incident.Findings.TryGetValue(name, out var finding))
                yield return $"{NameWords.Of(name)}: {Plain(source.Incident.FileName(name) ?? finding.Value ?? (finding.Text is { } kept ? source.Text(kept.Id) ?? "(erased)" : ""))}";
    }

    private static IEnumerable<string> Impact(PostmortemSource source)
    {
        var incident = source.Incident;
        yield return $"{incident.Severity.ToString().ToUpperInvariant()} in **{Plain(incident.Environment)}**.";
        var began = IncidentTimes.Of(incident, IncidentTimes.Started).Counts ?? IncidentTimes.Of(incident, IncidentTimes.Detected).Counts ?? incident.DeclaredAt;
        if (IncidentTimes.Of(incident, IncidentTimes.Mitigated).Counts is { } mitigated) yield return $"It lasted {Span(mitigated - began)}, from {Instant(began)} until it was mitigated.";
        else if (incident.EndedAt is { } ended) yield return $"It lasted {Span(ended - began)}, from {Instant(began)} until it was {incident.Status.ToString().ToLowerInvariant()}; when it was mitigated is not recorded.";
        foreach (var method in incident.Runs.Where(r => r.StartedAt is not null).Select(r => source.View.Runbook.Methods.GetValueOrDefault(r.Method)).OfType<Method>().Distinct())
            yield return $"Data lost by {Plain(NextAction.Named(method))}, as the runbook says: {Plain(method.DataLoss.Length > 0 ? method.DataLoss : "not said")}.";
    }

    private static IEnumerable<string> Mitigation(PostmortemSource source)
    {
        foreach (var run in source.Incident.Runs)
        {
            var name = source.View.Runbook.Methods.TryGetValue(run.Method, out var method) ? NextAction.Named(method) : run.Method;
            var took = run is { StartedAt: { } started, StepsDoneAt: { } done } ? $", steps done in {Span(done - started)}" : run.StartedAt is null ? ", no step of it began" : ", not all of its steps were done";
            yield return $"{run.ChosenAt:HH:mm:ss} {Plain(run.By.Name)} chose {Plain(name)}{took}{(run.MitigatedAt is { } at ? $"; mitigated at {at:HH:mm:ss}" : "")}.";
        }
    }

    private static void Clocks(MarkdownWriter md, PostmortemSource source)
    {
        var view = source.View;
        List<UpdateMissed> updates = [.. source.Entries.Select(e => e.Event).OfType<UpdateMissed>()];
        md.Heading("Clocks met and missed");
        if (view.Clocks.Count + updates.Count == 0)
        {
            md.Line("_No deadline counted._").Line();
            return;
        }
        md.Head("Deadline", "Due", "Kept");
        foreach (var clock in view.Clocks)
            md.Row(Plain(clock.Clock.Name) + (clock.Clock.Basis is { } basis ? $" ({Plain(basis)})" : ""), Instant(clock.Due), Plain(Kept(clock)));
        foreach (var missed in updates)
            md.Row($"Next update: {Plain(view.Runbook.Messages.GetValueOrDefault(missed.Template)?.Title ?? missed.Template)}", Instant(missed.Due), "MISSED");
        md.Line();
    }

    private static string Kept(ClockView clock) => clock.Mark switch
    {
        { Met: { } met } mark => $"{(mark.MetLate ? "LATE, " : "")}{Instant(met.At)} by {met.By.Name}{(mark.MetBy is { } by ? $", by {by}" : "")}",
        { BreachedAt: not null } => "MISSED",
        _ when clock.State == ClockState.Breached => "MISSED",
        _ when clock.Clock.Due is null => clock.IsOpened ? "its time has come" : "not before then",
        _ => "still counting",
    };

    private static void Attendees(MarkdownWriter md, PostmortemSource source)
    {
        var incident = source.Incident;
        md.Heading("Who takes part in the post-mortem, and who took part in the incident");
        var wanted = source.View.Runbook.Clocks.TryGetValue(PostmortemDocument.Id, out var clock) ? clock.Attendees : [];
        if (wanted.Count > 0) md.Line($"To attend, as the runbook says: {string.Join(", ", wanted.Select(Plain))}.").Line();
        foreach (var group in source.Entries.GroupBy(e => e.Actor).OrderBy(g => g.Min(e => e.Version)))
        {
            var roles = string.Join(", ", incident.RolesOf(group.Key.Id));
            md.Line($"- {Plain(group.Key.Name)} ({(roles.Length > 0 ? roles : group.Key.Kind switch { ActorKind.Person => "person", ActorKind.ApiKey => "API key", _ => "the console" })}): {group.Count()} entries");
        }
        md.Line();
    }

    private static void OpenItems(MarkdownWriter md, IncidentView view)
    {
        var left = view.Checklists.Where(c => c.HasBegun && c.Checklist.After is not null).SelectMany(c => c.Items.Where(i => i.IsOpen && i.Applies != Truth.False).Select(i => $"{c.Checklist.Title}: {i.Item.Say}")).ToList();
        if (left.Count == 0) return;
        md.Heading("Checklist items still open");
        foreach (var item in left) md.Line($"- [ ] {Plain(item)}");
        md.Line();
    }
    private static void ActionItems(MarkdownWriter md, PostmortemSource source)
    {
        if (source.Incident.ActionItems.IsEmpty) return;
        md.Heading("Action items");
        foreach (var item in source.Incident.ActionItems)
            md.Line($"- [{(item.State == ActionItemState.Done ? "x" : " ")}] {Plain(source.Text(item.Title.Id) ?? "(erased)")}{(item.Owner is { } owner ? $", {Plain(owner.Name)}" : "")}"
                + $"{(item.Due is { } due ? $", until {Instant(due)}" : "")}{(item.Link is { } link ? $", {Plain(link)}" : "")}{(item.Reason is { } reason ? $" (dropped: {Plain(reason)})" : "")}{(item.CarriedTo is { } later ? $" (goes on in {later})" : "")}");
        md.Line();
    }
}
