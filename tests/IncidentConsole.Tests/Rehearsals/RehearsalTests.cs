using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MeetSolis.IncidentConsole.Documents;
using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Rehearsals;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Signals;
using MeetSolis.IncidentConsole.Tests.Runs;
using Npgsql;

namespace MeetSolis.IncidentConsole.Tests.Rehearsals;

/// <summary>Rehearsals of Method B on a real PostgreSQL, with the scripts that are shipped: production is cloned, damaged in staging, and restored there.</summary>
public sealed class RehearsalTests : IAsyncLifetime
{
    private const string Runbook = """
        id: small
        title: Small
        version: "1.0"
        changes:
          - {version: "1.0", date: 2026-01-07, note: First}
        environments:
          production: {requires-rehearsal: true, secrets: [DATABASE_URL]}
          staging: {settings: [SPOIL], secrets: [DATABASE_URL, STAGING_DATABASE_URL, PROD_DATABASE_URL]}
        events: [user.complaint]
        signals:
          complaints: {kind: count, window: 1m, event: user.complaint, sources: [json]}
        triggers:
          complaints: {when: "complaints > 0", severity: sev2, recommend: method-b}
        tree:
          start: bad
          questions:
            bad: {ask: "Bad?", yes: {do: method-b}, no: {go: worse}}
            worse: {ask: "Worse?", yes: {do: method-b}, no: {do: look}}
        actions:
          look: {say: Look}
        methods:
          method-b:
            title: Restore the database
            risk: high
            eta: 20m
            steps:
              pick: {pick: {files: "backups/backup-epic1-*.sql.gz", newest: true, show: [age, gzip-test], into: BACKUP_FILE}}
              safety-dump:
                tools: [psql, pg_dump]
                uses: [DATABASE_URL]
                shell: bash scripts/migration/safety-dump.sh
                capture: {SAFETY_DUMP: '(?m)^safety dump: (.+)$'}
              restore:
                budget: 10m
                approval: {by: commander}
                needs: [pick, safety-dump]
                uses: [DATABASE_URL]
                files: [scripts/migration/restore.sh, scripts/migration/lib.sh]
                shell: bash scripts/migration/restore.sh "$BACKUP_FILE" "$SAFETY_DUMP"
                expect: [{text: "compared: rows, row security and policies are as in the backup"}]
          method-a:
            title: Flags off
            risk: low
            eta: 1m
            steps:
              off: {shell: 'echo off', expect: [{text: "off"}]}
        clocks:
          again: {title: Try the migration again, starts: resolved, not-before: 1s, requires: [rehearsed-on-production-clone]}
        documents:
          rehearsal: {path: "test-results/rehearsal-{date:yyyyMMdd}.md"}
        rehearsal:
          - environment: staging
            method: method-b
            within: 10m
            document: rehearsal
            steps:
              clone:
                uses: [DATABASE_URL, STAGING_DATABASE_URL]
                choice:
                  as-it-is: {data: production, shell: 'bash scripts/migration/clone.sh "$PROD_DATABASE_URL"'}
                  keep: {data: own, shell: bash scripts/migration/clone.sh}
              backup:
                uses: [DATABASE_URL]
                shell: |
                  bash scripts/migration/backup.sh staging
                  file=$(ls backups/backup-epic1-staging-*.sql.gz)
                  case "$SPOIL" in
                    cut) head -c 2000 "$file" >cut; mv cut "$file" ;;
                    short) gunzip -c "$file" | awk "NR <= 60" | gzip >short; mv short "$file"; rm "$file".* ;;
                  esac
              migrate: {files: [scripts/migration/migrate-v2.sql], shell: 'psql -X -w "$STAGING_DATABASE_URL" -v ON_ERROR_STOP=1 -1 -f scripts/migration/migrate-v2.sql'}
              break: {shell: 'psql -X -w "$STAGING_DATABASE_URL" -v ON_ERROR_STOP=1 -c "update users set clerk_id = null where id in (select id from users limit 5)"', expect: [{text: UPDATE 5}]}
              pick: {same-as: method-b.pick}
              safety-dump: {same-as: method-b.safety-dump}
              restore: {same-as: method-b.restore, needs: [pick, safety-dump]}
              undone: {shell: 'psql -X -w "$STAGING_DATABASE_URL" -v ON_ERROR_STOP=1 -Atc "select ''damaged: '' || count(*) from users where clerk_id is null"', expect: [{text: "damaged: 0"}]}
              report: {manual: {say: "Did all pass?", fields: {PASSED: yes-no}}}
          - {environment: staging, method: method-a, steps: {off: {same-as: method-a.off}}}
        """;

    private readonly Databases _databases = new();
    private readonly TempFolder _folder = new();
    private string _production = "", _staging = "";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _production = await _databases.NewPostgresAsync(Ct);
        _staging = await _databases.NewPostgresAsync(Ct);
        await ExecuteAsync(_production, await File.ReadAllTextAsync(Repository.PathOf("runbooks", "drill", "database", "epic1.sql"), Ct));
        var scripts = Directory.CreateDirectory(Path.Combine(_folder.FullPath, "workspace", "scripts", "migration")).FullName;
        foreach (var script in Directory.EnumerateFiles(Repository.PathOf("scripts", "migration"))) File.Copy(script, Path.Combine(scripts, Path.GetFileName(script)));
    }

    public async ValueTask DisposeAsync()
    {
        await _databases.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Rehearsal_ToItsEnd_RestoresIsReportedAndLetsProductionGo()
    {
        await using var host = await StartAsync("no");
        await host.ChooseAsync("method-b");
        Assert.Contains("Method B was never rehearsed.", await host.RefusalAsync(new IncidentCommand.CompleteStep("pick", File: "backups/none.sql.gz")), StringComparison.Ordinal);
        await host.DoAsync(new IncidentCommand.AssignCommander(new(RunsHost.Ana.Actor.Id, RunsHost.Ana.Actor.Name), AccessRole.Commander));
        await host.DoAsync(new IncidentCommand.Resolve("it was a try"));

        var end = await WalkAsync(host);

        Assert.Null(end.Stopped);
        Assert.Equal(0L, await AskAsync(_staging, "select count(*) from users where clerk_id is null"));
        Assert.Null(await host.Get<RehearsalReporter>().WriteAsync(end.View.Incident.Number, Ct));
        var record = (await host.Get<RehearsalEvidence>().LastAsync(Active(host), "method-b", Ct, onClone: true))!;
        Assert.True(record is { Counts: true, Review: { InTime: true, Data: StagedData.Production } });
        Assert.Matches("^test-results/rehearsal-[0-9]{8}\\.md$", record.Report);
        Assert.Contains("Every step was proven", await File.ReadAllTextAsync(Path.Combine(host.Get<DocumentFolder>().FullPath, record.Report!), Ct), StringComparison.Ordinal);
        Assert.Null(await LackAsync(host));
        // What waited for it is free by itself, with an entry of its own.
        await host.UntilAsync(_ => host.Get<IncidentStore>().EntriesAsync(host.Number, 0, null, Ct).Result.Select(e => e.Event).OfType<ClockMet>().FirstOrDefault(c => c.By!.Contains("rehearsed on a clone", StringComparison.Ordinal)));
        // The other method has a rehearsal of its own, and that one was never held.
        Assert.Equal("Method A was never rehearsed.", await host.Get<RehearsalEvidence>().LackAsync(Active(host), "production", "method-a", Ct));
        var again = await host.Get<IncidentService>().ExecuteAsync(end.View.Incident.Number, new IncidentCommand.Reopen("again"), RunsHost.Ana, null, Ct);
        Assert.Contains("begin another", Assert.IsType<CommandResult.Refused>(again).Sentence, StringComparison.Ordinal);
        // Another migration has come since: it is to be rehearsed anew.
        await File.AppendAllTextAsync(Path.Combine(host.Workspace, "scripts", "migration", "migrate-v2.sql"), "-- another\n", Ct);
        Assert.Contains("with another scripts/migration/migrate-v2.sql", await LackAsync(host), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rehearsals_OfSeveralMethods_AreHeldAndCountedEachForItsOwn()
    {
        await using var host = await StartAsync("no");
        var begun = Assert.IsType<RehearsalStart.Begun>(await host.Get<RehearsalService>().BeginAsync("small", "method-a", null, RunsHost.Ana, null, Ct));
        var end = await host.Get<UnattendedWalk>().RunAsync(begun.Incident, RunsHost.Ana, _ => { }, new Dictionary<string, string>(), Ct);

        Assert.Equal((null, "method-a", "off"), (end.Stopped, end.View.Incident.Rehearses, Assert.Single(end.View.Incident.CurrentRun!.Steps).Id));
        Assert.True((await host.Get<RehearsalEvidence>().LastAsync(Active(host), "method-a", Ct)) is { Counts: true, OnClone: false });
        Assert.Null(await host.Get<RehearsalEvidence>().LackAsync(Active(host), "production", "method-a", Ct));
        Assert.Equal("Method B was never rehearsed.", await LackAsync(host));
        // It leaves no report, for its rehearsal names none, and lets nothing go: it was on no clone.
        Assert.Null(await host.Get<RehearsalReporter>().EndedAsync(begun.Incident, Ct));
        Assert.Empty((await host.Get<IncidentStore>().LoadAsync(begun.Incident, Ct))!.Reports);
    }

    [Theory]
    [InlineData("cut", "Pick", "its gzip test failed")]
    [InlineData("short", "Restore", "ends before its dump does")]
    public async Task Rehearsal_WithABrokenBackup_FindsItAndDoesNotCount(string spoil, string step, string why)
    {
        await using var host = await StartAsync(spoil);

        var end = await WalkAsync(host);

        var record = (await host.Get<RehearsalEvidence>().FindAsync(end.View.Incident.Number, Ct))!;
        Assert.Contains(why, record.Why, StringComparison.Ordinal);
        Assert.False(record.Counts);
        Assert.Contains(step, record.Why, StringComparison.Ordinal);
        Assert.Null(await host.Get<RehearsalEvidence>().LastAsync(Active(host), "method-b", Ct));
        Assert.Contains($"The last try, {end.View.Incident.Number}, does not count", await LackAsync(host), StringComparison.Ordinal);
        Assert.Contains("It does not count as rehearsed", await host.Get<RehearsalReporter>().ReportAsync(end.View.Incident.Number, Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Begin_WhereItMustNot_IsRefusedWithASentence()
    {
        await using (var same = await StartAsync("no", staging: _production))
            Assert.Contains("DATABASE_URL of staging is that of production", await RefusalAsync(same, "method-b"), StringComparison.Ordinal);
        await using var host = await StartAsync("no");
        Assert.Contains("is of method-b or of method-a, not of 'method-c'", await RefusalAsync(host, "method-c"), StringComparison.Ordinal);
        Assert.Contains("held in staging, not in 'production'", await RefusalAsync(host, "method-b", "production"), StringComparison.Ordinal);
        var responder = await host.Get<RehearsalService>().BeginAsync("small", "method-b", null, RunsHost.Ana with { Role = AccessRole.Responder }, null, Ct);
        Assert.Equal(RefusalKind.Forbidden, Assert.IsType<RehearsalStart.Refused>(responder).Kind);

        using var begun = await host.Http.PostAsJsonAsync("/api/v1/rehearsals", new { method = "method-b" }, Ct);
        Assert.Equal(HttpStatusCode.Created, begun.StatusCode);
        Assert.Contains("is open in staging", await RefusalAsync(host, "method-b"), StringComparison.Ordinal);
        // What is damaged on purpose calls nobody, and is told again once it is over.
        var trigger = Active(host).Triggers["complaints"];
        Assert.False(await host.Get<ITriggerSink>().FiredAsync(new("staging", trigger, [], Instants.Cut(TimeProvider.System.GetUtcNow())), Ct));
        var listed = (await host.Http.GetFromJsonAsync<JsonElement>("/api/v1/rehearsals", Ct)).GetProperty("items")[0];
        Assert.Equal(("open", false), (listed.GetProperty("status").GetString(), listed.GetProperty("counts").GetBoolean()));
        Assert.Empty((await host.Get<IncidentStore>().LoadAsync(Assert.Single((await host.Get<IncidentList>().ListAsync(new(), null, 9, Ct)).Items).Number, Ct))!.Triggers);
    }

    private Task<RunsHost> StartAsync(string spoil, string? staging = null) => RunsHost.StartAsync(_folder.FullPath, Runbook, new Dictionary<string, string?>
    {
        ["Environments:production:Secrets:DATABASE_URL"] = UrlOf(_production),
        ["Environments:staging:Workspace"] = Path.Combine(_folder.FullPath, "workspace"),
        ["Environments:staging:Variables:SPOIL"] = spoil,
        ["Environments:staging:Secrets:DATABASE_URL"] = UrlOf(staging ?? _staging),
        ["Environments:staging:Secrets:STAGING_DATABASE_URL"] = UrlOf(staging ?? _staging),
        ["Environments:staging:Secrets:PROD_DATABASE_URL"] = UrlOf(_production),
    });

    private static async Task<WalkEnd> WalkAsync(RunsHost host)
    {
        var begun = Assert.IsType<RehearsalStart.Begun>(await host.Get<RehearsalService>().BeginAsync("small", "method-b", "staging", RunsHost.Ana, null, Ct));
        var end = await host.Get<UnattendedWalk>().RunAsync(begun.Incident, RunsHost.Ana, _ => { }, new Dictionary<string, string>(), Ct);
        return end.Stopped is null ? end : await host.Get<UnattendedWalk>().GiveUpAsync(end, RunsHost.Ana, Ct);
    }

    private static async Task<string> RefusalAsync(RunsHost host, string method, string? environment = null) =>
        Assert.IsType<RehearsalStart.Refused>(await host.Get<RehearsalService>().BeginAsync("small", method, environment, RunsHost.Ana, null, Ct)).Sentence;

    private static Runbook Active(RunsHost host) => host.Get<RunbookCatalog>().Active[0];

    private static Task<string?> LackAsync(RunsHost host) => host.Get<RehearsalEvidence>().LackAsync(Active(host), "production", "method-b", Ct);

    private static string UrlOf(string connection)
    {
        var to = new NpgsqlConnectionStringBuilder(connection);
        return $"postgresql://{to.Username}@{to.Host}:{to.Port}/{to.Database}";
    }

    private static async Task ExecuteAsync(string connection, string sql)
    {
        await using var database = new NpgsqlConnection(connection);
        await database.OpenAsync(Ct);
        await using var command = new NpgsqlCommand(sql, database);
        await command.ExecuteNonQueryAsync(Ct);
    }

    private static async Task<object?> AskAsync(string connection, string sql)
    {
        await using var database = new NpgsqlConnection(connection);
        await database.OpenAsync(Ct);
        await using var command = new NpgsqlCommand(sql, database);
        return await command.ExecuteScalarAsync(Ct);
    }
}
