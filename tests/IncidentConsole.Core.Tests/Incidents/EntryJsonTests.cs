using CsCheck;
using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Tests.Incidents;

public sealed class EntryJsonTests
{
    private static readonly IncidentNumber Number = new(1001);
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 14, 25, 58, TimeSpan.Zero);
    private static readonly Actor Ana = new(ActorKind.Person, "u-ana", "Ana");

    [Fact]
    public void Write_ThenRead_GivesTheSameText()
    {
        Gen.Select(Gen.String, Gen.Long[0, TimeSpan.TicksPerDay * 400], Gen.Long[1, 1_000_000]).Sample((text, ticks, version) =>
        {
            var written = EntryJson.Write(Number, version, Start.AddTicks(ticks), Ana, new SeverityChanged(IncidentSeverity.Sev1, text), "before");
            var read = EntryJson.Read(written.Json, written.Hash);
            var again = EntryJson.Write(read.Incident, read.Version, read.At, read.Actor, read.Event, "before");
            Assert.Equal((written.Json, written.Hash, written.At), (again.Json, again.Hash, read.At));
            Assert.DoesNotContain('\0', ((SeverityChanged)read.Event).Reason);
        });
    }

    [Fact]
    public void Duration_OfAnyNumberOfTicks_ComesBackExactly()
    {
        Gen.Long[-TimeSpan.TicksPerDay * 4_000, TimeSpan.TicksPerDay * 4_000].Sample(ticks =>
        {
            var judged = new CriterionJudged(1, "c", CriterionResult.Met, TimeSpan.FromTicks(ticks), [], null);
            var written = EntryJson.Write(Number, 1, Start, Ana, judged, "");
            Assert.Equal(judged.After, Assert.IsType<CriterionJudged>(EntryJson.Read(written.Json, written.Hash).Event).After);
        });
    }

    [Theory]
    [InlineData("300", 3_000_000_000)]
    [InlineData("0.1", 1_000_000)]
    [InlineData("1E-05", 100)]
    [InlineData("0.123457", 1_234_570)]
    public void Duration_AsAnEarlierBuildWroteIt_IsStillRead(string seconds, long ticks)
    {
        var json = EntryJson.Write(Number, 1, Start, Ana, new CriterionJudged(1, "c", CriterionResult.Met, TimeSpan.FromSeconds(7), [], null), "").Json;

        var read = EntryJson.Read(json.Replace("\"after\":7", $"\"after\":{seconds}", StringComparison.Ordinal), "");

        Assert.Equal(ticks, Assert.IsType<CriterionJudged>(read.Event).After.Ticks);
    }

    [Fact]
    public void FirstBroken_WhereAnythingWasChanged_NamesThatVersion()
    {
        var entries = Chain(12);
        Assert.Null(EntryJson.FirstBroken(Rows(entries)));
        Assert.Null(EntryJson.FirstBroken([]));

        Gen.Select(Gen.Int[0, 11], Gen.Int[0, 10_000]).Sample((at, place) =>
        {
            var rows = Rows(entries).ToList();
            var json = rows[at].Json;
            place %= json.Length;
            rows[at] = rows[at] with { Json = json[..place] + (json[place] == 'x' ? 'y' : 'x') + json[(place + 1)..] };
            Assert.Equal(at + 1, EntryJson.FirstBroken(rows));
        });
    }

    [Fact]
    public void FirstBroken_WhereAnEntryIsGoneSwappedOrForgedWithAHash_NamesWhere()
    {
        var rows = Rows(Chain(5)).ToList();

        Assert.Equal(3, EntryJson.FirstBroken(rows.Where((_, i) => i != 2)));
        Assert.Equal(2, EntryJson.FirstBroken([rows[0], rows[2], rows[1], rows[3], rows[4]]));
        Assert.Equal(1, EntryJson.FirstBroken(rows.Skip(1)));
        // Whoever rewrites an entry and its hash breaks the next one.
        var forged = rows[1].Json.Replace("item-1", "item-x", StringComparison.Ordinal);
        rows[1] = (2, forged, EntryJson.Chain(rows[0].Hash, forged));
        Assert.Equal(3, EntryJson.FirstBroken(rows));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"incident":"INC-1","version":1,"at":"2026-03-01T14:25:58Z","actor":null,"type":"no-such-type","data":{}}""")]
    [InlineData("""{"incident":"x","version":1,"at":"2026-03-01T14:25:58Z","actor":null,"type":"note-added","data":{}}""")]
    [InlineData("""{"incident":"INC-1","version":1,"at":"yesterday","actor":null,"type":"note-added","data":{}}""")]
    public void Read_OfWhatIsNoEntry_IsAJsonException(string json) =>
        Assert.ThrowsAny<System.Text.Json.JsonException>(() => EntryJson.Read(json, ""));

    [Fact]
    public void TypeNames_OfEveryEvent_AreKebabCaseAndComeBack()
    {
        Assert.Contains("step-completed-by-hand", EntryJson.TypeNames);
        Assert.All(EntryJson.TypeNames, n => Assert.Matches("^[a-z]+(-[a-z]+)*$", n));
        var closed = EntryJson.Write(Number, 1, Start, Ana, new IncidentClosed(), "");
        Assert.IsType<IncidentClosed>(EntryJson.Read(closed.Json, closed.Hash).Event);
    }

    private static IEnumerable<(long Version, string Json, string Hash)> Rows(IEnumerable<Entry> entries) => entries.Select(e => (e.Version, e.Json, e.Hash));

    private static List<Entry> Chain(int count)
    {
        var entries = new List<Entry>();
        for (var i = 0; i < count; i++)
            entries.Add(EntryJson.Write(Number, i + 1, Start.AddSeconds(i), Ana, new ChecklistItemReopened($"item-{i}"), i == 0 ? "" : entries[^1].Hash));
        return entries;
    }
}
