using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks.Conditions;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Tests.Sop;

/// <summary>Method C to the letter, and the runbook's: corrections 22 to 26.</summary>
public sealed class ExposureCorrectionTests(SopRig sop) : IClassFixture<SopRig>, IAsyncLifetime
{
    private const string LiteralAssessment = """
        psql $DATABASE_URL <<EOF
        SELECT 'clients' AS table_name, COUNT(*) AS exposed_rows FROM clients WHERE user_id NOT IN (SELECT id FROM users)
        UNION ALL
        SELECT 'meetings' AS table_name, COUNT(*) AS exposed_rows FROM meetings WHERE user_id NOT IN (SELECT id FROM users);
        EOF
        """;

    private const string LiteralExport = """
        psql $DATABASE_URL <<EOF
        \copy clients TO 'backups/forensic-clients-$(date +%Y%m%d-%H%M%S).csv' CSV HEADER
        \copy meetings TO 'backups/forensic-meetings-$(date +%Y%m%d-%H%M%S).csv' CSV HEADER
        EOF
        """;

    public async ValueTask InitializeAsync() => await sop.BeginAsync("data-exposure");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public void Correction22_ContainmentDoesNotWaitForTheAssessment()
    {
        var run = new Run(1, "method-c", true, null, new Actor(ActorKind.Person, "ana", "Ana"), DateTimeOffset.UnixEpoch);
        var none = new ConditionFacts(new Dictionary<string, SignalReading>(), "method-c", new Dictionary<string, string>(), new HashSet<string>());
        IEnumerable<string> Ready(params string[] done) => StepPlan.Of(run with { Steps = [.. done.Select(d => new RunStep(d) { Status = StepStatus.Succeeded })] }, SopRig.Runbook, none)
            .Where(s => s.Status == StepStatus.Ready).Select(s => s.Step.Id);

        // The assessment comes first in the procedure, and is open all the while.
        Assert.Equal(["assess", "disable-features"], Ready());
        Assert.Equal(["assess", "redeploy"], Ready("disable-features"));
        Assert.Equal(["assess", "canary"], Ready("disable-features", "redeploy", "look-for-orphans"));
        // But nothing is exported or dropped without it.
        Assert.Equal(["assess"], Ready("disable-features", "redeploy", "look-for-orphans", "canary"));
    }

    [Fact]
    public async Task Correction23_LiteralAssessment_CountsOrphansAndNoLeak_TheCanaryFindsIt()
    {
        var literal = await sop.LiteralAsync(LiteralAssessment);
        Assert.Equal(0, literal.Code);
        Assert.Matches(@"clients +\| +0\n", literal.Stdout);

        var canary = await sop.StepAsync("method-c", "canary");
        canary.Succeeded();
        Assert.Equal("899", canary.Findings["CANARY_ROWS"]);
    }

    [Fact]
    public async Task Correction23_OneUserWithoutId_BlindsTheLiteralAssessment_NotTheRunbooks()
    {
        await sop.DoAsync("""
            psql -X -w -q "$DATABASE_URL" -v ON_ERROR_STOP=1 -c 'alter table clients drop constraint clients_user_fk' \
                -c "update clients set user_id = gen_random_uuid() where name = 'Client 7'" \
                -c 'alter table users drop constraint users_pkey cascade' -c 'alter table users alter id drop not null' \
                -c "insert into users (id, email, name) values (null, 'odd@example.com', 'Odd')"
            """);
        Assert.Matches(@"clients +\| +0\n", (await sop.LiteralAsync(LiteralAssessment)).Stdout);

        var found = await sop.StepAsync("method-c", "look-for-orphans");
        found.Succeeded();
        Assert.Equal(("1", "0"), (found.Findings["ORPHANED_CLIENTS"], found.Findings["ORPHANED_MEETINGS"]));
    }

    [Fact]
    public async Task Correction24_ALeak_IsInNoLog_AndADenialIsNoLeak()
    {
        const string Denied = "new row violates row-level security policy";
        const string Log = "cat \"${DATABASE_URL##*host=}\"/data/server.log";
        var seen = (await sop.DoAsync(Log)).Split(Denied).Length;
        Assert.Equal("899", (await sop.StepAsync("method-c", "canary")).Findings["CANARY_ROWS"]);
        Assert.Equal(seen, (await sop.DoAsync(Log)).Split(Denied).Length);

        await sop.BeginAsync("none");
        Assert.NotEqual(0, (await sop.Practice.RunAsync("""
            psql -X -w "$DATABASE_URL" -v ON_ERROR_STOP=1 -c "begin; set local role authenticated; set local request.jwt.claims = '{\"sub\":\"00000000-0000-0000-0000-000000000000\"}'; insert into clients (user_id, name) select md5('user 1')::uuid, 'x'"
            """)).Code);
        Assert.Equal(seen + 1, (await sop.DoAsync(Log)).Split(Denied).Length);
        Assert.Equal("0", (await sop.StepAsync("method-c", "canary")).Findings["CANARY_ROWS"]);
    }

    [Fact]
    public async Task Correction25_LiteralExport_FailsWithExit0AndTheEvidenceIsDropped()
    {
        await sop.DoAsync("rm -rf backups");

        var exported = await sop.LiteralAsync(LiteralExport);
        var dropped = await sop.LiteralAsync("psql $DATABASE_URL -f scripts/migration/rollback-v2.sql");

        Assert.Equal((0, 0), (exported.Code, dropped.Code));
        Assert.Contains("No such file or directory", exported.Stderr, StringComparison.Ordinal);
        Assert.Equal("f", (await sop.AskAsync("select to_regclass('public.clients') is not null")).Trim());
        Assert.False(Directory.Exists(Path.Combine(sop.Workspace, "backups")));
    }

    [Fact]
    public async Task Correction25_TheRunbook_ExportsProvesAndOnlyThenDrops()
    {
        await sop.DoAsync("rm -rf backups");
        var export = await sop.StepAsync("method-c", "export");
        export.Succeeded();
        var folder = ("FORENSIC_EXPORT", export.Findings["FORENSIC_EXPORT"]);
        Assert.Equal("600 600 600 600 600 600\n", (await sop.DoAsync("stat -c %a \"$FORENSIC_EXPORT\"/* | tr '\\n' ' '", folder)).TrimEnd() + "\n");
        Assert.Contains("clients_owner", await sop.DoAsync("cat \"$FORENSIC_EXPORT/policies.csv\"", folder), StringComparison.Ordinal);

        var rolledBack = await sop.StepAsync("method-c", "rollback-sql", folder);

        rolledBack.Succeeded();
        Assert.Equal("f|f|f|t|t|t", (await sop.AskAsync("select to_regclass('clients') is not null, to_regclass('meetings') is not null, to_regclass('meeting_embeddings') is not null, to_regclass('users') is not null, to_regclass('ai_usage_tracking') is not null, to_regclass('legacy_meetings') is not null")).Trim());
    }

    [Theory]
    [InlineData("rm \"$FORENSIC_EXPORT\"/clients.csv", "clients.csv is gone.")]
    [InlineData("sed -i 2d \"$FORENSIC_EXPORT\"/clients.csv", "clients.csv is not what was exported.")]
    [InlineData("chmod 644 \"$FORENSIC_EXPORT\"/meetings.csv", "meetings.csv can be read by others: its mode is 644.")]
    [InlineData("rm -r \"$FORENSIC_EXPORT\"", "There is no export in")]
    [InlineData("psql -X -w -q \"$DATABASE_URL\" -c \"insert into clients (user_id, name) select id, 'late' from users limit 1\"", "clients has 901 rows now, and 900 in the export: export again.")]
    public async Task Correction25_EvidenceThatIsNotProven_KeepsTheTables(string spoil, string says)
    {
        var folder = ("FORENSIC_EXPORT", (await sop.StepAsync("method-c", "export")).Findings["FORENSIC_EXPORT"]);
        await sop.DoAsync(spoil, folder);

        (await sop.StepAsync("method-c", "rollback-sql", folder)).Failed(says);

        Assert.Equal("t", (await sop.AskAsync("select to_regclass('public.clients') is not null")).Trim());
    }

    [Fact]
    public async Task Correction25_ForARecipient_IsEncrypted()
    {
        // A folder of its own for keys: its agent listens on a socket whose path must stay short.
        var run = await sop.StepAsync("method-c", "export", ("FORENSIC_GPG_RECIPIENT", "nobody@example.com"));

        Assert.NotEqual(StepStatus.Succeeded, run.Verdict.Status);
        Assert.Empty(Directory.EnumerateDirectories(Path.Combine(sop.Workspace, "backups")));
    }

    [Theory]
    [InlineData("yes", Truth.True)]
    [InlineData("no", Truth.False)]
    [InlineData(null, Truth.Undetermined)]
    public void Correction26_Epic1IsRestored_OnlyIfItWasAffected(string? affected, Truth restored)
    {
        var findings = affected is null ? [] : new Dictionary<string, string> { ["EPIC1_AFFECTED"] = affected };

        Assert.Equal(restored, SopRig.Step("method-c", "restore").If!.Evaluate(new(new Dictionary<string, SignalReading>(), "method-c", findings, new HashSet<string>())));
    }
}
