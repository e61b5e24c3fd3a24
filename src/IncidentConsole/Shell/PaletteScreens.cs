using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Shell;

/// <summary>Every screen that a role may see, and what can be begun from anywhere.</summary>
public static class PaletteScreens
{
    public static IEnumerable<PaletteAction> For(AccessRole role, IReadOnlyList<Runbook> runbooks)
    {
        if (role >= AccessRole.Responder)
        {
            yield return new("Declare an incident", Href: "/", Open: "#declare");
            yield return new("Start a drill", Href: "/", Open: "[data-test=drill-area] details");
        }
        yield return Screen("Now", "/");
        yield return Screen("Incidents", "/incidents");
        yield return Screen("Open incidents", "/incidents?status=open");
        yield return Screen("Search entries, notes and output", "/search", "in all incidents");
        yield return Screen("My items", "/me");
        yield return Screen("Public status page", "/status");
        yield return Screen("Clocks: every deadline", "/clocks");
        yield return Screen("Rehearsals", "/rehearsals");
        yield return Screen("Insights: what incidents took", "/insights");
        yield return Screen("Action items", "/actions");
        yield return Screen("Overdue action items", "/actions?overdue=true");
        yield return Screen("Runbooks", "/runbooks");
        foreach (var runbook in runbooks)
        {
            yield return Screen($"Runbook: {runbook.Title}", $"/runbooks/{runbook.Id}");
            yield return Screen("Quick reference card", $"/runbooks/{runbook.Id}#quick-card", runbook.Title);
            yield return Screen("Decision tree", $"/runbooks/{runbook.Id}#tree", runbook.Title);
            yield return Screen("Checklists", $"/runbooks/{runbook.Id}#checklists", runbook.Title);
            foreach (var method in runbook.Methods.Values) yield return Screen(NextAction.Named(method), $"/runbooks/{runbook.Id}#method-{method.Id}", runbook.Title);
        }
        foreach (var signal in runbooks.SelectMany(r => r.Signals.Values).DistinctBy(s => s.Id))
            yield return Screen($"Signal: {signal.Title ?? signal.Id}", $"/signals/{Uri.EscapeDataString(signal.Id)}");
        yield return Screen("Settings: people and roles", "/settings/people");
        yield return Screen("Settings: on call", "/settings/on-call");
        yield return Screen("Settings: API keys", "/settings/keys");
        yield return Screen("Settings: sources of signals", "/settings/sources");
        yield return Screen("Settings: channels for messages", "/settings/channels");
        yield return Screen("Settings: environments and variables", "/settings/environments");
        yield return Screen("Settings: proof, the key of exports", "/settings/proof");
        yield return Screen("Settings: retention, what will be deleted", "/settings/retention");
        if (role >= AccessRole.Administrator) yield return Screen("Settings: audit", "/settings/audit");
    }

    private static PaletteAction Screen(string label, string href, string? hint = null) => new(label, "screen", Href: href, Hint: hint);
}
