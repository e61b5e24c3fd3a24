using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Messages;
using MeetSolis.IncidentConsole.Signals;
using MeetSolis.IncidentConsole.Tests.Incidents;

namespace MeetSolis.IncidentConsole.Tests.Messages;

/// <summary>Every template of the shipped runbook, filled from an incident in which its findings exist: what is left is what only a person can say.</summary>
public sealed class ShippedMessageTests
{
    public static TheoryData<string> Templates => [.. Bench.Runbook.Messages.Keys];

    [Theory, MemberData(nameof(Templates))]
    public void Template_WhereItsFindingsExist_AsksOnlyWhatAPersonMustSay(string template)
    {
        var message = Bench.Runbook.Messages[template];
        var filled = MessageFiller.Fill(message, Full(), new Dictionary<string, string>(), [new("ann@example.org", new Dictionary<string, string> { ["first-name"] = "Ann", ["records"] = "3" })]);
        Assert.Equal(message.Fields.Where(f => f.Value is "ask" or "incident.news").Select(f => f.Key), filled.Missing);
        Assert.DoesNotContain("{", MessageText.Put(filled.Text, f => filled.Values.GetValueOrDefault(f) ?? "said"), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Templates))]
    public void Template_WithoutItsFindings_ClaimsNothingOfThem(string template)
    {
        var message = Bench.Runbook.Messages[template];
        var filled = MessageFiller.Fill(message, new Bench().View, new Dictionary<string, string>());
        Assert.All(message.Fields.Where(f => f.Value.Split('.')[0] is "finding" or "file" or "signal" or "run" or "step" or "person" or "ask"), f => Assert.Contains(f.Key, filled.Missing));
    }

    [Fact]
    public void DataLoss_NamesTheAgeThatTheChosenBackupReallyHad()
    {
        var filled = MessageFiller.Fill(Bench.Runbook.Messages["data-loss-notice"], Full(), new Dictionary<string, string> { ["users"] = "all" });
        Assert.Contains("`backup-1.sql.gz`", filled.Text, StringComparison.Ordinal);
        Assert.Contains("written 2026-01-07 10:00 UTC, and 4 h 23 min old", filled.Text, StringComparison.Ordinal);
        Assert.Contains("what was saved after 2026-01-07 10:00 UTC", MessageFiller.Fill(Bench.Runbook.Messages["rollback-done"], Full(), new Dictionary<string, string>()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Started_SaysThenAndNow()
    {
        var filled = MessageFiller.Fill(Bench.Runbook.Messages["rollback-started"], Full(), new Dictionary<string, string> { ["flags"] = "off", ["downtime"] = "none" });
        Assert.Contains("Error rate: 8.3 % → 2.1 % (falling)", filled.Text, StringComparison.Ordinal);
        Assert.Contains("*Method:* B, ", filled.Text, StringComparison.Ordinal);
        Assert.Contains("*On-call:* Ana", filled.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("method-b", false)]
    [InlineData("method-b", true)]
    [InlineData("method-c", false)]
    [InlineData("method-c", true)]
    public void DataLoss_IsSaidOfARestoreThatRan_ByWhicheverMethodAndHand(string method, bool byHand)
    {
        var chosen = new MethodChosen(1, method, true, null, [.. Bench.Runbook.Methods[method].Steps.Keys], []);
        var attempt = AttemptId.New();
        IncidentEvent[] done = byHand
            ? [new StepCompletedByHand(1, "restore", "as the script does it", null)]
            : [new StepStarted(1, "restore", attempt, 1, "shell", null, "", null, TimeSpan.FromMinutes(1), null), new FindingRecorded("RESTORED_USERS", "1247", null), new StepEnded(1, "restore", attempt, StepStatus.Succeeded, 0, null, [])];
        foreach (var template in new[] { "data-loss-email", "data-loss-notice" })
        {
            Assert.NotNull(Support(template, With(chosen)));
            var restored = With([chosen, .. done]);
            Assert.Null(Support(template, restored));
            var until = Bench.Runbook.Messages[template].Fields.Single(f => f.Value.StartsWith("step.", StringComparison.Ordinal)).Key;
            Assert.DoesNotContain(until, MessageFiller.Fill(Bench.Runbook.Messages[template], restored, new Dictionary<string, string>()).Missing);
        }
    }

    [Fact]
    public void DataLoss_OfARestoreThatWasPassedOver_IsNotSaid() =>
        Assert.NotNull(Support("data-loss-email", With(
            new MethodChosen(1, "method-c", true, null, [.. Bench.Runbook.Methods["method-c"].Steps.Keys], []), new StepSkipped(1, "restore", "Epic 1 is whole."))));

    [Fact]
    public void DataLoss_StandsAmongWhatFollowsEveryMethodThatRestores() =>
        Assert.All(Bench.Runbook.Methods.Values.Where(m => m.Steps.ContainsKey("restore")), m => Assert.Contains(m.Next, n => n.Message == "data-loss-email"));

    [Fact]
    public void TheEnd_IsSaidOnceItIsThere()
    {
        var chosen = new MethodChosen(1, "method-a", true, null, [.. Bench.Runbook.Methods["method-a"].Steps.Keys], []);
        string[] told = ["rollback-done", "status-page-resolved"];
        Assert.All(told, t => Assert.StartsWith("Nothing supports this message", Support(t, With(chosen)), StringComparison.Ordinal));
        Assert.Equal([true, false], told.Select(t => Support(t, With(chosen, new IncidentMitigated(1))) is null));
        Assert.All(told, t => Assert.Null(Support(t, With(chosen, new IncidentResolved("Flags off.", false)))));
    }

    private static string? Support(string template, IncidentView view) => MessageBlockers.Support(Bench.Runbook.Messages[template], view);

    private static IncidentView With(params IncidentEvent[] events)
    {
        var bench = new Bench();
        var incident = bench.Incident;
        foreach (var e in events) incident = incident.Apply(EntryJson.Write(incident.Number, incident.Version + 1, bench.Now, Bench.Ana.Actor, e, incident.HeadHash));
        return IncidentView.Of(incident, Bench.Runbook, new Dictionary<string, SignalReading>(), bench.Now);
    }

    private static IncidentView Full()
    {
        var now = new DateTimeOffset(2026, 1, 7, 14, 23, 0, TimeSpan.Zero);
        var ana = Bench.Ana.Actor;
        SignalReading Rate(double value, SignalTrend trend) => new("error_rate", "production", value, "percent", now, ReadingState.Fresh, now, 900, trend, TimeSpan.FromMinutes(1));
        var method = Bench.Runbook.Methods["method-b"];
        IncidentEvent[] events =
        [
            new IncidentDeclared("Error rate spike", "production", IncidentSeverity.Sev1, new("r", "1", "h"), false, 1, Bench.Fired("data-exposure") with { Readings = [Rate(8.3, SignalTrend.Rising)] }),
            new CommanderAssigned(new("ana", "Ana")),
            new MethodChosen(1, "method-b", true, null, [.. method.Steps.Keys], []),
            new StepStarted(1, "disable-flags", AttemptId.New(), 1, "shell", null, "", null, TimeSpan.FromMinutes(1), null),
            new FilePicked(1, "choose-backup", "BACKUP_FILE", "/srv/backups/backup-1.sql.gz", 1_247_000, new(2026, 1, 7, 10, 0, 0, TimeSpan.Zero), true, null),
            .. Bench.Runbook.Messages.Values.SelectMany(m => m.Fields.Values).Where(s => s.StartsWith("finding.", StringComparison.Ordinal)).Distinct().Select(s => new FindingRecorded(s[8..], "47", null)),
            .. method.Steps.Keys.Select(s => new StepCompletedByHand(1, s, "done", null)),
            new IncidentMitigated(1),
            new IncidentResolved("Restored.", true),
        ];
        var incident = Incident.Empty(IncidentNumber.First);
        foreach (var e in events) incident = incident.Apply(EntryJson.Write(incident.Number, incident.Version + 1, now, ana, e, incident.HeadHash));
        return IncidentView.Of(incident, Bench.Runbook, new Dictionary<string, SignalReading> { ["error_rate"] = Rate(2.1, SignalTrend.Falling) }, now + TimeSpan.FromMinutes(30)) with { Url = "https://console.example/incidents/INC-1001" };
    }
}
