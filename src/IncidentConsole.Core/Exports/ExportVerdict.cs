
namespace MeetSolis.IncidentConsole.Exports;

/// <summary>What looking at an export found.</summary>
/// <param name="Manifest">Null where it is no export at all.</param>
/// <param name="Key">Fingerprint of the key it was checked with; null where there was none.</param>
/// <param name="KeyIsKnown">That key was given from outside, and did not come with the export.</param>
/// <param name="Texts">How many texts stand beside the entries.</param>
/// <param name="Erased">How many of them were erased: their digests still stand in the chain.</param>
/// <param name="Findings">What is wrong, a sentence each; empty where it is whole.</param>
public sealed record ExportVerdict(ExportManifest? Manifest, string? Key, bool KeyIsKnown, long Texts, long Erased, IReadOnlyList<string> Findings)
{
    public bool IsWhole => Manifest is not null && Findings.Count == 0;

    public static ExportVerdict NoExport(string why) => new(null, null, false, 0, 0, [why]);
}

/// <summary>Sentences about what is wrong, as many as anybody reads.</summary>
internal sealed class Findings
{
    private const int Most = 50;

    private readonly List<string> _said = [];
    private long _more;

    public void Add(string sentence)
    {
        if (_said.Count < Most) _said.Add(sentence);
        else _more++;
    }

    public IReadOnlyList<string> All => _more == 0 ? _said : [.. _said, $"And {_more} more."];
}
