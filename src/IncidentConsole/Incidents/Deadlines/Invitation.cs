using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;
using MeetSolis.IncidentConsole.Controls;

namespace MeetSolis.IncidentConsole.Incidents.Deadlines;

/// <summary>A deadline that people meet for, as a file for their calendars. The last hour before it is due is proposed.</summary>
public static class Invitation
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    // The runbook names roles, not addresses; calendars know this one for "has none".
    private const string NoAddress = "invalid:nomail";

    public static string Write(IncidentView view, ClockView clock, Uri incident)
    {
        var time = (clock.Due - clock.Started) / 4;
        var meeting = new CalendarEvent
        {
            Uid = $"{view.Incident.Number}-{clock.Clock.Id}@{incident.Host}",
            DtStamp = Moment(clock.Started),
            Start = Moment(clock.Due - (time < Longest ? time : Longest)),
            End = Moment(clock.Due),
            Summary = $"{clock.Clock.Name}: {view.Incident.Number} {ShownText.Of(view.Incident.Title)}",
            Description = $"Due {clock.Due.UtcDateTime:yyyy-MM-dd HH:mm} UTC. With: {string.Join(", ", clock.Clock.Attendees)}.{(clock.Clock.Basis is { } basis ? $" {basis}." : "")}",
            Url = incident,
            Organizer = new Organizer { Value = new Uri(NoAddress), CommonName = ShownText.Of(view.Incident.Commander?.Name ?? "Incident Console") },
        };
        foreach (var attendee in clock.Clock.Attendees) meeting.Attendees.Add(new Attendee(NoAddress) { CommonName = attendee, Role = "REQ-PARTICIPANT", ParticipationStatus = "NEEDS-ACTION" });
        var calendar = new Calendar { ProductId = "-//MeetSolis//Incident Console//EN" };
        calendar.Events.Add(meeting);
        return new CalendarSerializer().SerializeToString(calendar) ?? throw new InvalidOperationException("The invitation could not be written.");
    }

    private static CalDateTime Moment(DateTimeOffset at) => new(at.UtcDateTime, "UTC");
}
