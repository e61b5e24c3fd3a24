using CsCheck;

namespace MeetSolis.IncidentConsole.Tests.Runbooks.Reading;

public sealed class RunbookReaderFuzzTests
{
    private static readonly string[] Pieces =
        ["{", "}", "[", "]", ":", "- ", ",", "\n", "  ", "\t", "\"", "'", "&a ", "*a", "!!x ", "<<: ", "---\n", "|\n", "#", "%", "\0", "\uD800", "é", "${", "(", "null", "9999999999999", "same-as: method-b.again", "if: ", "~"];

    private static readonly string[] Texts = [SmallRunbook.Text, RunbookFiles.MeetSolisText];

    /// <summary>One to eight places of a good file cut out, filled with a piece, or doubled from elsewhere.</summary>
    private static readonly Gen<string> Damaged =
        from which in Gen.Frequency((24, Gen.Const(0)), (1, Gen.Const(1)))
        from cuts in Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[0, 40], Gen.Int[-20, Pieces.Length - 1], Gen.Int[0, 1_000_000]).Array[1, 8]
        select cuts.Aggregate(Texts[which], Damage);

    private static string Damage(string text, (int At, int Length, int Piece, int From) cut)
    {
        var at = cut.At % (text.Length + 1);
        var length = Math.Min(cut.Length, text.Length - at);
        var from = text.Length == 0 ? 0 : cut.From % text.Length;
        var piece = cut.Piece >= 0 ? Pieces[cut.Piece] : text[from..Math.Min(text.Length, from + 30)];
        return text.Remove(at, length).Insert(at, piece);
    }

    [Fact]
    public void DamagedFile_NeverThrows_AndIsARunbookOrHasReasons() => Damaged.Sample(Check, iter: 1_000, threads: 1);

    [Fact]
    public void AnyPieces_NeverThrow() =>
        Gen.Int[0, Pieces.Length - 1].Array[0, 60].Select(p => string.Concat(p.Select(i => Pieces[i]))).Sample(Check, iter: 600, threads: 1);

    /// <summary>Every value of the good file in turn replaced by one of another kind.</summary>
    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("\"\"")]
    [InlineData("[[x], {y: z}]")]
    public void EveryValue_OfAnotherKind_NeverThrows(string value)
    {
        var text = SmallRunbook.Text;
        for (var colon = text.IndexOf(": ", StringComparison.Ordinal); colon >= 0; colon = text.IndexOf(": ", colon + 1, StringComparison.Ordinal))
        {
            var end = text.IndexOfAny([',', '}', '\n'], colon);
            Check(text[..(colon + 2)] + value + text[end..]);
        }
    }

    private static void Check(string text)
    {
        var reading = SmallRunbook.Read(text);
        Assert.NotEqual(reading.Runbook is null, reading.Errors.Count == 0);
        Assert.All(reading.Errors, e => Assert.True(e is { Line: >= 1, Column: >= 1, Message.Length: > 0 }));
    }
}
