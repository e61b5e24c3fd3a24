using CsCheck;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Tests.Runbooks;

public sealed class TextDifferenceTests
{
    private static readonly Gen<string> _text = Gen.Int[0, 4].Select(i => "abcde"[i].ToString()).Array[1, 30].Select(lines => string.Join('\n', lines));

    [Fact]
    public void Difference_OfAnyTwoTexts_TellsBothOfThem() => Gen.Select(_text, _text).Where((before, after) => before != after).Sample((before, after) =>
    {
        var lines = TextDifference.Of(before, after, around: int.MaxValue / 2);
        Assert.Equal(before, string.Join('\n', lines.Where(l => l.Kind != DifferenceKind.Added).Select(l => l.Text)));
        Assert.Equal(after, string.Join('\n', lines.Where(l => l.Kind != DifferenceKind.Removed).Select(l => l.Text)));
        Assert.Equal(Enumerable.Range(1, before.Split('\n').Length), lines.Select(l => l.Before).OfType<int>());
        Assert.Equal(Enumerable.Range(1, after.Split('\n').Length), lines.Select(l => l.After).OfType<int>());
    }, iter: 300);

    [Fact]
    public void Difference_OfEqualTexts_LeavesAllOut() => Assert.Equal([new(DifferenceKind.Left, 1, 1, "3")], TextDifference.Of("a\nb\nc", "a\nb\nc\n"));

    [Fact]
    public void Difference_OfOneLine_ShowsItWithThreeAroundAndCountsTheRest()
    {
        var before = string.Join('\n', Enumerable.Range(1, 100));
        var lines = TextDifference.Of(before, before.Replace("\n50\n", "\nfifty\n", StringComparison.Ordinal));

        Assert.Equal(["46", "47", "48", "49", "50", "fifty", "51", "52", "53", "47"], lines.Select(l => l.Text));
        Assert.Equal((DifferenceKind.Left, DifferenceKind.Left), (lines[0].Kind, lines[^1].Kind));
    }

    [Fact]
    public void Difference_OfTextsPastComparing_IsOneReplacedByTheOther()
    {
        var (before, after) = (string.Join('\n', Enumerable.Range(0, 4_000)), string.Join('\n', Enumerable.Range(10_000, 4_000)));
        var lines = TextDifference.Of(before, after);
        Assert.Equal((4_000, 4_000), (lines.Count(l => l.Kind == DifferenceKind.Removed), lines.Count(l => l.Kind == DifferenceKind.Added)));
    }
}
