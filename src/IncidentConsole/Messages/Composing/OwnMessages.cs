using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Messages.Channels;

namespace MeetSolis.IncidentConsole.Messages.Composing;

/// <summary>Sends a message to whoever writes it, past the outbox and the timeline: it reaches nobody else.</summary>
public sealed class OwnMessages(ChannelRegistry channels, PeopleService people)
{
    /// <param name="person">Whose values stand in the fields of recipients.</param>
    public async Task<(bool Sent, string Sentence)> SendAsync(MessageContent content, IReadOnlyDictionary<string, string>? person, Caller caller, CancellationToken ct)
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
