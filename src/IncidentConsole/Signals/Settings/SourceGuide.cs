namespace MeetSolis.IncidentConsole.Signals.Settings;

/// <summary>What a person needs to connect a source of one kind: how, what it cannot supply and what does so instead, and a delivery to try.</summary>
/// <param name="Cannot">Null: nothing that a runbook may ask of it.</param>
/// <param name="Try">A script for bash with curl and openssl; the secret is in <c>SECRET</c>.</param>
public sealed partial record SourceGuide(string Setup, string? Cannot, string Try)
{
    private const string Now = "$(date -u +%Y-%m-%dT%H:%M:%SZ)";
    private const string Sha256 = """signature=$(printf %s "$body" | openssl dgst -sha256 -hmac "$SECRET" -hex | sed 's/.* //')""";

    public static SourceGuide? Of(Source source, string url) => source.Kind switch
    {
        SourceKinds.Vercel => new(
            $"In Vercel: Team settings, Drains, add a drain for logs with this endpoint as a custom HTTP destination, sources static, lambda and edge, JSON or NDJSON. Put the drain's signing secret into Sources:{source.Name}:Secret. Where Vercel asks to verify the endpoint, put its code into Sources:{source.Name}:Verify. Lines of other environments than {source.LogEnvironment ?? "the one the runbook names"} are not counted.",
            "Durations: a drain's lines carry none. Take latency from a source of the kind prometheus, or post it as requests.duration with its value. With sampling below 100 % absolute thresholds are understated.",
            Lines($$"""body='[{"id":"try-'$(date +%s%N)'","timestamp":'$(date +%s)000',"environment":"{{source.LogEnvironment ?? "production"}}","source":"lambda","statusCode":200,"path":"/try"}]'""",
                """signature=$(printf %s "$body" | openssl dgst -sha1 -hmac "$SECRET" -hex | sed 's/.* //')""", Curl(url, "x-vercel-signature: $signature"))),
        SourceKinds.Supabase => new(
            $"In Supabase: Project settings, Log drains, a generic HTTP endpoint with this address and a custom header {IngestSignature.SecretHeader} with the secret; gzip may stay on. PostgreSQL's errors count as queries.failed, connections.failed and rls.denied.",
            "The share of failed queries: only failed ones are logged. A source of the kind postgres counts all transactions by pg_stat_database, as queries.all. Row-level security that is missing leaves no line either: a denial shows that it held, and only a cross-user canary (rls.leak) proves an exposure. A batch that fails is not sent again.",
            Lines($$"""body='[{"id":"try-'$(date +%s%N)'","timestamp":"'{{Now}}'","event_message":"try","metadata":{"parsed":{"error_severity":"LOG","sql_state_code":"00000"} } }]'""",
                Curl(url, $"{IngestSignature.SecretHeader}: $SECRET"))),
        SourceKinds.Sentry => new(
            $"In Sentry: Settings, Developer settings, an internal integration with this endpoint as its webhook, alert rule action on. Its client secret is Sources:{source.Name}:Secret. Use the integration as an action of the alert rules, and name what each rule stands for in Sources:{source.Name}:Events: name of the rule=event of the runbook, with semicolons between them.",
            "A number: an alert says that its rule holds, not how much. An error count has no denominator; take the error rate from the Vercel drain, or from a source of the kind sentry-rate. Sentry may send a delivery only once: what is missed here is missed.",
            Lines($$"""body='{"action":"resolved","data":{"metric_alert":{"id":"try-'$(date +%s%N)'","date_started":"'{{Now}}'","alert_rule":{"name":"try"} } } }'""",
                Sha256, Curl(url, "Sentry-Hook-Signature: $signature"))),
        SourceKinds.Clerk => new(
            $"In Clerk: Configure, Webhooks, an endpoint with this address; its signing secret (whsec_…) is Sources:{source.Name}:Secret. While you rotate it, the old one goes to Sources:{source.Name}:PreviousSecret. An event counts where the runbook lists its type, or where Sources:{source.Name}:Events names one: session.created=…; user.locked=… (user.locked is an update that says the account is locked).",
            "Failed sign-ins: Clerk sends none. Let the sign-in page count them and post login.failed with a source of the kind events. A lock is sent after 10 failures (100 in older instances), and would make a wrong login.failed.",
            Lines($$"""body='{"type":"session.created","object":"event","timestamp":'$(date +%s)000',"data":{"id":"try"} }'""",
                "id=msg_try$(date +%s%N) at=$(date +%s)",
                """key=$(printf %s "${SECRET#whsec_}" | base64 -d | od -An -v -tx1 | tr -d ' \n')""",
                """signature=$(printf %s "$id.$at.$body" | openssl dgst -sha256 -mac HMAC -macopt hexkey:$key -binary | base64)""",
                Curl(url, "svix-id: $id", "svix-timestamp: $at", "svix-signature: v1,$signature"))),
        SourceKinds.Alertmanager => new(
            $"In Alertmanager: a receiver with webhook_configs, this url, and http_config: authorization: credentials with the secret (or an API key that may send signals). Give each rule a label {AlertWebhook.EventLabel} with an event of the runbook, or name it in Sources:{source.Name}:Events: alertname=event. An alert counts once from its beginning, however often it is repeated.",
            "A number: a firing alert counts one of its event.",
            Lines($$"""body='{"version":"4","status":"resolved","alerts":[{"status":"resolved","labels":{"alertname":"try"},"startsAt":"'{{Now}}'","fingerprint":"try"}]}'""",
                Curl(url, "Authorization: Bearer $SECRET"))),
        SourceKinds.Grafana => new(
            $"In Grafana: Alerting, Contact points, a webhook with this url and, under HMAC signature, the secret. If you set a timestamp header there, put its name into Sources:{source.Name}:TimestampHeader. An authorization header (Bearer, the secret or an API key) does as well. Labels and names of rules as with Alertmanager: {AlertWebhook.EventLabel}.",
            "A number: a firing alert counts one of its event.",
            Lines($$"""body='{"version":"1","orgId":1,"status":"resolved","alerts":[{"status":"resolved","labels":{"alertname":"try"},"startsAt":"'{{Now}}'","fingerprint":"try"}]}'""",
                source.TimestampHeader is { } header
                    ? $"at=$(date +%s)\nsignature=$(printf %s \"$at:$body\" | openssl dgst -sha256 -hmac \"$SECRET\" -hex | sed 's/.* //')\n" + Curl(url, $"{header}: $at", "X-Grafana-Alerting-Signature: $signature")
                    : Sha256 + "\n" + Curl(url, "X-Grafana-Alerting-Signature: $signature"))),
        SourceKinds.Json => new(
            $"Whatever posts JSON with an authorization header (Bearer, the secret or an API key that may send signals). What its fields are called stands in Sources:{source.Name}:Fields, as in id=uuid; event=kind; at=time; value=cost.usd; count=n; items=records; what is left out has our name. Sources:{source.Name}:Events gives its events the runbook's names.",
            null,
            Lines(JsonBody(source.FieldNames), Curl(url, "Authorization: Bearer $SECRET"))),
        SourceKinds.Events => new(
            "Whatever counts something posts it here as JSON: an id of its own (a repeat counts once), the event's name as the runbook lists it, how many, and when. Sign the raw body: X-Console-Signature: sha256= and the hexadecimal HMAC-SHA256 with the source's secret.",
            null,
            Lines($$"""body='[{"id":"'$(date +%s%N)'","event":"login.failed","count":0,"at":"'{{Now}}'"}]'""", Sha256, Curl(url, "X-Console-Signature: sha256=$signature"))),
        _ => OfPolled(source),
    };

    private static string JsonBody(EventFields f)
    {
        var item = $$"""{{{Field(f.Id, "\"'$(date +%s%N)'\"")}},{{Field(f.Event, "\"login.failed\"")}},{{Field(f.At, $"\"'{Now}'\"")}},{{Field(f.Count, "0")}}}""";
        return $"body='{(f.Items is { } items ? "{" + Field(items, $"[{item}]") + "}" : item)}'";
    }

    // A dotted name may stand in an object as it is: it is looked for whole first.
    private static string Field(string name, string value) => $"\"{name}\":{value}";

    private static string Curl(string url, params string[] headers) =>
        $"curl --fail-with-body --max-time 10 -H 'Content-Type: application/json' {string.Join(' ', headers.Select(h => $"-H \"{h}\""))} --data-binary \"$body\" '{url}'";

    private static string Lines(params string[] lines) => string.Join('\n', lines);
}
