using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Postmortems;

namespace MeetSolis.IncidentConsole.Tests.Incidents;

public sealed class DocumentingTests
{
    private static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47, 1, 2, 3];

    [Fact]
    public void Note_Corrected_KeepsTheOriginalEntryAndIsShownWithBoth()
    {
        var bench = new Bench();
        bench.Do(new IncidentCommand.AddNote("Started after the 14:05 deploy"));
        var original = bench.Entries[^1];
        bench.Do(new IncidentCommand.CorrectNote(2, " Started after the 14:15 deploy "), Bench.Ben);
        bench.Do(new IncidentCommand.CorrectNote(2, "Started before any deploy"), Bench.Rea);

        Assert.Same(original, bench.Entries[1]);
        Assert.Null(EntryJson.FirstBroken(bench.Entries.Select(e => (e.Version, e.Json, e.Hash))));
        Assert.Equal(("Rea", 4L), (bench.Incident.Corrections[2].By.Name, bench.Incident.Corrections[2].Version));
        Assert.Equal(new NoteCorrected(2, ((NoteCorrected)bench.Entries[2].Event).Text), bench.Entries[2].Event);
        var document = PostmortemDocument.Write(bench.View, bench.Entries, id => bench.View.Written.GetValueOrDefault(id));
        Assert.Contains("Started before any deploy (corrected by Rea at 14:23:03; first written: “Started after the 14:05 deploy”)", document, StringComparison.Ordinal);
    }

    [Fact]
    public void Correcting_WhatCannotBe_SaysWhy()
    {
        var bench = new Bench();
        bench.Do(new IncidentCommand.AddNote("one"));
        bench.Do(new IncidentCommand.CorrectNote(2, "two"));

        Assert.Equal("INC-1001 has no entry 9: its newest is 3.", bench.Refusal(new IncidentCommand.CorrectNote(9, "x")));
        Assert.Contains("is no note", bench.Refusal(new IncidentCommand.CorrectNote(1, "x")), StringComparison.Ordinal);
        Assert.Equal("Entry 3 is itself a correction: correct the note, entry 2.", bench.Refusal(new IncidentCommand.CorrectNote(3, "x")));
        Assert.Equal("A note needs a text.", bench.Refusal(new IncidentCommand.CorrectNote(2, " ")));
        Assert.Contains("10,000", bench.Refusal(new IncidentCommand.CorrectNote(2, new string('x', 10_001))), StringComparison.Ordinal);
        Assert.Same(Decision.Nothing, bench.Try(new IncidentCommand.CorrectNote(2, "two")));
        Assert.Contains("role Responder", bench.Refusal(new IncidentCommand.CorrectNote(2, "x"), Bench.Obi), StringComparison.Ordinal);
        bench.Erase(((NoteAdded)bench.Entries[1].Event).Text.Id);
        Assert.Contains("was erased", bench.Refusal(new IncidentCommand.CorrectNote(2, "x")), StringComparison.Ordinal);
    }

    [Fact]
    public void Pins_ComeAndGoAndHaveABound()
    {
        var bench = new Bench();
        bench.Do(new IncidentCommand.PinEntry(1, true));
        Assert.Same(Decision.Nothing, bench.Try(new IncidentCommand.PinEntry(1, true)));
        Assert.Equal([1L], bench.Incident.Pins);
        bench.Do(new IncidentCommand.PinEntry(1, false));
        Assert.Empty(bench.Incident.Pins);
        Assert.Contains("no entry 77", bench.Refusal(new IncidentCommand.PinEntry(77, true)), StringComparison.Ordinal);

        for (var i = 1; i <= IncidentDecisions.MostPins; i++) bench.Do(new IncidentCommand.PinEntry(i, true));
        Assert.Contains("unpin one first", bench.Refusal(new IncidentCommand.PinEntry(51, true)), StringComparison.Ordinal);
    }

    [Fact]
    public void Times_MarkedAfterwards_CountInThePostmortemBesideWhatWasRecorded()
    {
        var bench = new Bench(trigger: "error-rate-spike");
        var declared = bench.Incident.DeclaredAt;
        Assert.Equal(declared.AddMinutes(-1), IncidentTimes.Of(bench.Incident, "started").Counts);

        bench.Do(new IncidentCommand.MarkTime("started", declared.AddMinutes(-31), "the first 500 in the logs"));
        bench.Do(new IncidentCommand.Resolve("flags off"));
        bench.Do(new IncidentCommand.MarkTime("mitigated", declared.AddSeconds(1), "the graph"), Bench.Rea);

        var started = IncidentTimes.Of(bench.Incident, "started");
        Assert.Equal((declared.AddMinutes(-31), declared.AddMinutes(-1)), (started.Counts!.Value, started.Recorded!.Value));
        Assert.Equal(declared.AddSeconds(1), IncidentTimes.Of(bench.Incident, "mitigated").Counts);
        Assert.Equal(declared, IncidentTimes.Of(bench.Incident, "detected").Counts);
        var document = PostmortemDocument.Write(bench.View, bench.Entries, _ => null);
        Assert.Contains("| Started | 2026-01-07 13:52:00 UTC (31 min before), marked by Ana: the first 500 in the logs; recorded was 2026-01-07 14:22:00 UTC |", document, StringComparison.Ordinal);
        Assert.Contains("| Mitigated | 2026-01-07 14:23:01 UTC (1 s after), marked by Rea: the graph; nothing was recorded |", document, StringComparison.Ordinal);
    }

    [Fact]
    public void Times_ThatCannotBe_AreRefused()
    {
        var bench = new Bench();
        var now = bench.Now;
        bench.Do(new IncidentCommand.MarkTime("detected", now.AddMinutes(-5), "the alert"));
        Assert.Contains("in the future", bench.Refusal(new IncidentCommand.MarkTime("mitigated", now.AddDays(1), "x")), StringComparison.Ordinal);
        Assert.Equal("Then it was detected before it started: mark the other first.", bench.Refusal(new IncidentCommand.MarkTime("started", now.AddMinutes(-4), "x")));
        Assert.Equal("Then it was mitigated before it was detected: mark the other first.", bench.Refusal(new IncidentCommand.MarkTime("mitigated", now.AddMinutes(-6), "x")));
        Assert.Contains("more than a year", bench.Refusal(new IncidentCommand.MarkTime("started", now.AddYears(-2), "x")), StringComparison.Ordinal);
        Assert.Equal("Say how it is known.", bench.Refusal(new IncidentCommand.MarkTime("started", now.AddMinutes(-9), " ")));
        Assert.Contains("started, detected, mitigated", bench.Refusal(new IncidentCommand.MarkTime("lunch", now, "x")), StringComparison.Ordinal);
        Assert.Same(Decision.Nothing, bench.Try(new IncidentCommand.MarkTime("detected", now.AddMinutes(-5), "the alert")));
    }

    [Fact]
    public void File_Attached_IsInTheChainByItsDigestAndCanBeErased()
    {
        var bench = new Bench();
        bench.Do(new IncidentCommand.AttachFile(@"C:\Users\ana\graph.PNG", Png));
        var file = Assert.Single(bench.Incident.Attachments);
        var kept = Assert.Single(bench.KeptFiles);
        Assert.Equal(("image/png", 7L, TextKeeper.Digest(kept.Salt, Png)), (file.Fact.MediaType, file.Fact.Bytes, file.Fact.Digest));
        Assert.NotEqual(file.Fact.Digest, TextKeeper.Digest(kept.Salt, [.. Png, 0]));
        Assert.Equal("graph.PNG", bench.View.Written[file.Fact.Name.Id]);

        Assert.Contains("role Commander", bench.Refusal(new IncidentCommand.EraseFile(file.Id, "x"), Bench.Rea), StringComparison.Ordinal);
        Assert.Equal("Say why it is erased.", bench.Refusal(new IncidentCommand.EraseFile(file.Id, "")));
        bench.Do(new IncidentCommand.EraseFile(file.Id, "shows a customer"));
        Assert.Same(Decision.Nothing, bench.Try(new IncidentCommand.EraseFile(file.Id, "again")));
        Assert.True(bench.Incident.Attachments[0].Erased);
        Assert.Equal(RefusalKind.NotFound, ((Decision.Refused)bench.Try(new IncidentCommand.EraseFile(Guid.NewGuid(), "x"))).Kind);
    }

    [Fact]
    public void Files_PastTheLimits_AreRefused()
    {
        var bench = new Bench();
        var large = new byte[FileRules.MostBytes];
        Png.CopyTo(large, 0);
        Assert.Equal("The file is empty.", bench.Refusal(new IncidentCommand.AttachFile("a.txt", Array.Empty<byte>())));
        Assert.StartsWith("A file has at most 10 MB", bench.Refusal(new IncidentCommand.AttachFile("a.png", (byte[])[.. large, 0])), StringComparison.Ordinal);
        for (var i = 0; i < 5; i++) bench.Do(new IncidentCommand.AttachFile("a.png", large));
        Assert.Contains("together", bench.Refusal(new IncidentCommand.AttachFile("a.png", Png)), StringComparison.Ordinal);
        bench.Do(new IncidentCommand.EraseFile(bench.Incident.Attachments[0].Id, "too large"));
        bench.Do(new IncidentCommand.AttachFile("a.png", Png));
    }

    [Theory]
    [InlineData("run.exe", "Files of this type are not taken.")]
    [InlineData("page.html", "Files of this type are not taken.")]
    [InlineData("drawing.svg", "Files of this type are not taken.")]
    [InlineData("nothing", "Files of this type are not taken.")]
    [InlineData("picture.png", "The content is not what the ending .png says.")]
    [InlineData("archive.zip", "The content is not what the ending .zip says.")]
    public void File_OfAnotherType_IsRefused(string name, string says) =>
        Assert.StartsWith(says, new Bench().Refusal(new IncidentCommand.AttachFile(name, "<script>"u8.ToArray())), StringComparison.Ordinal);

    [Fact]
    public void TextFile_ThatIsNone_IsRefused()
    {
        var bench = new Bench();
        Assert.Contains(".txt", bench.Refusal(new IncidentCommand.AttachFile("a.txt", new byte[] { 0x7F, 0x45, 0x4C, 0x46, 0 })), StringComparison.Ordinal);
        bench.Do(new IncidentCommand.AttachFile("a.csv", new byte[] { 0xFF, 0xFE, 0x61, 0 }));
    }

    [Theory]
    [InlineData("../../etc/passwd.txt", "passwd.txt")]
    [InlineData(@"..\..\windows\evil.log", "evil.log")]
    [InlineData("a\r\nSet-Cookie: x.txt", "aSet-Cookie_ x.txt")]
    [InlineData("invoice\u202Egnp.txt", "invoicegnp.txt")]
    [InlineData("\"quoted\"<b>.md", "_quoted__b_.md")]
    [InlineData(".txt", "file.txt")]
    [InlineData("...", "file")]
    [InlineData("Fehlerübersicht 1.pdf", "Fehlerübersicht 1.pdf")]
    public void Name_OfAFile_IsClean(string name, string clean) => Assert.Equal(clean, FileRules.CleanName(name));

    [Fact]
    public void Name_ThatIsLong_KeepsItsEnding() => Assert.EndsWith(".json", FileRules.CleanName(new string('ü', 500) + ".json"), StringComparison.Ordinal);

    [Fact]
    public void Document_AfterTheEnd_IsStillWritten()
    {
        var bench = new Bench();
        bench.Do(new IncidentCommand.Dismiss("a test"));
        bench.Do(new IncidentCommand.AddNote("why"));
        bench.Do(new IncidentCommand.CorrectNote(3, "because"));
        bench.Do(new IncidentCommand.PinEntry(3, true));
        bench.Do(new IncidentCommand.AttachFile("a.txt", "x"u8.ToArray()));
        var back = IncidentJson.Read(IncidentJson.Write(bench.Incident));
        Assert.Equal(IncidentJson.Write(bench.Incident), IncidentJson.Write(back));
        Assert.Equal((1, 1, 1), (back.Corrections.Count, back.Pins.Count, back.Attachments.Count));
    }

    [Fact]
    public void Incident_ThatIsOver_IsPutAwayAndTakenBack_AndOneThatIsOpenIsNot()
    {
        var bench = new Bench();
        Assert.Contains("is open", bench.Refusal(new IncidentCommand.Archive(true)), StringComparison.Ordinal);
        bench.Do(new IncidentCommand.Resolve("Nothing was wrong."));
        Assert.Contains("role Commander", bench.Refusal(new IncidentCommand.Archive(true), Bench.Rea), StringComparison.Ordinal);
        bench.Do(new IncidentCommand.Archive(true, "a test of the pager"));
        Assert.True(bench.Incident.Archived);
        Assert.Same(Decision.Nothing, bench.Try(new IncidentCommand.Archive(true)));
        bench.Do(new IncidentCommand.Archive(false));
        Assert.False(bench.Incident.Archived);
        bench.Do(new IncidentCommand.Archive(true));
        bench.Do(new IncidentCommand.Reopen("it came back"));
        Assert.False(bench.Incident.Archived);
    }
}
