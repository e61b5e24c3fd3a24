using System.Globalization;
using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Exports;

/// <summary><c>verify EXPORT.zip [--key PUBLIC.pem] [--mark MARK]</c>: offline, from the file and the key alone.</summary>
internal static class VerifyVerb
{
    public const string Usage = "verify EXPORT.zip [--key PUBLIC.pem] [--mark MARK]";

    private const int Whole = 0, Changed = 1, Misused = 2, NoExport = 3;

    public static int Run(string[] arguments)
    {
        string? zip = null, keyFile = null, markText = null;
        for (var i = 0; i < arguments.Length; i++)
            switch (arguments[i])
            {
                case "--key" when i + 1 < arguments.Length && keyFile is null: keyFile = arguments[++i]; break;
                case "--mark" when i + 1 < arguments.Length && markText is null: markText = arguments[++i]; break;
                case var file when zip is null && !file.StartsWith('-'): zip = file; break;
                default: return Misuse($"'{arguments[i]}' is not understood.");
            }
        if (zip is null) return Misuse("Say which export.");
        HeadMark? mark = null;
        if (markText is not null && !HeadMark.TryParse(markText, out mark)) return Misuse($"'{markText}' is no mark: one reads INC-1001/27:3f2a9c41b7d0.");
        try
        {
            using var file = File.OpenRead(zip);
            return Tell(ExportVerifier.Verify(file, keyFile is null ? null : File.ReadAllText(keyFile), mark), zip, mark);
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            return Misuse(ex.Message);
        }
    }

    private static int Tell(ExportVerdict verdict, string file, HeadMark? mark)
    {
        if (verdict.Manifest is not { } export)
        {
            Console.Error.WriteLine($"{file} cannot be verified.");
            foreach (var finding in verdict.Findings) Console.Error.WriteLine($"  {finding}");
            return NoExport;
        }
        if (!verdict.IsWhole)
        {
            Console.WriteLine($"{file} is NOT what was signed:");
            foreach (var finding in verdict.Findings) Console.WriteLine($"  {finding}");
            return Changed;
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{file} is whole: {export.Incident}, {export.Entries} entries, exported {export.ExportedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC."));
        Console.WriteLine($"  Last hash {export.HeadHash}");
        Console.WriteLine($"  Signed with the key {verdict.Key}");
        if (mark is not null) Console.WriteLine($"  The mark {mark} fits.");
        if (verdict.Erased > 0) Console.WriteLine($"  {verdict.Erased} of {verdict.Texts} texts were erased; their digests still stand in the entries.");
        if (export.Status == "open") Console.WriteLine("  The incident was still open when it was exported: what came afterwards is not in it.");
        if (!verdict.KeyIsKnown) Console.WriteLine("  The key came with the export, which proves nothing about who made it: compare it with the console's own (Settings, Proof), or give that with --key.");
        return Whole;
    }

    private static int Misuse(string sentence)
    {
        Console.Error.WriteLine(sentence);
        Console.Error.WriteLine(Usage);
        return Misused;
    }
}
