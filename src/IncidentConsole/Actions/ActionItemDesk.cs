using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Actions;

/// <summary>
/// Changes action items. One that was carried on lives in two incidents, each with a chain of its own: what is settled in the later one is then settled in the
/// earlier one too. Everything here may be done again where it was cut off between the two.
/// </summary>
public sealed partial class ActionItemDesk(IncidentService incidents, IncidentStore store, KeptTexts texts, ILogger<ActionItemDesk> log)
{
    public async Task<CommandResult> ExecuteAsync(IncidentNumber number, IncidentCommand command, Caller caller, string? commandId, CancellationToken ct)
    {
        var result = await incidents.ExecuteAsync(number, command, caller, commandId, ct);
        // If we die here it is settled where people look, and the earlier incident still waits for it; pressing again settles it there.
        if (result is CommandResult.Accepted { Incident: var incident } && Item(command) is { } id && incident.FindActionItem(id)?.From is { } from
            && await ExecuteAsync(from.Incident, AsIn(command, from.Item, number), caller, commandId, ct) is CommandResult.Refused refused)
            LogNotMirrored(number, from.Incident, refused.Sentence);
        return result;
    }

    /// <summary>Takes an open item of an earlier incident of the same runbook into this one.</summary>
    public async Task<CommandResult> CarryAsync(IncidentNumber into, CarriedFrom from, Caller caller, string? commandId, CancellationToken ct)
    {
        if (await store.LoadAsync(into, ct) is not { } later) return new CommandResult.Refused(RefusalKind.NotFound, $"There is no incident {into}.", []);
        if (await store.LoadAsync(from.Incident, ct) is not { } earlier || earlier.FindActionItem(from.Item) is not { } item)
            return new CommandResult.Refused(RefusalKind.NotFound, $"{from.Incident} has no such action item.", []);
        if (earlier.Runbook.Id != later.Runbook.Id || earlier.Drill != later.Drill)
            return new CommandResult.Refused(RefusalKind.Conflict, $"{from.Incident} was {(earlier.Drill != later.Drill ? "another kind of incident" : "of another runbook")}: its items are not carried here.", []);
        if (await texts.ReadAsync(item.Title.Id, ct) is not { } title)
            return new CommandResult.Refused(RefusalKind.Conflict, "What it says was erased: write a new one.", []);

        // The earlier one first: of two incidents that take the same item, its chain lets one through.
        if (await incidents.ExecuteAsync(from.Incident, new IncidentCommand.CarryActionItem(from.Item, into), caller, commandId, ct) is CommandResult.Refused refused) return refused;
        // If we die here it is carried and has not arrived: it stays among what may be carried.
        return await incidents.ExecuteAsync(into, new IncidentCommand.AddActionItem(title, item.Owner, item.Due, item.Link) { From = from }, caller, commandId, ct);
    }

    private static Guid? Item(IncidentCommand command) => command switch
    {
        IncidentCommand.FinishActionItem c => c.Item,
        IncidentCommand.DropActionItem c => c.Item,
        IncidentCommand.ReopenActionItem c => c.Item,
        _ => null,
    };

    private static IncidentCommand AsIn(IncidentCommand command, Guid item, IncidentNumber later) => command switch
    {
        IncidentCommand.FinishActionItem c => c with { Item = item, In = later },
        IncidentCommand.DropActionItem c => c with { Item = item, In = later },
        IncidentCommand.ReopenActionItem c => c with { Item = item, In = later },
        _ => throw new System.Diagnostics.UnreachableException(command.GetType().Name),
    };

    [LoggerMessage(LogLevel.Warning, "What was settled in {Later} is not settled in {Earlier}, from which it was carried: {Reason}")]
    private partial void LogNotMirrored(IncidentNumber later, IncidentNumber earlier, string reason);
}
