using System.IO.Compression;
using System.Text;

namespace MeetSolis.IncidentConsole.E2E.Verbs;

/// <summary>What somebody does to an export in silence.</summary>
internal static class ExportedZip
{
    /// <summary>Changes the text of one entry.</summary>
    public static void Change(string file, int version, Func<string, string> change)
    {
        using var zip = ZipFile.Open(file, ZipArchiveMode.Update);
        using var stream = zip.GetEntry("entries.jsonl")!.Open();
        using var reader = new StreamReader(stream);
        var lines = reader.ReadToEnd().Split('\n');
        var changed = change(lines[version - 1]);
        Assert.NotEqual(lines[version - 1], changed);
        lines[version - 1] = changed;
        stream.SetLength(0);
        stream.Write(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
    }
}
