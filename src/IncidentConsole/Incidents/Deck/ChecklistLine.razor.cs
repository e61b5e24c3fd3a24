using Microsoft.AspNetCore.Components;

namespace MeetSolis.IncidentConsole.Incidents.Deck;

/// <summary>One item: its box, whose it is, what speaks for it, and what can be done with it.</summary>
public sealed partial class ChecklistLine
{
    private string _note = "";
    private string? _refusal;
    private bool _checking;

    [Parameter, EditorRequired] public required ChecklistItemView Item { get; set; }
    [Parameter, EditorRequired] public required IncidentView View { get; set; }
    [Parameter] public bool CanAct { get; set; }
    [Parameter] public bool Compact { get; set; }

    /// <summary>The end of its names, which sets it apart from the same item elsewhere on the screen.</summary>
    [Parameter] public string Place { get; set; } = "";

    /// <summary>The first that is still open: the primary button leads here.</summary>
    [Parameter] public bool First { get; set; }

    [Parameter] public ItemDesk? Desk { get; set; }
    [Parameter, EditorRequired] public required Func<IncidentCommand, Task<bool>> OnCommand { get; set; }

    private bool Done => Item.Status == ItemStatus.Done;
    private bool Skipped => Item.Status == ItemStatus.Skipped;
    private string Label => $"say-{Item.Item.Id}{Place}";

    /// <summary>Its box runs the check instead of taking a person's word.</summary>
    private bool Checks => Item.Item.Check is not null && Desk?.Check is not null;

    private string Because => Item.State?.Because switch
    {
        null => Item is { Status: ItemStatus.Done, Item.Check: not null } ? ", by hand" : "",
        "check" => ", its check passed",
        "signals" => ", as the signals say",
        var because => $", as {because} is done",
    };

    /// <summary>What was found, and of a file where it lies too.</summary>
    private (string Says, string? Path)? Found => Item.Item.Finding is not { } finding || View.Incident.Findings.GetValueOrDefault(finding)?.Value is not { } value ? null
        : View.Incident.FileName(finding) is { } file ? (file, value) : (value, null);

    private static bool SafeLink(string link) => Uri.TryCreate(link, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http";

    private Task<bool> FindAsync() => OnCommand(new IncidentCommand.TickItem(Item.Item.Id, true, _note));

    private Task PressAsync() => Checks && !Done ? CheckAsync() : OnCommand(new IncidentCommand.TickItem(Item.Item.Id, !Done));

    private async Task CheckAsync()
    {
        if (_checking) return;
        (_checking, _refusal) = (true, null);
        try
        {
            _refusal = await Desk!.Check!(Item.Item.Id);
        }
        finally
        {
            _checking = false;
        }
    }
}
