using Bunit;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.OnCall;

namespace MeetSolis.IncidentConsole.Tests.OnCall;

/// <summary>How an open call stands, on the deck and on <em>Now</em>.</summary>
public sealed class CallStateTests
{
    private static readonly PageTarget Rea = new(new("rea", "Rea"), null, "Web"), Boss = new(null, "boss@example.com", null);
    private static readonly DateTimeOffset At = new(2026, 1, 7, 14, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Call_OfAnAddress_IsOneToBeMadeByHandAndNeverOneThatWasMade()
    {
        var after = await SaysAsync(new(1, 1, [Rea, Boss], At, null));
        Assert.Contains("Rea was asked on the console's pages at 14:00:00, and nobody has acknowledged.", after, StringComparison.Ordinal);
        Assert.Contains("Nobody else could be called from here: boss@example.com is to be called by hand.", after, StringComparison.Ordinal);

        Assert.Equal("Nobody on call could be called from here: boss@example.com is to be called by hand.", await SaysAsync(new(1, 0, [Boss], At, null)));
    }

    [Fact]
    public async Task Call_OfPeople_SaysWhoseTurnIsLeft()
    {
        Assert.EndsWith("It is the next one's turn at 14:05:00.", await SaysAsync(new(1, 0, [Rea], At, At.AddMinutes(5))), StringComparison.Ordinal);
        Assert.EndsWith("There is nobody left to ask.", await SaysAsync(new(1, 0, [Rea], At, null)), StringComparison.Ordinal);
    }

    private static async Task<string> SaysAsync(Page call)
    {
        await using var screen = new BunitContext();
        var shown = screen.Render<CallState>(p => p.Add(x => x.Call, call));
        return string.Concat(shown.Nodes.Select(n => n.TextContent)).ReplaceLineEndings(" ").Trim();
    }
}
