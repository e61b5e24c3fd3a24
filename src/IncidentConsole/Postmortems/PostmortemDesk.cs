using System.Text;
using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Documents;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Postmortems;

/// <summary>What people do with a post-mortem that takes more than one command: begin, save, publish and file it.</summary>
public sealed class PostmortemDesk(IncidentStore store, IncidentService incidents, PostmortemService documents, PostmortemDrafts drafts, RunbookCatalog runbooks, DocumentFolder folder)
{
    /// <summary>Makes the first revision from the entries; nothing where there is one.</summary>
    public async Task<CommandResult> BeginAsync(IncidentNumber number, Caller caller, string? commandId, CancellationToken ct)
    {
        if (await store.LoadAsync(number, ct) is not { } incident) return Unknown(number);
        if (incident.Postmortem.Newest is not null) return new CommandResult.Accepted(incident);
        return await documents.WriteAsync(incident, ct) is { } made
            ? await incidents.ExecuteAsync(number, new IncidentCommand.BeginPostmortem(PostmortemText.Clean(PostmortemText.Fit(made))), caller, commandId, ct)
            : new CommandResult.Refused(RefusalKind.Conflict, "It cannot be begun: the runbook version the incident is pinned to is not in the store.", []);
    }

    /// <summary>
    /// Saves a text, put together with what others saved meanwhile. Where that contradicts it, the text is kept, and the answer is still accepted:
    /// <see cref="PostmortemState.Unsettled"/> says what is to be settled.
    /// </summary>
    public async Task<CommandResult> SaveAsync(IncidentNumber number, int revision, string text, Caller caller, string? commandId, CancellationToken ct)
    {
        var result = await incidents.ExecuteAsync(number, new IncidentCommand.SavePostmortem(revision, text), caller, commandId, ct);
        if (result is CommandResult.Accepted { Incident: var incident } && incident.Postmortem.Unsettled(caller.Actor.Id) is null) await drafts.DropAsync(number, caller.Actor.Id, ct);
        return result;
    }

    /// <summary>Publishes, and writes the document into the folder. Where that fails it is published all the same: the sentence says what to do.</summary>
    public async Task<(CommandResult Result, string? NotFiled)> PublishAsync(IncidentNumber number, int revision, string? reason, Caller caller, string? commandId, CancellationToken ct)
    {
        var result = await incidents.ExecuteAsync(number, new IncidentCommand.PublishPostmortem(revision, reason), caller, commandId, ct);
        return result is CommandResult.Accepted { Incident: var incident } ? await FileAsync(incident, ct) : (result, null);
    }

    /// <summary>Tries again what publishing could not write.</summary>
    public async Task<(CommandResult Result, string? NotFiled)> FileAsync(IncidentNumber number, Caller caller, CancellationToken ct)
    {
        if (await store.LoadAsync(number, ct) is not { } incident) return (Unknown(number), null);
        if (caller.Role < AccessRole.Commander) return (new CommandResult.Refused(RefusalKind.Forbidden, $"This needs the role Commander or higher; yours is {caller.Role}.", []), null);
        return incident.Postmortem.Stage == PostmortemStage.Published ? await FileAsync(incident, ct)
            : (new CommandResult.Refused(RefusalKind.Conflict, "Nothing is published: publish a revision first.", []), null);
    }

    private async Task<(CommandResult Result, string? NotFiled)> FileAsync(Incident incident, CancellationToken ct)
    {
        var state = incident.Postmortem;
        if (state.Newest is not { Published: not null } published || state.File?.Revision == published.Number) return (new CommandResult.Accepted(incident), null);
        if (await runbooks.PinnedAsync(incident.Runbook.Hash, ct) is not { } runbook || !runbook.Documents.TryGetValue(PostmortemDocument.Id, out var document))
            return (new CommandResult.Accepted(incident), null);
        if (DocumentPath.Of(document.Path, incident.DeclaredAt, out var refusal) is not { } path) return (new CommandResult.Accepted(incident), refusal);
        var text = await documents.ReadAsync(published, ct) + "\n";
        switch (await folder.WriteAsync(path, Encoding.UTF8.GetBytes(text), state.File is { } own ? (own.Path, own.Sha256) : null, ct))
        {
            case DocumentResult.Written written:
                return (await incidents.ExecuteAsync(incident.Number, new IncidentCommand.FilePostmortem(published.Number, written.Path, written.Bytes, written.Sha256), Caller.Console, null, ct), null);
            case DocumentResult.Refused refused:
                return (new CommandResult.Accepted(incident), refused.Sentence);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static CommandResult.Refused Unknown(IncidentNumber number) => new(RefusalKind.NotFound, $"There is no incident {number}.", []);
}
