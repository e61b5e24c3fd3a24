using MeetSolis.IncidentConsole.E2E.Sop;
using MeetSolis.IncidentConsole.Harness;

namespace MeetSolis.IncidentConsole.E2E.Story;

/// <summary>A data exposure from the trigger to the proof: drilled by two people while everybody hears of it, and written down afterwards.</summary>
public sealed class DataExposureTests(ExposureRoom room, Browser browser) : IClassFixture<ExposureRoom>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task DataExposure_DrilledToItsEnd_IsContainedAndEverybodyKnowsOnce() => await room.DrilledAsync(browser, Ct);

    [Fact]
    public async Task DataExposure_Afterwards_IsReplayedWrittenDownSettledAndProven()
    {
        var number = await room.DrilledAsync(browser, Ct);
        await using var desk = await room.AnaAsync(browser);
        await using var phone = await room.BenAsync(browser);
        var (ana, ben) = (new Hands(desk, "afterwards"), new Hands(phone, "afterwards-ben"));
        var afterwards = new Aftermath(room.Console, ana, ben, number, Ct);

        await afterwards.ReplayAsync();
        await afterwards.WriteAsync();
        await afterwards.PublishAsync();
        await afterwards.SettleAsync();
        await afterwards.ProveAsync();

        Assert.Empty(ana.Problems);
        Assert.Empty(ben.Problems);
        ana.Done();
        ben.Done();
    }
}
