using MeetSolis.IncidentConsole.Messages;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>What becomes of a page that went out: whoever takes command has acknowledged it, and the end of the incident ends it.</summary>
public static partial class IncidentDecisions
{
    private const string Pager = "pager";

    private static IEnumerable<MessagePrepared> OfThePage(Incident before, Incident after, IncidentView view, DecisionContext context)
    {
        var (does, says) = after switch
        {
            { Status: IncidentStatus.Resolved or IncidentStatus.Dismissed } when before.IsOpen => (PagerActions.Resolve, $"{after.Number} is {after.Status.ToString().ToLowerInvariant()}."),
            { IsOpen: true, Commander: { } commander } when before.Commander is null => (PagerActions.Acknowledge, $"{commander.Name} took command."),
            { IsOpen: true, Page.Acknowledged: { } known } when before.Page?.Acknowledged is null => (PagerActions.Acknowledge, $"{known.By.Name} acknowledged the call."),
            _ => (null, null),
        };
        if (does is null || after.Prepared.FindLast(m => m.Does is null && m.On(Pager) is { State: ChannelStates.Waiting or ChannelStates.Sent }) is not { } page
            || !view.Runbook.Messages.TryGetValue(page.Template, out var template) || context.Channels.Find(Pager, template.To) is not { Leaves: true } route) yield break;
        var body = context.Texts.Keep(says!);
        var wish = new IncidentCommand.PrepareMessage(template.Id, new Dictionary<string, string>()) { Text = says };
        var content = MessageContents.Of(view, template, wish, new(null, says!, new Dictionary<string, string>(), []), body.Id, context.At);
        context.Outgoing.Add(new(content with { PagerAction = does }, [route], []));
        yield return new(template.Id, body, [new(Pager, ChannelStates.Waiting, route.Via)], Does: does);
    }
}
