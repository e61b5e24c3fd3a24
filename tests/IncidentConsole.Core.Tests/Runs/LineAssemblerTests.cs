using MeetSolis.IncidentConsole.Runs;

namespace MeetSolis.IncidentConsole.Tests.Runs;

public sealed class LineAssemblerTests
{
    [Fact]
    public void Line_OfAHundredMegabytes_IsCutWithAMarkAndHeldNoFurther()
    {
        var piece = new byte[128 * 1024];
        piece.AsSpan().Fill((byte)'x');
        var assembler = new LineAssembler();
        var lines = new List<string>();
        assembler.Take("before\n"u8, lines);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 800; i++) assembler.Take(piece, lines);
        var held = GC.GetAllocatedBytesForCurrentThread() - before;
        assembler.Take("\nafter\n"u8, lines);

        Assert.Equal(["before", new string('x', LineAssembler.DefaultLimit) + LineAssembler.CutMark, "after"], lines);
        Assert.Equal(7 + 800L * piece.Length + 7, assembler.Consumed);
        Assert.InRange(held, 0, 8 * LineAssembler.DefaultLimit);
    }

    [Fact]
    public void Bytes_ThatAreNotUtf8_AreShownAsSuchAndLoseNoLine()
    {
        var lines = new List<string>();
        var assembler = new LineAssembler();
        assembler.Take([(byte)'a', 0xff, 0xc3, (byte)'\n', 0xf0, 0x9f, (byte)'\n', (byte)'b', (byte)'\n'], lines);

        Assert.Equal(["a\ufffd\ufffd", "\ufffd", "b"], lines);
    }
}
