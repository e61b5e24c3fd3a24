using MeetSolis.IncidentConsole.Harness;

namespace MeetSolis.IncidentConsole.E2E.Survive;

public sealed class MailingTests
{
    [Fact]
    public async Task Mailing_KilledAgainAndAgain_ReachesEachOnceOrListsThemAsInDoubt()
    {
        var ct = TestContext.Current.CancellationToken;
        using var place = new Workplace();
        using var folder = new TempFolder();
        using var sink = await SmtpSink.StartAsync(folder.FullPath, ct, "--delay", "0.05", "--temporary", "5");
        await using var console = await SurviveConsole.StartAsync(place, postgres: null, ct, Mailing.Settings(sink));
        var seed = Random.Shared.Next();
        TestContext.Current.SendDiagnosticMessage("The moments come from seed {0}.", seed);

        var result = await new Mailing(console, sink, new Random(seed)).RunAsync(people: 80, kills: 5, ct);

        Assert.Equal((0, 0, 80), (result.Twice, result.Lost, result.Sent + result.InDoubt));
        // Four connections, each with one in the middle at most.
        Assert.InRange(result.InDoubt, 1, 5 * 4);
    }
}
