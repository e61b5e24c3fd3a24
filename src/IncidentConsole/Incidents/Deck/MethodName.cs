using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Incidents.Deck;

/// <summary>Methods and actions by the names people call them.</summary>
internal static class MethodName
{
    /// <summary><c>Method A</c>; the title where the id says no letter.</summary>
    public static string Short(Method method) => NextAction.Named(method).Split(':')[0];

    /// <summary><c>Method A: Disable feature flags</c>, or what an action says.</summary>
    public static string Full(Runbook runbook, string id) => runbook.Methods.TryGetValue(id, out var method) ? NextAction.Named(method) : runbook.TitleOf(id);

    /// <summary><c>Method A</c>, or what an action says.</summary>
    public static string Short(Runbook runbook, string id) => runbook.Methods.TryGetValue(id, out var method) ? Short(method) : runbook.TitleOf(id);
}
