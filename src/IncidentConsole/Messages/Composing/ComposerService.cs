using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Messages.Channels;
using MeetSolis.IncidentConsole.Runs;

namespace MeetSolis.IncidentConsole.Messages.Composing;

/// <summary>What whoever writes a message asks for beside the incident.</summary>
public sealed class ComposerService(IncidentService incidents, EnvironmentSettings settings, ChannelRegistry channels, PeopleService people)
{
    /// <summary>What a proposed message would send; null where it is gone.</summary>
    public Task<MessageDraft?> DraftAsync(Incident incident, Guid proposal, CancellationToken ct) => incidents.DraftAsync(incident, proposal, ct);

    /// <summary>The list of people that a finding names, if it still is the file that was chosen.</summary>
    public async Task<(string Source, byte[]? Content, string? Problem)> ListAsync(IncidentView view, string finding, CancellationToken ct)
    {
        var found = view.Incident.Findings.GetValueOrDefault(finding);
        if ((found?.Value ?? (found?.Text is { } text ? view.Written.GetValueOrDefault(text.Id) : null)) is not { Length: > 0 } path) return (finding, null, $"Nobody has recorded {finding}.");
        var workspace = settings.For(view.Runbook, view.Incident.Environment).Workspace;
        if (WorkspaceFiles.Gone(workspace, path, view.Incident.Files.GetValueOrDefault(finding)) is { } gone) return (path, null, gone);
        try
        {
            var file = new FileInfo(Path.Combine(workspace!, path));
            if (file.Length > AudienceReader.MostBytes) return (path, null, $"The list has more than {AudienceReader.MostBytes / 1_000_000} MB.");
            return (file.Name, await File.ReadAllBytesAsync(file.FullName, ct), null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (path, null, "The list cannot be read.");
        }
    }

    /// <summary>Sends a message to whoever writes it, past the outbox and the timeline: it reaches nobody else.</summary>
    /// <param name="person">Whose values stand in the fields of recipients.</param>
    public async Task<(bool Sent, string Sentence)> ToMyselfAsync(MessageContent content, IReadOnlyDictionary<string, string>? person, Caller caller, CancellationToken ct)
    {
        if (channels.Find("email") is not { } email) return (false, "Email is not set up on this console: nothing was sent.");
        if (content.Drill && !email.Address.IsLoopback) return (false, "It is a drill, and this mail server is a real one: nothing was sent.");
        if ((await people.ListAsync(ct)).FirstOrDefault(p => p.Id == caller.Actor.Id) is not { } me) return (false, "Only a signed-in person has an address to send it to.");
        var test = content with { Subject = "[TEST] " + (content.Subject ?? content.Title) };
        return await email.SendAsync(new(Guid.CreateVersion7(), test, me.Email, person, null, null, 0), ct) switch
        {
            SendResult.Sent => (true, $"One went to {me.Email}."),
            SendResult.Later later => (false, $"It was not taken: {later.Reason}"),
            SendResult.Refused refused => (false, $"It was refused: {refused.Reason}"),
            SendResult.Unknown unknown => (false, $"It may have arrived, or not: {unknown.Reason}"),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }
}
