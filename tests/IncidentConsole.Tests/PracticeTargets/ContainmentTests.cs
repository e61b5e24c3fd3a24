using System.Net;
using System.Net.Sockets;
using MeetSolis.IncidentConsole.Runs;
using MeetSolis.IncidentConsole.Tests.Runs;

namespace MeetSolis.IncidentConsole.Tests.PracticeTargets;

/// <summary>What a drill's step cannot do, however its command is written.</summary>
public sealed class ContainmentTests : IAsyncDisposable
{
    private readonly StepBench _bench = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Command_ThatConnectsPastTheProxies_ReachesThePracticeTargetsPortsOnly()
    {
        using var target = Listen();
        using var other = Listen();
        int inside = Port(target), outside = Port(other);

        var said = await SaidAsync($$"""
            try() { if ( exec 3<>"$1" ) 2>/dev/null; then echo "$2 reached"; else echo "$2 kept out"; fi; }
            try /dev/tcp/127.0.0.1/{{inside}} target
            try /dev/tcp/127.0.0.1/{{outside}} other
            try /dev/udp/127.0.0.1/{{outside}} datagram
            """, inside);

        // A kernel that cannot do it is said to be one (Settings, Environments); the proxies are all there is then.
        var kept = NetworkFence.IsAvailable ? "kept out" : "reached";
        Assert.Equal(["target reached", $"other {kept}", $"datagram {kept}"], said);
        Assert.Equal(NetworkFence.IsAvailable, !NetworkFence.Describe.Contains("cannot also block", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Command_OfADrill_FindsStandInsFirstAndNoProxyThatAnswers()
    {
        var said = await SaidAsync("""
            printf '%s\n' "$PATH" "$https_proxy" "$NO_PROXY" "$XDG_CONFIG_HOME"
            """, 1);

        Assert.Equal([$"{_bench.Workspace}:/usr/local/bin:/usr/bin:/bin", "http://127.0.0.1:9", "127.0.0.1,localhost,::1", Path.Combine(_bench.Home, ".config")], said);
    }

    [Fact]
    public async Task Command_WithTheConsolesOwnHomeOrWithoutStandIns_IsNotBegun()
    {
        var own = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var contained = _bench.Command("echo ran > ran") with { Containment = new(_bench.Workspace, []) };

        Assert.Contains("home folder of their own", await _bench.RefusalAsync(contained with { Home = own }), StringComparison.Ordinal);
        Assert.Contains("stand-in commands", await _bench.RefusalAsync(contained with { Containment = new(Path.Combine(_bench.Workspace, "none"), []) }), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_bench.Workspace, "ran")));
    }

    [Theory]
    [InlineData("http://192.0.2.1/")]
    [InlineData("http://[2001:db8::1]/")]
    [InlineData("https://192.0.2.1:8443/secrets")]
    public async Task Call_OfADrill_ToAnotherMachine_IsRefused(string url)
    {
        using var calls = new HttpCalls(TimeProvider.System);

        var failed = Assert.IsType<HttpAnswer.Failed>(await calls.SendAsync(new("GET", new(url), new Dictionary<string, string>(), null, TimeSpan.FromSeconds(30), LoopbackOnly: true), Ct));

        Assert.Contains("a drill reaches this machine only", failed.Because, StringComparison.Ordinal);
    }

    private async Task<string[]> SaidAsync(string script, int port)
    {
        var process = await _bench.StartAsync(_bench.Command(script) with { Containment = new(_bench.Workspace, [port]) });
        var said = StepBench.Texts(await StepBench.ReadAsync(process), OutputStreamKind.Stdout);
        Assert.Equal(0, Assert.IsType<ProcessEnd.Exited>(await process.EndAsync(Ct)).Code);
        return said;
    }

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private static int Port(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;
}
