using System.Net;
using System.Net.Http.Headers;
using System.Text;
using MeetSolis.IncidentConsole.Harness;

namespace MeetSolis.IncidentConsole.Tests.Signals;

public sealed class DeliveryRaceTests(Databases databases) : IClassFixture<Databases>
{
    private const int Deliveries = 30;

    /// <summary>As Alertmanagers in a cluster do that cannot see each other: each tells a console of its own, at the same moment.</summary>
    [Fact]
    public async Task Delivery_ToTwoNodesAtOnce_IsTakenByBothAndCountsOnce()
    {
        var shared = await databases.NewPostgresAsync(TestContext.Current.CancellationToken);
        var settings = new Dictionary<string, string?> { ["Sources:alertmanager:Secret"] = SignalsHost.Secret };
        await using var a = await SignalsHost.StartAsync(databases.NewFolder(), shared, settings: settings);
        await using var b = await SignalsHost.StartAsync(databases.NewFolder(), shared, settings: settings);

        for (var i = 0; i < Deliveries; i++)
        {
            var body = $$"""
                {"version":"4","alerts":[{"status":"firing","labels":{"alertname":"X","console_event":"rls.leak"},"startsAt":"2030-01-01T11:59:00Z","fingerprint":"f{{i}}"},
                {"status":"firing","labels":{"alertname":"Y","console_event":"migration.failed"},"startsAt":"2030-01-01T11:59:00Z","fingerprint":"own{{i}}"}]}
                """;
            var answers = await Task.WhenAll(PostAsync(a, body), PostAsync(b, body), PostAsync(a, body), PostAsync(b, body.Replace("own", "b-own", StringComparison.Ordinal)));
            Assert.All(answers, s => Assert.Equal(HttpStatusCode.OK, s));
        }

        Assert.Equal((Deliveries, 2 * Deliveries), (await a.StoredAsync("rls.leak"), await b.StoredAsync("migration.failed")));
        Assert.DoesNotContain(a.Log.Lines.Concat(b.Log.Lines), l => l.StartsWith("Error", StringComparison.Ordinal));
    }

    private static async Task<HttpStatusCode> PostAsync(SignalsHost host, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/ingest/alertmanager") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", SignalsHost.Secret);
        return (await host.Http.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode;
    }
}
