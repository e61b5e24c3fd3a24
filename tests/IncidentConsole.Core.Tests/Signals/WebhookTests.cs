using System.Globalization;
using System.Text;
using CsCheck;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Tests.Signals;

public sealed class WebhookTests
{
    private const long Now = 1_767_795_780_000;
    private static readonly EventScope Scope = new(new HashSet<string> { "login.failed", "login.locked", "queries.failed", "connections.failed", "rls.denied", "rls.leak" }, Now - 86_400_000, Now + 120_000)
    {
        Map = new Dictionary<string, string> { ["user.locked"] = "login.locked", ["Canary"] = "rls.leak", ["Nowhere"] = "no.such" },
    };

    private static readonly Func<byte[], EventBatch>[] Parsers =
    [
        b => SupabaseDrain.Parse(b, Scope), b => ClerkWebhook.Parse(b, "msg_1", Scope), b => SentryAlert.Parse(b, Scope, Now),
        b => AlertWebhook.Parse(b, "4", Scope), b => AlertWebhook.Parse(b, "1", Scope), b => CountedEvents.Parse(b, Scope), b => CountedEvents.Parse(b, Scope, new EventFields(Items: "a.b")),
    ];

    private static readonly string[] Good =
    [
        Log("42501", "new row violates row-level security policy for table \"clients\""), Clerk("user.updated", "\"locked\":true"), Metric("critical"), Issue("Canary"),
        Alerts("4", Alert("firing", "Canary"), Alert("resolved", "Canary")), "{\"a\":{\"b\":[{\"id\":1,\"event\":\"login.failed\",\"at\":1767795780000,\"count\":3}]}}",
    ];

    [Theory]
    [InlineData("ERROR", "42501", "new row violates row-level security policy for table \"clients\"", "rls.denied")]
    [InlineData("ERROR", "42501", "permission denied for table clients", "queries.failed")]
    [InlineData("FATAL", "53300", "remaining connection slots are reserved", "connections.failed")]
    [InlineData("FATAL", "08006", "connection failure", "connections.failed")]
    [InlineData("FATAL", "57P01", "terminating connection", "connections.failed")]
    [InlineData("FATAL", "28P01", "password authentication failed", "connections.failed")]
    [InlineData("ERROR", "23505", "duplicate key", "queries.failed")]
    [InlineData("LOG", "00000", "checkpoint complete", null)]
    [InlineData("WARNING", "01000", "new row violates row-level security policy", null)]
    public void Classify_AState_IsTheEventItProves(string severity, string state, string message, string? expected) =>
        Assert.Equal(expected, SupabaseDrain.Classify(severity, state, message));

    [Theory]
    [InlineData("[{\"parsed\":[P]}]", "1767795780000000")]
    [InlineData("{\"parsed\":P}", "\"2026-01-07T14:23:00Z\"")]
    [InlineData("[{\"parsed\":P}]", "\"2026-01-07T14:23:00.000000+00:00\"")]
    public void Supabase_EitherShapeAndTime_IsRead(string metadata, string time)
    {
        var parsed = "{\"error_severity\":\"ERROR\",\"sql_state_code\":\"23505\",\"detail\":null,\"new_field\":[1]}";
        var batch = SupabaseDrain.Parse(Bytes($"[{{\"id\":\"1\",\"timestamp\":{time},\"event_message\":\"x\",\"metadata\":{metadata.Replace("P", parsed, StringComparison.Ordinal)}}}]"), Scope);

        Assert.Equal(("queries.failed", Now), batch.Events.Select(e => (e.Event, e.Milliseconds)).Single());
    }

    [Fact]
    public void Supabase_OtherLogs_AreIgnoredAndBrokenOnesNamed()
    {
        var batch = SupabaseDrain.Parse(Bytes($"[{{\"id\":\"e\",\"timestamp\":1,\"metadata\":{{\"request\":[]}}}},{Log("23505", "x")[1..^1]},{{\"no\":1}},{Log("23505", "x", "-5")[1..^1]}]"), Scope);

        Assert.Equal((1, 1, 2), (batch.Events.Count, batch.Ignored, batch.Rejections.Count));
        Assert.Equal(["[2]", "[3]"], batch.Rejections.First.Select(r => r.Place));
    }

    [Fact]
    public void Clerk_Events_CountOnlyWhereTheRunbookKnowsThem()
    {
        var locked = ClerkWebhook.Parse(Bytes(Clerk("user.updated", "\"locked\":true")), "msg_1", Scope);
        var updated = ClerkWebhook.Parse(Bytes(Clerk("user.updated", "\"locked\":false")), "msg_2", Scope);
        var session = ClerkWebhook.Parse(Bytes(Clerk("session.created", "\"id\":\"s\"")), "msg_3", Scope);

        Assert.Equal(("login.locked", Now), locked.Events.Select(e => (e.Event, e.Milliseconds)).Single());
        Assert.Equal((0, 1, 0, 1), (updated.Events.Count, updated.Ignored, session.Events.Count, session.Ignored));
    }

    [Fact]
    public void Clerk_RetriedAfterHours_CountsAtItsOwnTimeAndUnderItsDelivery()
    {
        var later = Scope with { Earliest = Now - 60_000_000, Latest = Now + 30_000_000 };
        var body = Bytes(Clerk("user.updated", "\"locked\":true"));

        Assert.Equal(ClerkWebhook.Parse(body, "msg_1", Scope).Events, ClerkWebhook.Parse(body, "msg_1", later).Events);
        Assert.NotEqual(ClerkWebhook.Parse(body, "msg_1", Scope).Events, ClerkWebhook.Parse(body, "msg_2", Scope).Events);
    }

    [Theory]
    [InlineData("critical", 1, 0, 0)]
    [InlineData("warning", 0, 1, 0)]
    [InlineData("resolved", 0, 1, 0)]
    [InlineData("exploded", 0, 0, 1)]
    public void Sentry_MetricAlert_CountsWhereItIsCritical(string action, int events, int ignored, int rejected)
    {
        var batch = SentryAlert.Parse(Bytes(Metric(action)), Scope, Now);

        Assert.Equal((events, ignored, rejected), (batch.Events.Count, batch.Ignored, batch.Rejections.Count));
        Assert.All(batch.Events, e => Assert.Equal(("rls.leak", null, 1L), (e.Event, e.Value, e.Count)));
    }

    [Fact]
    public void Sentry_IssueAlert_IsToldApartByEventAndRule()
    {
        var one = SentryAlert.Parse(Bytes(Issue("Canary")), Scope, Now).Events.Single();

        Assert.Equal(one, SentryAlert.Parse(Bytes(Issue("Canary")), Scope, Now + 5).Events.Single());
        Assert.Contains("no event of the runbook", SentryAlert.Parse(Bytes(Issue("Other")), Scope, Now).Rejections.First.Single().Reason, StringComparison.Ordinal);
        Assert.Contains("no event of the runbook", SentryAlert.Parse(Bytes(Issue("Nowhere")), Scope, Now).Rejections.First.Single().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Sentry_OldMetricAlertSentAgain_IsRefused() =>
        Assert.Equal("Its time is too long ago.", SentryAlert.Parse(Bytes(Metric("critical", "2025-12-01T00:00:00Z")), Scope, Now).Rejections.First.Single().Reason);

    [Theory]
    [InlineData("4")]
    [InlineData("1")]
    public void Alerts_OfAGroup_GoByTheirOwnStatus(string version)
    {
        var batch = AlertWebhook.Parse(Bytes(Alerts(version, Alert("firing", "Canary"), Alert("resolved", "Canary"), Alert("firing", "Unmapped"), Alert("firing", "X", "\"console_event\":\"login.failed\""))), version, Scope);

        Assert.Equal(["rls.leak", "login.failed"], batch.Events.Select(e => e.Event));
        Assert.Equal((1, "alerts[2]"), (batch.Ignored, batch.Rejections.First.Single().Place));
    }

    [Fact]
    public void Alerts_Repeated_HaveOneIdUntilTheyBeginAnew()
    {
        var first = AlertWebhook.Parse(Bytes(Alerts("4", Alert("firing", "Canary"))), "4", Scope).Events.Single();
        var again = AlertWebhook.Parse(Bytes(Alerts("4", Alert("firing", "Canary"), Alert("firing", "Canary"))), "4", Scope).Events;
        var anew = AlertWebhook.Parse(Bytes(Alerts("4", Alert("firing", "Canary", starts: "2026-01-07T14:22:30Z"))), "4", Scope).Events.Single();

        Assert.All(again, e => Assert.Equal(first, e));
        Assert.NotEqual(first.Id, anew.Id);
    }

    [Theory]
    [InlineData("{\"version\":\"5\",\"alerts\":[]}", "version")]
    [InlineData("{\"alerts\":[]}", "version")]
    [InlineData("{\"version\":\"4\"}", "alerts")]
    [InlineData("{\"version\":\"4\",\"alerts\":[7]}", "alerts[0]")]
    [InlineData("{\"version\":\"4\",\"alerts\":[{\"status\":\"perhaps\"}]}", "alerts[0]")]
    [InlineData("[]", "version")]
    [InlineData("{\"version\":\"4\",", "the body")]
    public void Alerts_Unreadable_SayWhere(string body, string place)
    {
        var batch = AlertWebhook.Parse(Bytes(body), "4", Scope);

        Assert.True(batch.NothingParsed);
        Assert.Equal(place, batch.Rejections.First.Single().Place);
    }

    [Fact]
    public void Json_WithOtherNames_IsReadByThem()
    {
        var fields = new EventFields("uuid", "kind", "when.at", "cost.usd", "n", "records");
        var batch = CountedEvents.Parse(Bytes("""
            {
              "records": [
                {"uuid": 7, "kind": "login.failed", "when": {"at": "2026-01-07T14:23:00Z"}, "cost": {"usd": 0.5}, "n": 3},
                {"uuid": 8, "kind": "login.failed", "when": {}}
              ]
            }
            """), Scope, fields);

        Assert.Equal(("login.failed", Now, 0.5, 3L), batch.Events.Select(e => (e.Event, e.Milliseconds, e.Value!.Value, e.Count)).Single());
        Assert.Equal("records[1]", batch.Rejections.First.Single().Place);
    }

    [Theory]
    [InlineData("\"value\":NaN")]
    [InlineData("\"value\":\"NaN\"")]
    [InlineData("\"value\":-1")]
    [InlineData("\"value\":1e999")]
    [InlineData("\"count\":-1")]
    [InlineData("\"count\":1.5")]
    [InlineData("\"count\":1000001")]
    [InlineData("\"at\":-1")]
    [InlineData("\"at\":\"NaN\"")]
    public void Json_NumberThatIsNone_IsRejected(string field)
    {
        foreach (var fields in new[] { null, EventFields.Own })
        {
            var batch = CountedEvents.Parse(Bytes("{\"id\":\"1\",\"event\":\"login.failed\",\"at\":1767795780000," + field + "}"), Scope, fields);
            Assert.Equal((0, 1), (batch.Events.Count, batch.Rejections.Count));
        }
    }

    [Fact]
    public void Parse_AnyBytes_NeverThrows() => Gen.Byte.Array[0, 200].Sample(bytes => Array.ForEach(Parsers, p => p(bytes)));

    [Fact]
    public void Parse_GoodBodiesChanged_NeverThrows() => Gen.Select(Gen.Int[0, Good.Length - 1], Gen.Int[0, int.MaxValue]).Sample((which, seed) =>
    {
        var random = new Random(seed);
        var body = Bytes(Good[which]);
        for (var edits = random.Next(1, 10); edits > 0; edits--)
            body[random.Next(body.Length)] = (byte)random.Next(256);
        body = body[..random.Next(1, body.Length + 1)];
        foreach (var parser in Parsers)
            Assert.All(parser(body).Events, e => Assert.True(Scope.Events.Contains(e.Event) && e.Count >= 0 && e.Value is null or >= 0));
    }, iter: 20_000);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Log(string state, string message, string? time = null) => string.Create(CultureInfo.InvariantCulture,
        $$"""[{"id":"l1","timestamp":{{time ?? "1767795780000000"}},"event_message":{{System.Text.Json.JsonSerializer.Serialize(message)}},"metadata":[{"host":"db","parsed":[{"error_severity":"ERROR","sql_state_code":"{{state}}"}]}]}]""");

    private static string Clerk(string type, string data) => $$"""{"data":{ {{data}} },"instance_id":"ins_123","object":"event","timestamp":1767795780000,"type":"{{type}}"}""";

    private static string Metric(string action, string began = "2026-01-07T14:20:00Z") =>
        $$"""{"action":"{{action}}","data":{"description_text":"6.4% in 5 minutes","metric_alert":{"id":"4","status":20,"date_started":"{{began}}","alert_rule":{"id":"7","name":"Canary","aggregate":"failure_rate()"} } } }""";

    private static string Issue(string rule) => $$"""{"action":"triggered","data":{"triggered_rule":"{{rule}}","event":{"event_id":"e48","level":"error","datetime":"2026-01-07T14:23:00.000Z"} } }""";

    private static string Alerts(string version, params string[] alerts) => $$"""{"version":"{{version}}","status":"firing","notification_reason":"x","alerts":[{{string.Join(',', alerts)}}]}""";

    private static string Alert(string status, string name, string? label = null, string starts = "2026-01-07T14:22:00Z") =>
        $$"""{"status":"{{status}}","labels":{"alertname":"{{name}}"{{(label is null ? "" : "," + label)}} },"startsAt":"{{starts}}","endsAt":"0001-01-01T00:00:00Z","fingerprint":"f1","values":{"B":44.2} }""";
}
