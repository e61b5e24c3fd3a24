using MeetSolis.IncidentConsole.Runbooks.Conditions;

namespace MeetSolis.IncidentConsole.Incidents.Deck;

/// <summary>How far a checklist is: the items that hold it, of which sub-items are only reminders.</summary>
public static class ChecklistCount
{
    public static string Of(ChecklistView list)
    {
        var items = list.Items.Where(i => i.Depth == 0 && i.Applies == Truth.True).ToList();
        return $"{items.Count(i => i.Status != ItemStatus.Open)} of {items.Count}";
    }
}
