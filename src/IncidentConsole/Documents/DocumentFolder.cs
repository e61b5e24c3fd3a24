using System.Security.Cryptography;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Postmortems;

namespace MeetSolis.IncidentConsole.Documents;

public abstract record DocumentResult
{
    private DocumentResult() { }

    /// <param name="Path">From the document folder on.</param>
    public sealed record Written(string Path, long Bytes, string Sha256) : DocumentResult;

    /// <param name="Sentence">Why nothing was written, and what helps.</param>
    public sealed record Refused(string Sentence) : DocumentResult;
}

/// <summary>
/// The folder of written documents (<c>Documents:Folder</c>). A file is there whole or not at all, one that somebody else wrote or has changed is never
/// written over, and nothing is written outside.
/// </summary>
public sealed class DocumentFolder : IDisposable
{
    private const int MostSameName = 100;

    // ENOSPC, EROFS and EDQUOT: on Unix the error of the system is what .NET gives.
    private const int NoSpace = 28, ReadOnly = 30, OverQuota = 122;

    private readonly SemaphoreSlim _one = new(1, 1);

    public DocumentFolder(IConfiguration configuration, DataFolder data) =>
        FullPath = Path.GetFullPath(configuration["Documents:Folder"] is { Length: > 0 } given ? given : data.PathOf("documents"));

    public string FullPath { get; }

    /// <param name="path">From the folder on, as <see cref="DocumentPath"/> gives it.</param>
    /// <param name="own">The file that this document was written to before, and what it then held: replaced where it still holds that.</param>
    public async Task<DocumentResult> WriteAsync(string path, ReadOnlyMemory<byte> content, (string Path, string Sha256)? own, CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            var sha256 = Convert.ToHexStringLower(SHA256.HashData(content.Span));
            if (Whole(path) is not { } first) return new DocumentResult.Refused($"{path} is no path below the document folder: nothing was written.");
            var folder = Path.GetDirectoryName(first)!;
            if (MakeFolders(folder) is { } refusal) return new DocumentResult.Refused(refusal);
            var part = Path.Combine(folder, $".{Guid.NewGuid():N}.part");
            try
            {
                await using (var file = new FileStream(part, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous }))
                {
                    await file.WriteAsync(content, ct);
                    file.Flush(flushToDisk: true);
                }
                return Move(part, path, own, sha256) is { } taken
                    ? new DocumentResult.Written(taken, content.Length, sha256)
                    : new DocumentResult.Refused($"{path} and {MostSameName - 1} names after it are taken: nothing was written. Clear the document folder up and try again.");
            }
            finally
            {
                File.Delete(part);
            }
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            return new DocumentResult.Refused(Explain(ex));
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Puts the file under its name, or the first after it that is free or holds the same; the path it got.</summary>
    private string? Move(string part, string path, (string Path, string Sha256)? own, string sha256)
    {
        if (own is { } before && Whole(before.Path) is { } known && IsPlain(known) && Hash(known) == before.Sha256)
        {
            File.Move(part, known, overwrite: true);
            return before.Path;
        }
        for (var number = 1; number <= MostSameName; number++)
        {
            var tried = DocumentPath.Suffixed(path, number);
            var to = Whole(tried)!;
            // Written before, and not recorded: the console died in between.
            if (IsPlain(to) && Hash(to) == sha256) return tried;
            if (Path.Exists(to) || new FileInfo(to).LinkTarget is not null) continue;
            try
            {
                File.Move(part, to, overwrite: false);
                return tried;
            }
            catch (IOException) when (File.Exists(to))
            {
                // Somebody was faster.
            }
        }
        return null;
    }

    private string? Whole(string path)
    {
        var whole = Path.GetFullPath(Path.Combine(FullPath, path));
        return whole.StartsWith(FullPath.TrimEnd('/') + "/", StringComparison.Ordinal) ? whole : null;
    }

    /// <summary>Makes the folders, none of which may be a link: it would lead outside.</summary>
    private string? MakeFolders(string folder)
    {
        for (var at = folder; at.Length > FullPath.Length; at = Path.GetDirectoryName(at)!)
            if (new DirectoryInfo(at).LinkTarget is not null)
                return $"{Path.GetRelativePath(FullPath, at)} in the document folder is a link: documents are written into folders of their own only. Nothing was written.";
        Directory.CreateDirectory(folder);
        return null;
    }

    private static bool IsPlain(string path) => new FileInfo(path) is { Exists: true, LinkTarget: null };

    private static string Hash(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    private static string Explain(Exception ex) => ex.HResult switch
    {
        NoSpace or OverQuota => "The document was not written: the disk of the document folder is full. Make room and try again.",
        ReadOnly => "The document was not written: the document folder is read-only. Make it writable and try again.",
        _ when ex is UnauthorizedAccessException => "The document was not written: the console may not write into the document folder. Give it the right and try again.",
        _ => $"The document was not written: {ex.Message} Mend it and try again.",
    };

    public void Dispose() => _one.Dispose();
}
