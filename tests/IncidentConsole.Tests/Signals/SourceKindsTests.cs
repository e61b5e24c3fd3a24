using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Signals;
using MeetSolis.IncidentConsole.Signals.Settings;

namespace MeetSolis.IncidentConsole.Tests.Signals;

public sealed class SourceKindsTests : IAsyncLifetime
{
    private const string SvixSecret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    private const string SvixBody = """{"data":{"id":"sess_1","object":"session","status":"active","user_id":"user_1"},"instance_id":"ins_123","object":"event","timestamp":1767795780000,"type":"session.created"}""";
    private const string SvixGood = "v1,xgVJ8pZU2EOzLpdFSi7Jp2w71aZ59bB1asYxmai0ZZs=";
    private const string SentryBody = """{"action":"critical","data":{"description_title":"Critical: Error rate"}}""";
    private static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeSeconds(1_767_795_780);

    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["Sources:sentry:Secret"] = "sentry_client_secret",
        ["Sources:sentry:Events"] = "Canary = rls.leak",
        ["Sources:clerk:Secret"] = SvixSecret,
        ["Sources:clerk:Events"] = "session.created=login.failed",
        ["Sources:rotated:Kind"] = "clerk",
        ["Sources:rotated:Secret"] = "whsec_AAAA",
        ["Sources:rotated:PreviousSecret"] = SvixSecret,
        ["Sources:supabase:Secret"] = SignalsHost.Secret,
        ["Sources:alertmanager:Secret"] = SignalsHost.Secret,
        ["Sources:alertmanager:Events"] = "Canary=rls.leak",
        ["Sources:keyed:Kind"] = "json",
        ["Sources:grafana:Secret"] = SignalsHost.Secret,
        ["Sources:grafana:Events"] = "Canary=rls.leak",
        ["Sources:timed:Kind"] = "grafana",
        ["Sources:timed:Secret"] = SignalsHost.Secret,
        ["Sources:timed:TimestampHeader"] = "X-Time",
        ["Sources:json:Secret"] = SignalsHost.Secret,
        ["Sources:json:Fields"] = "items=data.records; id=meta.id",
    };

    private readonly TempFolder _folder = new();
    private SignalsHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await SignalsHost.StartAsync(_folder.FullPath, at: At, settings: Settings);

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("clerk", 0, SvixGood, HttpStatusCode.OK)]
    [InlineData("clerk", 299, SvixGood, HttpStatusCode.OK)]
    [InlineData("clerk", -299, SvixGood, HttpStatusCode.OK)]
    [InlineData("clerk", 301, SvixGood, HttpStatusCode.Unauthorized)]
    [InlineData("clerk", -301, SvixGood, HttpStatusCode.Unauthorized)]
    [InlineData("rotated", 0, SvixGood, HttpStatusCode.OK)]
    [InlineData("clerk", 0, "v1,AAAA v2,zzzz " + SvixGood, HttpStatusCode.OK)]
    [InlineData("clerk", 0, "v2,xgVJ8pZU2EOzLpdFSi7Jp2w71aZ59bB1asYxmai0ZZs=", HttpStatusCode.Unauthorized)]
    [InlineData("clerk", 0, "v1,xgVJ8pZU2EOzLpdFSi7Jp2w71aZ59bB1asYxmai0ZZt=", HttpStatusCode.Unauthorized)]
    [InlineData("clerk", 0, "", HttpStatusCode.Unauthorized)]
    public async Task Svix_Vector_HoldsWithinFiveMinutesAndForEitherSecret(string source, int seconds, string signature, HttpStatusCode expected)
    {
        await _host.DisposeAsync();
        _host = await SignalsHost.StartAsync(_folder.FullPath, at: At.AddSeconds(seconds), settings: Settings);

        Assert.Equal(expected, (await SvixAsync(source, "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W", signature)).StatusCode);
    }

    [Fact]
    public async Task Svix_Repeated_CountsOnceEvenAfterARestart()
    {
        await SvixAsync("clerk", "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W", SvixGood);
        await SvixAsync("clerk", "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W", SvixGood);
        await _host.DisposeAsync();
        _host = await SignalsHost.StartAsync(_folder.FullPath, at: At.AddSeconds(60), settings: Settings);

        Assert.Equal(HttpStatusCode.OK, (await SvixAsync("CLERK", "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W", SvixGood)).StatusCode);
        Assert.Equal(1, await _host.StoredAsync("login.failed"));
    }

    [Theory]
    [InlineData(SentryBody, HttpStatusCode.OK)]
    [InlineData(SentryBody + " ", HttpStatusCode.Unauthorized)]
    public async Task Sentry_Vector_HoldsForItsRawBodyOnly(string body, HttpStatusCode expected) =>
        Assert.Equal(expected, (await PostAsync("sentry", body, ("Sentry-Hook-Signature", "9237d3529374a3999478521bf0c97672807a4e50282ea13aafe54ea8fecbc667"))).StatusCode);

    [Fact]
    public async Task Alerts_RepeatedForHours_CountOnceAndAnewWhenTheyBeginAnew()
    {
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await AlertsAsync("alertmanager", "4", "2026-01-07T14:22:00Z")).StatusCode);
            _host.Time.Advance(TimeSpan.FromHours(4));
        }
        Assert.Equal(1, await _host.StoredAsync("rls.leak"));

        await AlertsAsync("alertmanager", "4", "2026-01-07T20:00:00Z");
        await AlertsAsync("grafana", "1", "2026-01-07T20:00:00Z");
        Assert.Equal(3, await _host.StoredAsync("rls.leak"));
    }

    [Fact]
    public async Task Alerts_TenThousandInABatch_AreCountedOnce()
    {
        var alerts = string.Join(',', Enumerable.Range(0, 10_000).Select(i => $$"""{"status":"firing","labels":{"alertname":"Canary","n":"{{i}}"},"startsAt":"2026-01-07T14:22:00Z","fingerprint":"f{{i}}"}"""));
        for (var i = 0; i < 2; i++)
        {
            var answer = await PostAsync("alertmanager", $$"""{"version":"4","alerts":[{{alerts}}]}""", ("Authorization", "Bearer " + SignalsHost.Secret));
            Assert.Equal(10_000, (await SignalsHost.JsonAsync(answer)).GetProperty("taken").GetInt32());
        }
        Assert.Equal(10_000, await _host.StoredAsync("rls.leak"));
    }

    [Fact]
    public async Task Grafana_WithATimestampHeader_SignsBothAndRefusesWhatIsStale()
    {
        const string body = """{"version":"1","alerts":[]}""";
        var at = At.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(SignalsHost.Secret), Encoding.UTF8.GetBytes($"{at}:{body}")));

        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync("timed", body, ("X-Grafana-Alerting-Signature", signature))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync("timed", body, ("X-Time", at), ("X-Grafana-Alerting-Signature", signature))).StatusCode);
        _host.Time.Advance(TimeSpan.FromSeconds(301));
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync("timed", body, ("X-Time", at), ("X-Grafana-Alerting-Signature", signature))).StatusCode);
    }

    [Theory]
    [InlineData("X-Console-Secret", SignalsHost.Secret, HttpStatusCode.OK)]
    [InlineData("Authorization", "Bearer " + SignalsHost.Secret, HttpStatusCode.OK)]
    [InlineData("X-Console-Secret", "vercel_drain_secret2", HttpStatusCode.Unauthorized)]
    [InlineData("X-Console-Secret", "", HttpStatusCode.Unauthorized)]
    public async Task Supabase_SecretInAHeader_IsAsked(string header, string value, HttpStatusCode expected)
    {
        var body = """[{"id":"1","timestamp":1767795780000000,"event_message":"new row violates row-level security policy for table \"clients\"","metadata":[{"parsed":[{"error_severity":"ERROR","sql_state_code":"42501"}]}]}]""";

        Assert.Equal(expected, (await PostAsync("supabase", body, (header, value))).StatusCode);
        Assert.Equal(expected == HttpStatusCode.OK ? 1 : 0, await _host.StoredAsync("rls.denied"));
    }

    [Theory]
    [InlineData(ApiKeyScopes.Ingest, HttpStatusCode.OK)]
    [InlineData(ApiKeyScopes.Act, HttpStatusCode.Unauthorized)]
    public async Task Keys_OnlyThoseThatMaySendSignals_OpenASourceWithoutASecret(ApiKeyScopes scope, HttpStatusCode expected)
    {
        var key = await _host.Get<ApiKeyService>().CreateAsync(Caller.Console, "sender", scope, TestContext.Current.CancellationToken);

        Assert.Equal(expected, (await PostAsync("keyed", """{"id":"1","event":"login.failed","at":1767795780000}""", ("Authorization", "Bearer " + key.Value!.Secret))).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await PostAsync("keyed", "{}")).StatusCode);
    }

    [Theory]
    [InlineData("sentry")]
    [InlineData("clerk")]
    [InlineData("supabase")]
    [InlineData("alertmanager")]
    [InlineData("grafana")]
    [InlineData("json")]
    [InlineData("events")]
    [InlineData("vercel")]
    public async Task Guide_ItsScript_IsTaken(string name)
    {
        await _host.DisposeAsync();
        _host = await SignalsHost.StartAsync(_folder.FullPath, at: TimeProvider.System.GetUtcNow(), settings: Settings);
        var source = _host.Get<SourceRegistry>().Find(name)!;
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", SourceGuide.Of(source, $"{_host.Http.BaseAddress}ingest/{name}")!.Try])
        {
            Environment = { ["SECRET"] = source.Secret },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var said = await bash.StandardOutput.ReadToEndAsync(limit.Token);
        await bash.WaitForExitAsync(limit.Token);

        Assert.True(bash.ExitCode == 0, said + await bash.StandardError.ReadToEndAsync(limit.Token));
        Assert.Contains("\"rejected\":0", said, StringComparison.Ordinal);
        Assert.Null(_host.Get<SourceRegistry>().Status().Single(s => s.Source.Name == name).LastProblem);
    }

    private Task<HttpResponseMessage> SvixAsync(string source, string id, string signature) =>
        PostAsync(source, SvixBody, ("svix-id", id), ("svix-timestamp", "1767795780"), ("svix-signature", signature));

    private Task<HttpResponseMessage> AlertsAsync(string source, string version, string starts)
    {
        var body = $$"""{"version":"{{version}}","alerts":[{"status":"firing","labels":{"alertname":"Canary"},"startsAt":"{{starts}}","fingerprint":"f"}]}""";
        return PostAsync(source, body, Signed(Encoding.UTF8.GetBytes(body), "a"));
    }

    // What a sender of any kind would add.
    private static (string, string)[] Signed(byte[] body, string id)
    {
        var at = At.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var svix = HMACSHA256.HashData(Convert.FromBase64String(SvixSecret["whsec_".Length..]), Encoding.UTF8.GetBytes($"{id}.{at}.").Concat(body).ToArray());
        return
        [
            ("Authorization", "Bearer " + SignalsHost.Secret), ("svix-id", id), ("svix-timestamp", at), ("svix-signature", "v1," + Convert.ToBase64String(svix)),
            ("Sentry-Hook-Signature", Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes("sentry_client_secret"), body))),
        ];
    }

    private Task<HttpResponseMessage> PostAsync(string source, string body, params (string Name, string Value)[] headers) => PostAsync(source, Encoding.UTF8.GetBytes(body), headers);

    private async Task<HttpResponseMessage> PostAsync(string source, byte[] body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/ingest/{source}") { Content = new ByteArrayContent(body) };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await _host.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
