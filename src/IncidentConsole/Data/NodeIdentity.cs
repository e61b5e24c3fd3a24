namespace MeetSolis.IncidentConsole.Data;

/// <summary>Which node this is: made once, kept in the data folder, so that a node that comes back knows its own attempts.</summary>
public sealed class NodeIdentity(DataFolder folder)
{
    private readonly Lazy<string> _id = new(() =>
    {
        var file = folder.PathOf("node");
        if (File.Exists(file) && File.ReadAllText(file).Trim() is { Length: > 0 } known) return known;
        var made = Guid.CreateVersion7().ToString("N");
        File.WriteAllText(file, made);
        return made;
    });

    public string Id => _id.Value;
}
