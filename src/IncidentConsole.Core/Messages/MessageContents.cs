using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Messages;

/// <summary>Makes of a template and what is known what channels get: the same for what is sent and for what is shown before.</summary>
public static class MessageContents
{
    public static MessageContent Of(IncidentView view, MessageTemplate template, IncidentCommand.PrepareMessage wish, FilledMessage filled, Guid id, DateTimeOffset at)
    {
        var incident = view.Incident;
        return new()
        {
            Message = id,
            Incident = incident.Number,
            IncidentTitle = incident.Title,
            Environment = incident.Environment,
            Severity = incident.Severity,
            Drill = incident.Drill,
            Template = template.Id,
            Title = template.Title ?? template.Id,
            Subject = string.IsNullOrWhiteSpace(wish.Subject) ? template.Subject : wish.Subject,
            Body = string.IsNullOrWhiteSpace(wish.Text) ? template.Body : wish.Text!.Trim(),
            Edited = !string.IsNullOrWhiteSpace(wish.Text),
            Values = filled.Values,
            People = incident.Commander is not { } commander ? new Dictionary<string, PersonRef>()
                : template.Fields.Where(f => f.Value == "incident.commander" && filled.Values.GetValueOrDefault(f.Key) == commander.Name).ToDictionary(f => f.Key, _ => commander),
            PersonFields = MessageFiller.PersonFields(template, filled),
            PageStatus = template.Status,
            Thread = template.Thread ?? (template.RepeatAs == "thread-reply" ? template.Id : null),
            Replaces = wish.Replaces,
            Reference = $"{HeadMark.Of(incident)}",
            Url = view.Url,
            At = at,
        };
    }
}
