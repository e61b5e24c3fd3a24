using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace MeetSolis.IncidentConsole.Incidents.Deck;

public sealed partial class NoteBox
{
    private static readonly string Accepted = string.Join(',', FileRules.Taken.Split(", ").Select(e => "." + e));
    private string _note = "";
    private string? _refusal;
    private bool _reading;

    [Parameter, EditorRequired] public required Func<IncidentCommand, Task<bool>> OnCommand { get; set; }

    private async Task AddAsync()
    {
        _refusal = null;
        if (await OnCommand(new IncidentCommand.AddNote(_note))) _note = "";
        else _refusal = EntryActs.Refused;
    }

    private async Task AttachAsync(InputFileChangeEventArgs e)
    {
        _reading = true;
        try
        {
            _refusal = await ReadAsync(e.File);
        }
        catch (Exception error) when (error is IOException or TimeoutException or Microsoft.JSInterop.JSException)
        {
            _refusal = "The file could not be read: choose it again.";
        }
        finally
        {
            _reading = false;
        }
    }

    private async Task<string?> ReadAsync(IBrowserFile file)
    {
        // Not read at all where it is certain to be refused.
        if (file.Size > FileRules.MostBytes) return $"A file has at most {EvidenceText.Bytes(FileRules.MostBytes)}; this one has {EvidenceText.Bytes(file.Size)}.";
        var content = new byte[file.Size];
        await using (var stream = file.OpenReadStream(FileRules.MostBytes)) await stream.ReadExactlyAsync(content);
        return await OnCommand(new IncidentCommand.AttachFile(file.Name, content)) ? null : EntryActs.Refused;
    }
}
