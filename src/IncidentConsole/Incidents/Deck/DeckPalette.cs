using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Shell;

namespace MeetSolis.IncidentConsole.Incidents.Deck;

/// <summary>What the palette offers on the deck: what the page's own buttons do, by the same commands. What is risky or needs words is led to, never done.</summary>
public static class DeckPalette
{
    private const string NotePrefix = "note ";

    public static IEnumerable<PaletteAction> For(IncidentView view, PrimaryAct act, Caller caller, string text, Func<IncidentCommand, Task> execute)
    {
        var incident = view.Incident;
        PaletteAction Do(string label, IncidentCommand command) => new(label, Do: () => execute(command));
        if (act.Link is { } link) yield return new(act.Label, Href: link);
        else if (act.Go is not null || act is { Careful: true, Command: not null }) yield return new(act.Label, Go: act.Go ?? "[data-test=primary]");
        else if (act.Command is { } command) yield return Do(act.Label, command);
        if (caller.Role >= AccessRole.Responder)
        {
            if (incident.IsOpen && view.Tree.Open is { } question && view.Next.Kind == NextActionKind.Answer)
                foreach (var answer in question.Answers.Keys.Append(TreePosition.Unknown).Distinct().Where(a => a != view.Next.Value))
                    yield return Do($"Answer “{Words(question, answer)}”: {question.Ask}", new IncidentCommand.AnswerQuestion(question.Id, answer));
            if (text.StartsWith(NotePrefix, StringComparison.OrdinalIgnoreCase) && text[NotePrefix.Length..].Trim() is { Length: > 0 } note)
                yield return new($"Note: “{note}”", "note", Do: () => execute(new IncidentCommand.AddNote(note)));
            if (incident.Page is { IsOpen: true }) yield return Do("Acknowledge the call", new IncidentCommand.AcknowledgePage());
            if (!incident.Responders.Exists(p => p.Id == caller.Actor.Id)) yield return Do("Join the incident", new IncidentCommand.Join());
            yield return new("People and roles", Go: "[data-test=crew-open]");
            yield return new("Write a note", Go: "[data-key=n]", Hint: "or type: note and your words");
            yield return new("Checklists and deadlines", Go: "[data-test=lists-open]");
            yield return new("Mark when it started, was detected or was mitigated", Go: "[data-test=times-open]");
            if (incident.IsOpen && view.Checklists.Any(c => !c.Complete)) yield return new("Checklist: the next open item", Go: "[data-open-item]");
            if (view.CurrentStep is { Status: StepStatus.Running } step) yield return new($"Cancel step {step.Number}: {step.Step.Title}", Go: "[data-test=cancel]");
        }
        if (caller.Role >= AccessRole.Commander && incident.IsOpen)
        {
            if (incident.Commander is { } other && other.Id != caller.Actor.Id)
                yield return new("Take command", Go: "[data-test=take-over]");
            if (view.Next.Kind is not (NextActionKind.Resolve or NextActionKind.TakeCommand)) yield return new("Resolve the incident", Go: "[data-test=resolve-now]");
            if (!incident.Milestones.ContainsKey("rollback")) yield return new("Dismiss: it is no incident", Go: "[data-test=dismiss]");
        }
        yield return new("Watch this incident", "screen", Href: $"/incidents/{incident.Number}/watch");
        yield return new("Replay this incident", "screen", Href: $"/incidents/{incident.Number}/replay");
        yield return new("Post-mortem of this incident", "screen", Href: $"/incidents/{incident.Number}/postmortem");
    }

    private static string Words(Runbooks.Question question, string answer) =>
        question.HasChoices && question.Answers.TryGetValue(answer, out var branch) && branch.Say is { } say ? say : answer.Replace('-', ' ');
}
