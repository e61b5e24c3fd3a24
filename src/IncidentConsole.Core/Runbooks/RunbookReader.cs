using System.Security.Cryptography;
using System.Text;
using MeetSolis.IncidentConsole.Runbooks.Reading;

namespace MeetSolis.IncidentConsole.Runbooks;

/// <summary>
/// Reads a runbook file. Once its YAML parses, everything that is wrong is told at once, each with its place. Never throws, whatever the text.
/// </summary>
public static class RunbookReader
{
    /// <summary>In bytes of UTF-8.</summary>
    public const int LargestFile = 1024 * 1024;

    /// <param name="fileName">As errors name it.</param>
    public static RunbookReading Read(string fileName, string text)
    {
        var errors = new ErrorList(fileName);
        if (text.Length > LargestFile || Encoding.UTF8.GetByteCount(text) > LargestFile)
            errors.Add(Place.Start, "the file is larger than 1 MiB");
        else if (YamlTree.Read(text, errors) is { } root)
        {
            var runbook = Whole(new ReadingContext(errors, new RunbookNames(root)), root, text);
            if (errors.Count == 0)
                return new RunbookReading(runbook, []);
        }
        return new RunbookReading(null, errors.InOrder());
    }

    /// <summary>The lower-case hexadecimal SHA-256 of a text's UTF-8 bytes.</summary>
    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static Runbook Whole(ReadingContext context, Node.Map root, string text)
    {
        var s = context.Open(root, RunbookKeys.Root, "the runbook");
        foreach (var section in (string[])["environments", "signals", "triggers", "tree", "methods"])
            if (!s.Has(section))
                s.Error(null, $"the section `{section}` is missing");
        return new Runbook
        {
            Id = s.Name("id", "runbook", Ids.Kebab) ?? s.Text("id"),
            Title = s.Text("title"),
            Version = s.Text("version"),
            Hash = HashOf(text),
            Source = text,
            Status = s.TextOrNull("status"),
            Owner = s.TextOrNull("owner"),
            LastUpdated = s.TextOrNull("last-updated"),
            LastTested = s.TextOrNull("last-tested"),
            NextReview = s.TextOrNull("next-review"),
            Changes = HeaderReader.Changes(s),
            Waivers = HeaderReader.Waivers(s),
            Contacts = HeaderReader.Contacts(s),
            Environments = HeaderReader.Environments(s),
            Events = SignalReader.Events(s),
            Signals = SignalReader.Signals(s),
            Exclusions = SignalReader.Exclusions(s),
            Scenarios = TriggerReader.Scenarios(s),
            Triggers = TriggerReader.Triggers(s),
            Actions = TriggerReader.Actions(s),
            Guards = TriggerReader.Guards(s),
            Tree = TreeReader.Tree(s),
            Checklists = ChecklistReader.Checklists(s),
            Methods = MethodReader.Methods(s),
            Messages = MessageReader.Messages(s),
            Clocks = ClockReader.Clocks(s),
            Documents = ClockReader.Documents(s),
            Rehearsals = MethodReader.Rehearsals(s),
            Commands = MethodReader.Commands(s),
            Components = ComponentReader.Components(s),
        };
    }
}
