using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.IO.Enumeration;
using System.Security.Cryptography;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Runs;

/// <summary>A file a step may pick.</summary>
/// <param name="Path">Whole and explicit.</param>
/// <param name="Name">The same from the workspace on.</param>
/// <param name="GzipIntact">Null: no gzip file, or not tested in the time there is.</param>
public sealed record FileCandidate(string Path, string Name, long Bytes, DateTimeOffset ModifiedAt, bool? GzipIntact, string? Sha256, bool Newest);

/// <param name="Problem">A sentence, where there is nothing to choose from.</param>
public sealed record FileCandidates(IReadOnlyList<FileCandidate> Items, string? Problem);

/// <summary>
/// The files of an environment's workspace: listed by a runbook's pattern, and looked at when a person names one. A path leads through real folders
/// of the workspace to a real file, never through a symbolic link or out of it.
/// </summary>
public sealed class WorkspaceFiles(TimeProvider time)
{
    private const int MostListed = 200;
    private const int MostSeen = 20_000;
    private const int MostKnown = 1_000;
    private static readonly TimeSpan _listing = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _looking = TimeSpan.FromMinutes(2);

    // Testing a backup reads all of it; what has not been written since need not be read again.
    private readonly ConcurrentDictionary<string, Contents> _known = new();

    /// <summary>The newest files that match, newest first.</summary>
    public async Task<FileCandidates> ListAsync(string? workspace, StepAction.Pick pick, CancellationToken ct)
    {
        if (Problem(workspace) is { } problem) return new([], problem);
        var found = Matching(workspace!, pick.Files).Take(MostSeen).OrderByDescending(f => f.LastWriteTimeUtc).ThenByDescending(f => f.Name, StringComparer.Ordinal).Take(MostListed).ToList();
        using var patience = new CancellationTokenSource(_listing, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, ct);
        var items = new List<FileCandidate>();
        foreach (var file in found)
            if (await ReadAsync(file, pick.Show, either.Token, ct) is { } contents)
                items.Add(new(file.FullName, Path.GetRelativePath(workspace!, file.FullName), contents.Bytes, contents.ModifiedAt, contents.Gzip, contents.Sha256, Newest: items.Count == 0));
        return new(items, items.Count == 0 ? $"No file matches {pick.Files} in {workspace}." : null);
    }

    /// <summary>The one file that was named, by its whole path or from the workspace on.</summary>
    /// <param name="pick">What it must match and what is to be known of it; null for any file of the workspace.</param>
    public async Task<FilePick> LookAsync(string? workspace, string typed, StepAction.Pick? pick, CancellationToken ct)
    {
        if (Problem(workspace) is { } problem) return new FilePick.Refused(problem);
        if (Find(workspace!, typed, out var file) is { } refusal) return new FilePick.Refused(refusal);
        var name = Path.GetRelativePath(workspace!, file!.FullName);
        if (pick is not null && !Matches(pick.Files, name)) return new FilePick.Refused($"{name} is not one of {pick.Files}.");
        if (pick is { NewestOnly: true } && Newest(workspace!, pick) is { } newest && newest.FullName != file.FullName)
            return new FilePick.Refused($"A rehearsal takes the newest, as a rollback would: {Path.GetRelativePath(workspace!, newest.FullName)}. If that one is broken, the rehearsal has found it.");
        using var patience = new CancellationTokenSource(_looking, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, ct);
        if (await ReadAsync(file, pick?.Show ?? [], either.Token, ct) is not { } contents) return new FilePick.Refused($"{name} cannot be read, or is being written: choose another, or try again.");
        return contents.Bytes == 0 ? new FilePick.Refused($"{name} is empty.")
            : contents.Gzip == false ? new FilePick.Refused($"{name} is damaged: its gzip test failed.{(pick is { NewestOnly: true } ? " That is what a rollback would have met now." : " Choose another.")}")
            : new FilePick.Found(file.FullName, contents.Bytes, contents.ModifiedAt, contents.Gzip, contents.Sha256);
    }

    private static FileInfo? Newest(string workspace, StepAction.Pick pick) =>
        Matching(workspace, pick.Files).Take(MostSeen).OrderByDescending(f => f.LastWriteTimeUtc).ThenByDescending(f => f.Name, StringComparer.Ordinal).FirstOrDefault();

    /// <summary>Null where the file still is what it was when it was chosen; else a sentence.</summary>
    public static string? Gone(string? workspace, string path, Incidents.FilePicked? chosen)
    {
        if (Problem(workspace) is { } problem) return problem;
        if (Find(workspace!, path, out var file) is { } refusal) return refusal;
        return chosen is null || chosen.Path != path || chosen.Bytes == file!.Length && chosen.ModifiedAt == Written(file) ? null
            : $"{path} has changed since it was chosen.";
    }

    internal static string? Problem(string? workspace) =>
        workspace is null ? "The environment has no workspace: an administrator sets it."
        : !Directory.Exists(workspace) ? $"The workspace {workspace} does not exist." : null;

    /// <summary>Null where it is a plain file reached through plain folders; else a sentence.</summary>
    internal static string? Find(string workspace, string typed, out FileInfo? file)
    {
        file = null;
        var path = typed.Trim();
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(workspace));
        if (path.Length == 0 || path.Any(char.IsControl)) return "That is no path of a file.";
        if (path.AsSpan().IndexOfAny("*?[") >= 0) return $"{path} is a pattern, and one file is wanted: name it by its whole path.";
        if (path.StartsWith('/'))
        {
            if (!path.StartsWith(root + "/", StringComparison.Ordinal)) return $"{path} is not in the workspace {root}.";
            path = path[(root.Length + 1)..];
        }
        var parts = path.Split('/');
        if (parts.Any(p => p is "" or "." or "..")) return $"{path} is no plain path of the workspace: it may not have “..” in it.";
        var at = root;
        for (var i = 0; i < parts.Length; i++)
        {
            at = Path.Combine(at, parts[i]);
            FileSystemInfo entry = i < parts.Length - 1 ? new DirectoryInfo(at) : new FileInfo(at);
            if (entry.LinkTarget is not null) return $"{path} leads through a symbolic link, {parts[i]}: name the file itself.";
            if (!entry.Exists) return $"There is no file {path} in the workspace {root}.";
            file = entry as FileInfo;
        }
        return null;
    }

    /// <summary>The pattern is followed folder by folder; a link is never followed.</summary>
    private static IEnumerable<FileInfo> Matching(string workspace, string pattern)
    {
        var parts = pattern.Split('/', StringSplitOptions.RemoveEmptyEntries);
        IEnumerable<DirectoryInfo> folders = [new(Path.TrimEndingDirectorySeparator(Path.GetFullPath(workspace)))];
        foreach (var part in parts.SkipLast(1))
            folders = folders.SelectMany(f => Entries(f).OfType<DirectoryInfo>().Where(d => d.LinkTarget is null && FileSystemName.MatchesSimpleExpression(part, d.Name, ignoreCase: false)));
        return folders.SelectMany(f => Entries(f).OfType<FileInfo>().Where(x => x.LinkTarget is null && FileSystemName.MatchesSimpleExpression(parts[^1], x.Name, ignoreCase: false)));
    }

    private static IEnumerable<FileSystemInfo> Entries(DirectoryInfo folder) => folder.EnumerateFileSystemInfos("*", new EnumerationOptions { IgnoreInaccessible = true, AttributesToSkip = 0 });

    private static bool Matches(string pattern, string name)
    {
        var (wanted, given) = (pattern.Split('/', StringSplitOptions.RemoveEmptyEntries), name.Split('/'));
        return wanted.Length == given.Length && wanted.Zip(given).All(p => FileSystemName.MatchesSimpleExpression(p.First, p.Second, ignoreCase: false));
    }

    private static DateTimeOffset Written(FileInfo file) => Incidents.Instants.Cut(new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero));

    /// <summary>Null where it cannot be read, or changed while it was.</summary>
    private async Task<Contents?> ReadAsync(FileInfo file, IReadOnlyList<string> show, CancellationToken patience, CancellationToken ct)
    {
        try
        {
            file.Refresh();
            var contents = new Contents(file.Length, Written(file), null, null);
            var (gzip, sum) = (show.Contains("gzip-test") && file.Name.EndsWith(".gz", StringComparison.Ordinal), show.Contains("checksum"));
            if (_known.TryGetValue(file.FullName, out var known) && known.Bytes == contents.Bytes && known.ModifiedAt == contents.ModifiedAt) contents = known;
            // What has no length may be a pipe, and nobody would ever write to it.
            if (contents.Bytes == 0) return contents;
            try
            {
                if (sum && contents.Sha256 is null) contents = contents with { Sha256 = await ChecksumAsync(file, patience) };
                if (gzip && contents.Gzip is null) contents = contents with { Gzip = await IsIntactAsync(file, patience) };
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                // Out of time: what is not known stays unknown.
            }
            file.Refresh();
            if (file.Length != contents.Bytes || Written(file) != contents.ModifiedAt) return null;
            if (_known.Count >= MostKnown) _known.Clear();
            _known[file.FullName] = contents;
            return contents;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static async Task<string> ChecksumAsync(FileInfo file, CancellationToken ct)
    {
        await using var stream = file.OpenRead();
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, ct));
    }

    /// <summary>
    /// As <c>gunzip -t</c> finds it, which is what a restore will go by: .NET's own stream reads a file that breaks off without a word.
    /// Null where there is no gzip on this machine.
    /// </summary>
    private static async Task<bool?> IsIntactAsync(FileInfo file, CancellationToken ct)
    {
        var start = new ProcessStartInfo("gzip", ["-t", "--", file.FullName]) { RedirectStandardError = true, RedirectStandardInput = true };
        start.Environment.Remove("GZIP");
        try
        {
            using var gzip = Process.Start(start)!;
            gzip.StandardInput.Close();
            try
            {
                await gzip.StandardError.ReadToEndAsync(ct);
                await gzip.WaitForExitAsync(ct);
                return gzip.ExitCode == 0;
            }
            finally
            {
                if (!gzip.HasExited) gzip.Kill();
            }
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private sealed record Contents(long Bytes, DateTimeOffset ModifiedAt, bool? Gzip, string? Sha256);
}
