namespace MeetSolis.IncidentConsole.Tests.Sop;

/// <summary>Backups that are no good, and a console that lacks something: nothing is done, and a sentence says why.</summary>
public sealed class RestoreRefusalTests(SopRig sop) : IClassFixture<SopRig>, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await sop.BeginAsync("database-errors");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("head -c 100000 \"$GOOD\" > bad.sql.gz", "bad.sql.gz is damaged or was cut off. Nothing was done.")]
    [InlineData("gunzip -c \"$GOOD\" > whole.sql; head -c 200000 whole.sql | gzip > bad.sql.gz", "bad.sql.gz ends before its dump does. Nothing was done.")]
    [InlineData("gunzip -c \"$GOOD\" | sed '/database dump complete/d' | gzip > bad.sql.gz", "bad.sql.gz ends before its dump does. Nothing was done.")]
    [InlineData("cp \"$GOOD\" bad.sql.gz; echo 0000  bad.sql.gz > bad.sql.gz.sha256", "bad.sql.gz is not what its checksum says. Nothing was done.")]
    [InlineData("cp \"$GOOD\" bad.sql.gz; printf 'users 3\\n' > bad.sql.gz.counts", "does not hold what was counted when it was made. Nothing was done.")]
    [InlineData("printf -- '--\\n-- PostgreSQL database dump complete\\n--\\n' | gzip > bad.sql.gz", "bad.sql.gz holds no table. Nothing was done.")]
    [InlineData("cp \"$GOOD\" bad.sql.gz; rm bad.sql.gz", "There is no file bad.sql.gz. Nothing was done.")]
    [InlineData("mkdir bad.sql.gz", "There is no file bad.sql.gz. Nothing was done.")]
    public async Task Backup_ThatIsNoGood_IsRefused(string make, string says)
    {
        await sop.DoAsync("rm -rf bad.sql.gz*; " + make, ("GOOD", sop.GoodBackup));
        var safety = await sop.SafetyDumpAsync();

        var run = await sop.StepAsync("method-b", "restore", ("BACKUP_FILE", "bad.sql.gz"), safety);

        run.Failed(says);
        Assert.Equal("5", (await sop.AskAsync("select count(*) from users where clerk_id is null")).Trim());
    }

    [Theory]
    [InlineData("bash scripts/migration/backup.sh production")]
    [InlineData("bash scripts/migration/safety-dump.sh")]
    [InlineData("bash scripts/migration/restore.sh \"$BACKUP_FILE\" x")]
    [InlineData("bash scripts/migration/export-forensics.sh")]
    [InlineData("bash scripts/migration/verify-export.sh backups")]
    [InlineData("bash scripts/migration/canary.sh")]
    [InlineData("bash scripts/migration/migration-state.sh")]
    [InlineData("bash scripts/migration/verify-epic1.sh production")]
    public async Task Script_WithAnEmptyAddress_NeverTakesWhateverServerIsThere(string script)
    {
        // The literal command would have reached this server: it listens on the default socket of this shell.
        var literal = await sop.LiteralAsync("export PGHOST=${DATABASE_URL##*host=} PGUSER=postgres; DATABASE_URL=; psql $DATABASE_URL -Atc 'select 1'");
        Assert.Equal((0, "1"), (literal.Code, literal.Stdout));

        var ran = await sop.Practice.RunAsync("export PGHOST=${DATABASE_URL##*host=} PGUSER=postgres DATABASE_URL=; " + script, ("BACKUP_FILE", sop.GoodBackup));

        Assert.Equal(1, ran.Code);
        Assert.Contains("DATABASE_URL is empty", ran.Stderr, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pg_dump", "bash scripts/migration/backup.sh production")]
    [InlineData("pg_restore", "bash scripts/migration/safety-dump.sh")]
    [InlineData("gzip", "bash scripts/migration/restore.sh x y")]
    [InlineData("curl", "bash scripts/migration/verify-epic1.sh production")]
    [InlineData("gpg", "FORENSIC_GPG_RECIPIENT=security@example.com bash scripts/migration/export-forensics.sh")]
    public async Task Script_WithoutATool_SaysWhichBeforeItDoesAnything(string tool, string script)
    {
        // Every program but one.
        await sop.DoAsync("rm -rf tools; mkdir tools; ln -s /usr/bin/* tools/; rm -f tools/\"$TOOL\"", ("TOOL", tool));

        var ran = await sop.Practice.RunAsync("export PATH=$PWD/tools; " + script, ("TOOL", tool));

        Assert.Equal(1, ran.Code);
        Assert.Contains($"{tool} is not installed on this machine. Nothing was done.", ran.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backup_WhoseDumpFails_LeavesNothingThatLooksLikeOne()
    {
        var before = sop.Backups();

        var ran = await sop.Practice.RunAsync("DATABASE_URL=\"${DATABASE_URL/meetsolis/nowhere}\" bash scripts/migration/backup.sh production");

        Assert.NotEqual(0, ran.Code);
        Assert.Equal(before, sop.Backups());
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(sop.Workspace, "backups"), "*.part"));
    }

    [Fact]
    public async Task Backup_HasItsCountsAndItsChecksumBesideIt()
    {
        var said = await sop.DoAsync("bash scripts/migration/backup.sh production; cd backups; sha256sum --check \"$(ls -t *.sha256 | head -n 1)\"");

        Assert.Contains("users: 1247", said, StringComparison.Ordinal);
        Assert.Contains(".sql.gz: OK", said, StringComparison.Ordinal);
        Assert.Equal("1247", (await sop.AskAsync("select count(*) from users")).Trim());
        Assert.Contains("users 1247", await sop.DoAsync("cat \"$(ls -t backups/*.counts | head -n 1)\""), StringComparison.Ordinal);
    }
}
