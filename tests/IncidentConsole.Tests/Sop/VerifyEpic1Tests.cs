using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace MeetSolis.IncidentConsole.Tests.Sop;

/// <summary>The five checks of the verification, each of which must fail alone; the rate limit's against a real Redis.</summary>
public sealed class VerifyEpic1Tests(SopRig sop, RedisServer redis) : IClassFixture<SopRig>, IClassFixture<RedisServer>, IAsyncLifetime
{
    private static readonly string[] Checks =
        ["✅ Database connection OK", "✅ Epic 1 tables exist", "✅ RLS policies active", "✅ Auth endpoint responding", "✅ Redis rate limiting functional"];

    public async ValueTask InitializeAsync()
    {
        await redis.DoAsync("CONFIG SET maxmemory 0");
        await sop.BeginAsync("none");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Epic1_ThatWorks_PassesAllFive_AndLeavesNothingInRedis()
    {
        var run = await VerifyAsync();

        Assert.Equal(0, run.Code);
        Assert.Equal([.. Checks, "Epic 1 of production is verified"], run.Lines);
        Assert.Equal("0", await redis.DoAsync("DBSIZE"));
        (await sop.StepAsync("method-b", "verify")).Succeeded();
    }

    [Theory]
    [InlineData(1, "alter table legacy_meetings rename to gone", "❌ Epic 1 tables are missing: legacy_meetings")]
    [InlineData(1, "update users set clerk_id = null where email like 'canary%'", "❌ Epic 1 tables are damaged: 2 users have no clerk_id and cannot sign in")]
    [InlineData(1, "truncate users cascade", "❌ Epic 1 tables hold no users")]
    [InlineData(2, "alter table users disable row level security", "❌ RLS policies: users: row security is off;")]
    [InlineData(2, "drop policy ai_usage_owner on ai_usage_tracking", "❌ RLS policies: ai_usage_tracking: it has no policy;")]
    [InlineData(2, "create policy everybody on users using (true)", "❌ RLS policies: users: a policy lets everybody read it;")]
    public async Task Database_WithAFault_FailsItsCheckAlone(int check, string sql, string says)
    {
        await sop.AskAsync(sql);

        // A table that is missing has no row security either.
        await FailsAsync(check, says, also: sql.Contains("rename", StringComparison.Ordinal) ? 2 : -1);
    }

    [Fact]
    public async Task Database_ThatIsAway_FailsThreeChecks()
    {
        var run = await VerifyAsync(("DATABASE_URL", "postgresql://postgres@127.0.0.1:1/meetsolis"));

        Assert.Equal(1, run.Code);
        Assert.Equal("❌ No connection to the database", run.Lines[0]);
        Assert.Equal([Checks[3], Checks[4]], run.Lines.Where(l => l.StartsWith('✅')));
    }

    [Theory]
    [InlineData("API_TOKEN", "wrong", "❌ Auth endpoint answers 401")]
    [InlineData("SITE_URL", "http://127.0.0.1:1", "❌ Auth endpoint does not answer")]
    public async Task AuthEndpoint_ThatDoesNotAnswerWith200_Fails(string name, string value, string says) => await FailsAsync(3, says, -1, (name, value));

    [Fact]
    public async Task AuthEndpoint_InMaintenance_IsStillAsked()
    {
        await sop.DoAsync("vercel env add MAINTENANCE_MODE production --value true --yes --no-sensitive; vercel redeploy meetsolis.com --target production");

        Assert.Equal((503, 0), (await sop.Practice.StatusOfAsync("/legacy"), (await VerifyAsync()).Code));
    }

    [Fact]
    public async Task Redis_ThatIsAway_Fails() => await FailsAsync(4, "❌ Redis rate limiting: ", -1, ("REDIS_URL", "redis://127.0.0.1:1"));

    [Fact]
    public async Task Redis_WithAnotherPassword_Fails() =>
        await FailsAsync(4, "❌ Redis rate limiting: WRONGPASS", -1, ("REDIS_URL", redis.Url.Replace(RedisServer.Password, "guessed", StringComparison.Ordinal)));

    [Fact]
    public async Task Redis_ThatIsFull_CountsNobody()
    {
        await redis.DoAsync("CONFIG SET maxmemory 1");

        await FailsAsync(4, "❌ Redis rate limiting: OOM", -1);
    }

    private async Task FailsAsync(int check, string says, int also, params (string, string)[] variables)
    {
        var run = await VerifyAsync(variables);

        Assert.Equal(1, run.Code);
        Assert.StartsWith(says, run.Lines[check], StringComparison.Ordinal);
        Assert.Equal(Checks.Where((_, i) => i != check && i != also), run.Lines.Where(l => l.StartsWith('✅')));
        Assert.Equal("Epic 1 of production is NOT verified", run.Lines[^1]);
    }

    private async Task<(int Code, string[] Lines)> VerifyAsync(params (string, string)[] variables)
    {
        // Outside the drill's fence: its ports are those of the practice target.
        var start = new ProcessStartInfo("bash", ["scripts/migration/verify-epic1.sh", "production"]) { WorkingDirectory = sop.Workspace, RedirectStandardOutput = true };
        foreach (var (name, value) in new[] { ("DATABASE_URL", sop.Practice.Database!), ("SITE_URL", sop.Practice.Url.ToString()), ("API_TOKEN", PracticeTargets.PracticeRig.Token), ("REDIS_URL", redis.Url) }.Concat(variables))
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, said.TrimEnd('\n').Split('\n'));
    }
}

/// <summary>A real <c>redis-server</c> with a password, on a free port, without anything on disk.</summary>
public sealed class RedisServer : IAsyncLifetime
{
    public const string Password = "practice-redis";

    private Process? _process;
    private int _port;

    public string Url => $"redis://:{Password}@127.0.0.1:{_port}";

    public async ValueTask InitializeAsync()
    {
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            _port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }
        try
        {
            _process = Process.Start(new ProcessStartInfo("redis-server", ["--port", $"{_port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", Path.GetTempPath(), "--requirepass", Password]) { RedirectStandardOutput = true })!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InvalidOperationException("These tests need a real redis-server. ./test installs it; on Debian: apt-get install redis-server. No service of it need run.", e);
        }
        _process.BeginOutputReadLine();
        await PracticeTargets.PracticeRig.UntilAsync(async () => await TryAsync("PING") == "PONG", "Redis answers");
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is null) return;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <summary>One command whose answer is one line; the answer without its mark.</summary>
    public async Task<string> DoAsync(string command) => await TryAsync(command) ?? throw new InvalidOperationException($"Redis did not answer {command}.");

    private async Task<string?> TryAsync(string command)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, _port);
            await using var writer = new StreamWriter(client.GetStream()) { NewLine = "\r\n" };
            await writer.WriteLineAsync($"AUTH {Password}");
            await writer.WriteLineAsync(command);
            await writer.FlushAsync();
            using var reader = new StreamReader(client.GetStream());
            await reader.ReadLineAsync();
            return (await reader.ReadLineAsync())?[1..];
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return null;
        }
    }
}
