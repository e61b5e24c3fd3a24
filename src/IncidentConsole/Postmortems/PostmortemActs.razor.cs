using MeetSolis.IncidentConsole.Incidents;
using Microsoft.AspNetCore.Components;

namespace MeetSolis.IncidentConsole.Postmortems;

public sealed partial class PostmortemActs
{
    private bool _asking;
    private string _reason = "";

    [Parameter, EditorRequired] public required Incident Incident { get; set; }
    [Parameter, EditorRequired] public required AccessRole Role { get; set; }
    [Parameter] public string? Person { get; set; }
    [Parameter] public bool HasDraft { get; set; }
    [Parameter] public EventCallback OnWrite { get; set; }
    [Parameter, EditorRequired] public required Func<IncidentCommand, Task<bool>> OnCommand { get; set; }
    [Parameter] public EventCallback<(int Revision, string? Reason)> OnPublish { get; set; }
    [Parameter] public EventCallback OnFile { get; set; }

    private PostmortemRevision? Newest => Incident.Postmortem.Newest;

    // One button is the next thing to do.
    private string Wanted => Newest switch
    {
        null => "write",
        { Published: not null } => "",
        _ when HasDraft => "write",
        { Reviews.IsEmpty: false } => "publish",
        { By.Id: var by } when by != Person => "review",
        _ => "write",
    };

    private async Task PublishAsync()
    {
        if (Newest!.Reviews.IsEmpty) _asking = true;
        else await OnPublish.InvokeAsync((Newest.Number, null));
    }

    private async Task WithoutAsync()
    {
        await OnPublish.InvokeAsync((Newest!.Number, _reason));
        (_asking, _reason) = (false, "");
    }
}
