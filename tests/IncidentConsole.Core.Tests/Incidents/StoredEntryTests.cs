using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Tests.Incidents;

/// <summary>What the first consoles stored is read by every later one, to the letter.</summary>
public sealed class StoredEntryTests
{
    private const string Head = "36e71008f1c56861cf7719c8188918dc14a1c0c7800cfbd5f3165dbaccd690e9";
    private static readonly IReadOnlyList<string> _texts = Stored();

    /// <summary>The kinds of entries that drill did not come by, as they were written then.</summary>
    private static readonly string[] _others =
    [
        Entry("trigger-attached", """{"trigger":{"id":"data-exposure","title":"Data exposure","severity":"sev1","recommend":"method-c","decideWithin":0,"overridesTree":true,"since":"2026-01-07T14:22:00.000000Z","readings":[]}}"""),
        Entry("severity-changed", """{"severity":"sev1","reason":"worse"}"""),
        Entry("note-added", """{"text":{"id":"01a204b3-a454-7801-8477-f7150b77e3b7","digest":"1951"}}"""),
        Entry("checklist-item-reopened", """{"item":"sentry"}"""),
        Entry("checklist-item-skipped", """{"item":"sentry","reason":"down"}"""),
        Entry("finding-recorded", """{"finding":"DATA_TYPES","text":{"id":"01a204b3-a454-7801-8477-f7150b77e3b7","digest":"1951"}}"""),
        Entry("guard-overridden", """{"guard":"declining","reason":"customers wait","readings":[]}"""),
        Entry("step-approved", """{"run":1,"step":"verify","commandHash":"abc","ownApproval":true}"""),
        Entry("step-cancel-requested", """{"run":1,"step":"verify","attempt":"01a204b3be117593a59193b3a7b19f7c"}"""),
        Entry("step-skipped", """{"run":1,"step":"verify","reason":"no time"}"""),
        Entry("step-completed-by-hand", """{"run":1,"step":"verify","reason":"seen"}"""),
        Entry("message-prepared", """{"template":"rollback-done","body":{"id":"01a204b3-a454-7801-8477-f7150b77e3b7","digest":"1951"},"channels":[{"channel":"slack","state":"not-configured"}]}"""),
        Entry("incident-dismissed", """{"reason":"a test"}"""),
        Entry("incident-reopened", """{"reason":"it came back"}"""),
        Entry("incident-closed", "{}"),
    ];

    [Fact]
    public void Drill_OfTheFirstConsole_FoldsToWhatItWasThen()
    {
        var entries = Chained(_texts);
        Assert.Equal(Head, entries[^1].Hash);
        var incident = Incident.Fold(new(1001), entries);
        Assert.Equal((IncidentStatus.Resolved, "flags off", 27L), (incident.Status, incident.Summary, incident.Version));
        Assert.Equal(["migration", "error-rate", "dropped"], incident.Answers.Select(a => a.Question));
        Assert.All(incident.CurrentRun!.Steps, s => Assert.True(s is { Stands: true, ByHand: false, Attempts.Count: 1, Undos.Count: 0, Current.Ended.Checks.Count: > 0 }));
        Assert.Equal(new DateTimeOffset(2026, 11, 22, 19, 20, 22, TimeSpan.Zero).AddTicks(4626600), incident.CurrentRun.MitigatedAt);
        Assert.DoesNotContain(incident.CurrentRun.Steps.SelectMany(s => s.Current!.Ended!.Checks), c => c.Undetermined);
    }

    [Fact]
    public void Entries_OfEveryKindThereWas_AreReadAndFolded()
    {
        var entries = Chained([.. _texts, .. _others]);
        Assert.Equal(IncidentStatus.Closed, Incident.Fold(new(1001), entries).Status);
        Assert.Equal(27, entries.Select(e => EntryJson.TypeName(e.Event)).Distinct().Count());
        var summary = new EntrySummary(Bench.Runbook, Incident.Fold(new(1001), entries), _ => "text");
        Assert.All(entries, e => Assert.NotEmpty(summary.Of(e.Event)));
    }

    private static List<Entry> Chained(IReadOnlyList<string> texts)
    {
        var entries = new List<Entry>();
        foreach (var text in texts) entries.Add(EntryJson.Read(text, EntryJson.Chain(entries.Count == 0 ? "" : entries[^1].Hash, text)));
        return entries;
    }

    private static string Entry(string type, string data) =>
        $$"""{"incident":"INC-1001","version":28,"at":"2026-11-22T19:30:00.000000Z","actor":{"kind":"person","id":"ana","name":"Ana"},"type":"{{type}}","data":{{data}}}""";

    internal static List<string> Stored()
    {
        using var reader = new StreamReader(typeof(StoredEntryTests).Assembly.GetManifestResourceStream("entries-of-a-drill.jsonl")!);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }
}
