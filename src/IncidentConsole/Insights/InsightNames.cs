using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Insights;

/// <summary>What people read for the ids of the runbooks in use; the id itself where none of them knows it any more.</summary>
public sealed class InsightNames(IReadOnlyList<Runbook> runbooks)
{
    public string Method(string id) => First(r => r.Methods.TryGetValue(id, out var m) ? NextAction.Named(m) : null) ?? id;
    public string Step(string method, string step) => First(r => r.Methods.TryGetValue(method, out var m) && m.Steps.TryGetValue(step, out var s) ? s.Title : null) ?? step;
    public string Trigger(string id) => First(r => r.Triggers.TryGetValue(id, out var t) ? t.Title : null) ?? id;
    public string Clock(string id) => First(r => r.Clocks.TryGetValue(id, out var c) ? c.Name : null) ?? id;
    public string Message(string id) => First(r => r.Messages.TryGetValue(id, out var m) ? m.Title ?? id : null) ?? id;
    public string Item(string id) => First(r => r.FindItem(id)?.Say) ?? id;

    private string? First(Func<Runbook, string?> name) => runbooks.Select(name).FirstOrDefault(n => n is not null);
}
