using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Tests.Incidents;

/// <summary>A text as a decision keeps it beside its entry, with the row that stores it.</summary>
internal static class TextBeside
{
    public static (KeptText Reference, KeptTextRow Row) Keep(IncidentNumber incident, string text)
    {
        var keeper = new TextKeeper();
        var reference = keeper.Keep(text);
        var kept = keeper.Texts[0];
        return (reference, new(kept.Id, incident, kept.Salt, kept.Text));
    }
}
