using System.Security.Cryptography;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Runs;

/// <summary>
/// What a step runs of its workspace: scripts, and what those include. They are read whole each time, for their contents are part of the command that
/// is approved and started; a file's time and length can be put back after it was changed.
/// </summary>
internal static class StepFiles
{
    // Scripts are written by people; data is chosen by a pick.
    private const int Largest = 1024 * 1024;

    /// <summary>The files as they are now, and a sentence where one of them cannot be run.</summary>
    public static (IReadOnlyList<RunFile> Files, string? Problem) Read(Step step, string? workspace)
    {
        if (step.Files.Count == 0) return ([], null);
        if (WorkspaceFiles.Problem(workspace) is { } problem) return ([], problem);
        var files = new List<RunFile>(step.Files.Count);
        string? first = null;
        foreach (var path in step.Files)
            if (Read(workspace!, path, out var file) is { } why) first ??= $"A file that this step runs cannot be used: {why}";
            else files.Add(file!);
        return (files, first);
    }

    private static string? Read(string workspace, string path, out RunFile? file)
    {
        file = null;
        if (WorkspaceFiles.Find(workspace, path, out var found) is { } refusal) return refusal;
        try
        {
            // What has no length may be a pipe, and nobody would ever write to it.
            if (found!.Length == 0) return $"{path} is empty.";
            if (found.Length > Largest) return $"{path} is larger than 1 MiB, and no script is.";
            using var stream = found.OpenRead();
            var contents = new byte[found.Length + 1];
            var bytes = stream.ReadAtLeast(contents, contents.Length, throwOnEndOfStream: false);
            if (bytes != found.Length) return $"{path} is being written: try again.";
            file = new(path, bytes, Convert.ToHexStringLower(SHA256.HashData(contents.AsSpan(0, bytes))));
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{path} cannot be read: {e.Message}";
        }
    }
}
