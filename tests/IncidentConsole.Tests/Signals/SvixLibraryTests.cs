using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using MeetSolis.IncidentConsole.Harness;

namespace MeetSolis.IncidentConsole.Tests.Signals;

/// <summary>What Clerk's sender signs with, against our endpoint. <c>./test</c> installs it and says where in <c>TEST_SVIX</c>.</summary>
public sealed class SvixLibraryTests : IAsyncLifetime
{
    private const string Secret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    private const string Other = "whsec_YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXowMTIzNDU=";
    // What was signed is handed over byte for byte, with letters of more than one byte in it.
    private const string Script = """
        const { Webhook } = require("svix");
        const [secret, seconds] = process.argv.slice(1);
        const at = new Date(Number(seconds) * 1000);
        const sent = [1, 2, 3].map(n => {
          const body = JSON.stringify({ type: "session.created", object: "event", timestamp: at.getTime(), data: { id: "sess_" + n, name: "Zoë 🚨 " + "x".repeat(n * 997) } });
          const id = "msg_" + seconds + "_" + n;
          return { id, at: seconds, body, signature: new Webhook(secret).sign(id, at, body) };
        });
        process.stdout.write(JSON.stringify(sent));
        """;

    private readonly TempFolder _folder = new();
    private SignalsHost _host = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("TEST_SVIX")))
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", "TEST_SVIX is not set: in continuous integration Svix's library is not left out.");
            Assert.Skip("TEST_SVIX is not set: ./test sets it where npm is installed.");
        }
        _host = await SignalsHost.StartAsync(_folder.FullPath, settings: new Dictionary<string, string?>
        {
            ["Sources:clerk:Secret"] = Secret,
            ["Sources:clerk:Events"] = "session.created=login.failed",
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Delivery_SignedByTheLibrary_CountsOnceWhereItIsOursAndFresh()
    {
        foreach (var (secret, seconds, expected, counted) in new (string Secret, int Seconds, HttpStatusCode Expected, long Counted)[]
        {
            (Secret, 0, HttpStatusCode.OK, 3), (Secret, -299, HttpStatusCode.OK, 6), (Secret, -301, HttpStatusCode.Unauthorized, 6), (Other, 0, HttpStatusCode.Unauthorized, 6),
        })
        {
            foreach (var sent in await SignAsync(secret, _host.Now / 1000 + seconds))
                for (var i = 0; i < 2; i++)
                    Assert.Equal(expected, (await PostAsync(sent)).StatusCode);

            Assert.Equal(counted, await _host.StoredAsync("login.failed"));
        }
    }

    private sealed record Sent(string Id, string At, string Body, string Signature);

    private static async Task<Sent[]> SignAsync(string secret, long seconds)
    {
        using var node = Process.Start(new ProcessStartInfo("node", ["-e", Script, "--", secret, seconds.ToString(System.Globalization.CultureInfo.InvariantCulture)])
        {
            WorkingDirectory = Environment.GetEnvironmentVariable("TEST_SVIX")!,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        })!;
        var errors = node.StandardError.ReadToEndAsync(Ct);
        var said = await node.StandardOutput.ReadToEndAsync(Ct);
        await node.WaitForExitAsync(Ct);
        Assert.True(node.ExitCode == 0, await errors);
        return JsonSerializer.Deserialize<Sent[]>(said, JsonSerializerOptions.Web)!;
    }

    private async Task<HttpResponseMessage> PostAsync(Sent sent)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/ingest/clerk") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(sent.Body)) };
        request.Headers.Add("svix-id", sent.Id);
        request.Headers.Add("svix-timestamp", sent.At);
        request.Headers.Add("svix-signature", sent.Signature);
        return await _host.Http.SendAsync(request, Ct);
    }
}
