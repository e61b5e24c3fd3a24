using CsCheck;
using MeetSolis.IncidentConsole.Postmortems;

namespace MeetSolis.IncidentConsole.Tests.Postmortems;

public sealed class TextMergeTests
{
    private static readonly Gen<string> _text = Gen.Int[0, 5].Select(i => i == 5 ? "" : "abcde"[i].ToString()).Array[0, 14].Select(lines => string.Join('\n', lines));

    /// <summary>A text that was edited: lines taken out, replaced, and added, each of which nobody else can have written.</summary>
    private static Gen<string> Edited(string before, char by) => Gen.Int[0, 9].Array[before.Split('\n').Length].Select(acts =>
        string.Join('\n', before.Split('\n').SelectMany((line, i) => acts[i] switch { 0 => [], 1 => [$"{by}{i}"], 2 => [line, $"{by}{i}+"], 3 => [$"{by}{i}-", line], _ => (string[])[line] })));

    private static readonly Gen<(string Before, string Mine, string Theirs)> _two =
        _text.SelectMany(before => Gen.Select(Edited(before, 'm'), Edited(before, 't')).Select((mine, theirs) => (before, mine, theirs)));

    [Fact]
    public void Merge_OfAnyTwoEdits_LosesNoLineThatEitherWrote() => _two.Sample(t =>
    {
        var merge = TextMerge.Of(t.Before, t.Mine, t.Theirs);
        var settled = merge.Join([.. Enumerable.Repeat(MergeChoice.Both, merge.Conflicts)]).Split('\n').ToHashSet();
        Assert.All(t.Mine.Split('\n').Where(l => l.StartsWith('m')), line => Assert.Contains(line, settled));
        Assert.All(t.Theirs.Split('\n').Where(l => l.StartsWith('t')), line => Assert.Contains(line, settled));
    }, iter: 2_000);

    [Fact]
    public void Merge_WhereOnlyOneEdited_IsThatText() => _two.Sample(t =>
    {
        Assert.Equal(t.Mine, TextMerge.Of(t.Before, t.Mine, t.Before).Text);
        Assert.Equal(t.Theirs, TextMerge.Of(t.Before, t.Before, t.Theirs).Text);
        Assert.Equal(t.Mine, TextMerge.Of(t.Before, t.Mine, t.Mine).Text);
    }, iter: 500);

    [Fact]
    public void Merge_SettledForOneSide_KeepsWhatTheOtherWroteElsewhere() => _two.Sample(t =>
    {
        var (there, back) = (TextMerge.Of(t.Before, t.Mine, t.Theirs), TextMerge.Of(t.Before, t.Theirs, t.Mine));
        Assert.Equal(there.Conflicts, back.Conflicts);
        Assert.Equal(there.Join([.. Enumerable.Repeat(MergeChoice.Mine, there.Conflicts)]), back.Join([.. Enumerable.Repeat(MergeChoice.Theirs, back.Conflicts)]));
    }, iter: 500);

    [Theory]
    [InlineData("a\nb\nc", "a\nB\nc", "a\nb\nC", "a\nB\nC")]
    [InlineData("a\nb\nc", "x\na\nb\nc", "a\nb\nc\ny", "x\na\nb\nc\ny")]
    [InlineData("a\nb\nc", "a\nc", "a\nb\nc\nd", "a\nc\nd")]
    [InlineData("a\nb\nc", "a\nc", "a\nc", "a\nc")]
    [InlineData("a\nb", "a\nb\nmine", "a\nb\ntheirs", null)]
    [InlineData("a\nb\nc", "a\nmine\nc", "a\ntheirs\nc", null)]
    [InlineData("a\nb\nc\nd", "a\nd", "a\nb\ntheirs\nc\nd", null)]
    public void Merge_OfTwoTexts_IsCleanOrAConflict(string before, string mine, string theirs, string? text)
    {
        var merge = TextMerge.Of(before, mine, theirs);
        Assert.Equal((text, text is null ? 1 : 0), (merge.Text, merge.Conflicts));
    }

    [Fact]
    public void Conflict_HasBothTexts()
    {
        var merge = TextMerge.Of("head\ncause?\ntail", "head\nthe cache\ntail", "head\nthe deploy\ntail");
        var conflict = Assert.Single(merge.Pieces, p => p.IsConflict);
        Assert.Equal(["the cache", "the deploy", "cause?"], [.. conflict.Mine!, .. conflict.Theirs!, .. conflict.Lines]);
        Assert.Equal("head\nthe deploy\nthe cache\ntail", merge.Join([MergeChoice.Both]));
        Assert.Equal("head\nthe cache\ntail", merge.Join([MergeChoice.Mine]));
        Assert.Equal("head\nthe deploy\ntail", merge.Join([MergeChoice.Theirs]));
    }
}
