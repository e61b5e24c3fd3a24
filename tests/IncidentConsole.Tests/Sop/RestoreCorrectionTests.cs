using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Tests.Sop;

/// <summary>Method B to the letter, and the runbook's: corrections 11 to 17. The database has five damaged users; v2.0 hangs on the table.</summary>
public sealed class RestoreCorrectionTests(SopRig sop) : IClassFixture<SopRig>, IAsyncLifetime
{
    private const string Damaged = "select count(*) from users where clerk_id is null";
    private const string TwoBackups = "rm backups/*; cp old.gz backups/backup-epic1-production-20260101-000000.sql.gz; cp new.gz backups/backup-epic1-production-20260102-000000.sql.gz";

    public async ValueTask InitializeAsync() => await sop.BeginAsync("database-errors");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Correction11_LiteralGunzip_EatsTheBackup_TheRunbookKeepsIt()
    {
        var backup = sop.GoodBackup;
        await sop.DoAsync($"cp {backup} kept.sql.gz");
        Assert.Equal(0, (await sop.LiteralAsync("gunzip kept.sql.gz")).Code);
        Assert.False(File.Exists(Path.Combine(sop.Workspace, "kept.sql.gz")));
        Assert.NotEqual(0, (await sop.LiteralAsync("gunzip kept.sql.gz")).Code);

        (await RestoreAsync(backup)).Succeeded();
        (await RestoreAsync(backup)).Succeeded();
        Assert.True(File.Exists(Path.Combine(sop.Workspace, backup)));
    }

    [Fact]
    public async Task Correction12_LiteralGlob_RestoresTheOldest_TheRunbookTakesOnePath()
    {
        await TwoBackupsAsync();
        var literal = await sop.LiteralAsync(
            "gunzip backups/backup-epic1-production-*.sql.gz && createdb -h ${DATABASE_URL##*host=} -U postgres elsewhere && psql ${DATABASE_URL/meetsolis/elsewhere} -f backups/backup-epic1-production-*.sql");
        Assert.Equal(0, literal.Code);
        Assert.Equal("1200", (await sop.DoAsync("psql -X -w \"${DATABASE_URL/meetsolis/elsewhere}\" -Atc 'select count(*) from users'; dropdb -f -h \"${DATABASE_URL##*host=}\" -U postgres elsewhere")).Trim());
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(sop.Workspace, "backups"), "*.gz"));

        await sop.BeginAsync("database-errors");
        await TwoBackupsAsync();
        var two = await sop.Practice.RunAsync("bash scripts/migration/restore.sh backups/backup-epic1-production-*.sql.gz \"$SAFETY_DUMP\"", await sop.SafetyDumpAsync());
        Assert.Equal((1, "5"), (two.Code, (await sop.AskAsync(Damaged)).Trim()));
        Assert.Contains("Say one backup and one safety dump; 3 names were given", two.Stderr, StringComparison.Ordinal);
        (await RestoreAsync("backups/backup-epic1-production-20260102-000000.sql.gz")).Succeeded();
        Assert.Equal("1247", (await sop.AskAsync("select count(*) from users")).Trim());
    }

    [Fact]
    public async Task Corrections13And15_LiteralRestore_ExitsWith0AndLeavesTheDamage_TheRunbookRepairsIt()
    {
        await sop.DoAsync($"gunzip -c {sop.GoodBackup} > backups/literal.sql");
        var literal = await sop.LiteralAsync("psql $DATABASE_URL -f backups/literal.sql");
        Assert.Equal(0, literal.Code);
        Assert.Contains("ERROR:", literal.Stderr, StringComparison.Ordinal);
        Assert.Equal("5", (await sop.AskAsync(Damaged)).Trim());

        await sop.BeginAsync("database-errors");
        var restored = await RestoreAsync(sop.GoodBackup);

        restored.Succeeded();
        Assert.Equal("0", (await sop.AskAsync(Damaged)).Trim());
        Assert.Equal("3", (await sop.AskAsync("select count(*) from pg_constraint where contype = 'f' and confrelid = 'users'::regclass and conrelid in ('clients'::regclass, 'meetings'::regclass, 'meeting_embeddings'::regclass) and convalidated")).Trim());
        Assert.Equal("900", (await sop.AskAsync("select count(*) from clients")).Trim());
    }

    [Fact]
    public async Task Correction13_AFailureInTheMiddle_LiteralLeavesHalf_TheRunbookUndoesAll()
    {
        await sop.DoAsync($"gunzip -c {sop.GoodBackup} | sed 's/^COPY public.users .*/COPY public.users (no_such_column) FROM stdin;/' > broken.sql; gzip -k broken.sql");
        await sop.DoAsync("psql -X -w -q \"$DATABASE_URL\" -c 'drop table meeting_embeddings, meetings, clients'");
        var before = await CountsAsync();

        var (_, safety) = await sop.SafetyDumpAsync();
        var run = await sop.StepAsync("method-b", "restore", ("BACKUP_FILE", "broken.sql.gz"), ("SAFETY_DUMP", safety));
        run.Failed("The restore was undone as a whole");
        Assert.Equal(before, await CountsAsync());

        Assert.Equal(0, (await sop.LiteralAsync("psql $DATABASE_URL -f broken.sql")).Code);
        Assert.NotEqual(before, await CountsAsync());
    }

    [Fact]
    public async Task Correction14_ExpectedTexts_NeverComeFromPsql_TheRunbookComparesCounts()
    {
        await sop.DoAsync($"psql -X -w -q \"$DATABASE_URL\" -c 'drop table meeting_embeddings, meetings, clients'; gunzip -c {sop.GoodBackup} > whole.sql");
        var literal = await sop.LiteralAsync("psql $DATABASE_URL -f whole.sql");
        Assert.DoesNotContain("COMMIT", literal.Stdout, StringComparison.Ordinal);
        Assert.DoesNotContain("COPY 1247 (users)", literal.Stdout, StringComparison.Ordinal);
        Assert.Contains("COPY 1247", literal.Stdout, StringComparison.Ordinal);

        var run = await RestoreAsync(sop.GoodBackup);
        run.Succeeded();
        Assert.Equal(("1247", "5632"), (run.Findings["RESTORED_USERS"], run.Findings["RESTORED_AI_USAGE"]));
    }

    [Fact]
    public async Task Correction16_LiteralRestore_HasNoWayBack_TheRunbookMakesOneFirst()
    {
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(sop.Workspace, "backups"), "safety-*"));
        var without = await sop.StepAsync("method-b", "restore", ("BACKUP_FILE", sop.GoodBackup), ("SAFETY_DUMP", "backups/safety-none.dump"));
        without.Failed("Without a safety dump there is no way back. Nothing was done.");
        Assert.Equal("5", (await sop.AskAsync(Damaged)).Trim());

        var dumped = await sop.StepAsync("method-b", "safety-dump");
        dumped.Succeeded();
        await sop.DoAsync("createdb -h \"${DATABASE_URL##*host=}\" -U postgres back; pg_restore -d \"${DATABASE_URL/meetsolis/back}\" \"$SAFETY_DUMP\"", ("SAFETY_DUMP", dumped.Findings["SAFETY_DUMP"]));
        Assert.Equal("5\n", await sop.DoAsync("psql -X -w \"${DATABASE_URL/meetsolis/back}\" -Atc \"$SQL\"; dropdb -f -h \"${DATABASE_URL##*host=}\" -U postgres back", ("SQL", Damaged)) + "\n");
    }

    [Fact]
    public async Task Correction16_ASafetyDumpThatIsCutOff_IsNoWayBack()
    {
        var (name, dump) = await sop.SafetyDumpAsync();
        await sop.DoAsync($"truncate -s 20000 {dump}");

        Assert.NotEqual(StepStatus.Succeeded, (await sop.ProveAsync("method-b", "safety-dump")).Status);
        (await sop.StepAsync("method-b", "restore", ("BACKUP_FILE", sop.GoodBackup), (name, dump))).Failed("Without a safety dump there is no way back");
    }

    [Fact]
    public async Task Correction16_TwoDumpsInTheSameSecond_AreTwoDumps()
    {
        var both = await sop.DoAsync("bash scripts/migration/safety-dump.sh & bash scripts/migration/safety-dump.sh; wait $!");

        var dumps = both.Split('\n').Where(l => l.StartsWith("safety dump: ", StringComparison.Ordinal)).Select(l => l["safety dump: ".Length..]).Distinct().ToArray();
        Assert.Equal(2, dumps.Length);
        Assert.All(dumps, d => Assert.True(File.Exists(Path.Combine(sop.Workspace, d))));
    }

    [Theory]
    [InlineData(1, "26 h 0 min")]
    [InlineData(0, "8 days 1 h")]
    public async Task Correction17_TheRealAgeOfTheChosenBackup_IsTheLoss(int backup, string age)
    {
        var run = await RestoreAsync(sop.Backups()[backup]);

        run.Succeeded();
        Assert.StartsWith($"what was written in the last {age}, since 2", run.Findings["DATA_LOSS"], StringComparison.Ordinal);
    }

    private async Task<StepRun> RestoreAsync(string backup) => await sop.StepAsync("method-b", "restore", ("BACKUP_FILE", backup), await sop.SafetyDumpAsync());

    private Task<string> CountsAsync() => sop.AskAsync("select (select count(*) from users), to_regclass('public.ai_usage_tracking') is not null, (select count(*) from users where clerk_id is null)");

    private Task<string> TwoBackupsAsync() => sop.DoAsync($"cp {sop.Backups()[0]} old.gz; cp {sop.GoodBackup} new.gz; {TwoBackups}");
}
