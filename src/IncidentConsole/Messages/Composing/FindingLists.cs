using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runs;

namespace MeetSolis.IncidentConsole.Messages.Composing;

/// <summary>Reads the list of people that a finding of an incident names, if it still is the file that was chosen.</summary>
public sealed class FindingLists(EnvironmentSettings settings)
{
    public async Task<(string Source, byte[]? Content, string? Problem)> ReadAsync(IncidentView view, string finding, CancellationToken ct)
    {
        var found = view.Incident.Findings.GetValueOrDefault(finding);
        if ((found?.Value ?? (found?.Text is { } text ? view.Written.GetValueOrDefault(text.Id) : null)) is not { Length: > 0 } path) return (finding, null, $"Nobody has recorded {finding}.");
        var workspace = settings.For(view.Runbook, view.Incident.Environment).Workspace;
        if (WorkspaceFiles.Gone(workspace, path, view.Incident.Files.GetValueOrDefault(finding)) is { } gone) return (path, null, gone);
        try
        {
            var file = new FileInfo(Path.Combine(workspace!, path));
            if (file.Length > AudienceReader.MostBytes) return (path, null, $"The list has more than {AudienceReader.MostBytes / 1_000_000} MB.");
            return (file.Name, await File.ReadAllBytesAsync(file.FullName, ct), null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (path, null, "The list cannot be read.");
        }
    }
}
