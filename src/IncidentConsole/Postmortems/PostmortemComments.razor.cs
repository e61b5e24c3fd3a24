using System.Collections.Immutable;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using Microsoft.AspNetCore.Components;

namespace MeetSolis.IncidentConsole.Postmortems;

public sealed partial class PostmortemComments
{
    private IReadOnlyDictionary<Guid, string?> _texts = new Dictionary<Guid, string?>();
    private string _text = "";

    [Inject] private KeptTexts Texts { get; set; } = default!;
    [Parameter, EditorRequired] public required Incident Incident { get; set; }
    [Parameter] public bool MayAct { get; set; }
    [Parameter, EditorRequired] public required Func<IncidentCommand, Task<bool>> OnCommand { get; set; }

    private ImmutableList<PostmortemComment> All => Incident.Postmortem.Comments;
    private List<PostmortemComment> Open => [.. All.Where(c => c.Resolved is null)];

    protected override async Task OnParametersSetAsync()
    {
        if (All.Select(c => c.Text.Id).All(_texts.ContainsKey)) return;
        try
        {
            _texts = await Texts.ReadAsync(Incident.Number, [.. All.Select(c => c.Text.Id)]);
        }
        catch (Exception e) when (StoreErrors.Explain(e) is not null)
        {
            // The page says it; the words come with the next look.
        }
    }

    private async Task AddAsync()
    {
        if (await OnCommand(new IncidentCommand.CommentPostmortem(_text))) _text = "";
    }
}
