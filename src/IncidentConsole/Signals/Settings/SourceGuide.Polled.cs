using MeetSolis.IncidentConsole.Signals.Polls;

namespace MeetSolis.IncidentConsole.Signals.Settings;

/// <summary>Of the sources that the console asks.</summary>
public sealed partial record SourceGuide
{
    private const string Statistics = "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()";

    private static SourceGuide? OfPolled(Source source)
    {
        var (name, poll) = (source.Name, source.Poll);
        return source.Kind switch
        {
            SourceKinds.Prometheus => new(
                $"The console asks this Prometheus every 30 seconds (Sources:{name}:Interval). Sources:{name}:Url is its address; where it wants to know who asks, Sources:{name}:Secret is a bearer token, or with Sources:{name}:User a password. Each of Sources:{name}:Queries has an Event of the runbook and an instant Query. As=value, unless you say otherwise, takes each number of it as a sample, such as a latency in milliseconds; As=count takes their sum as how many there were, where $interval in the query stands for the time since it was last asked.",
                "What a query does not give: no series, or NaN, is nothing known and not nought. What it missed while it was away it is not asked for again. A quantile taken of quantiles is no exact one.",
                $"curl --fail-with-body --max-time 10 -G {Authorization(source)}--data-urlencode '{Quoted("query=" + (poll.Queries is [{ Query.Length: > 0 } first, ..] ? first.Query.Replace(PrometheusPoller.IntervalWord, "30s", StringComparison.Ordinal) : "up"))}' '{Shown(poll.Url) ?? "http://prometheus:9090"}/api/v1/query'"),
            SourceKinds.OpenAi => new(
                $"The console asks OpenAI every 5 minutes. Sources:{name}:Secret is an admin key of the organization; a project's key may not read reports. Sources:{name}:Prices are US dollars per million tokens, as model=input/output or model=input/cached/output with semicolons between them; a name stands for all models that begin with it, and * for the rest. Counted is ai.spend, unless Sources:{name}:Events says spend=… . Let nothing else post that event into this environment.",
                "Without prices only the growth of the day's total can be counted, from when the console begins to ask. A model without a price makes the spending unknown, and the source says so. Reports come some minutes late.",
                $"curl --fail-with-body --max-time 10 -G -H \"Authorization: Bearer $SECRET\" -d start_time=$(( $(date +%s) / 3600 * 3600 )) -d bucket_width=1h -d group_by=model '{Shown(poll.Url) ?? "https://api.openai.com"}/v1/organization/usage/completions'"),
            SourceKinds.SentryRate => new(
                $"The console asks Sentry every 30 seconds for failure_rate() and count() of transactions. Sources:{name}:Secret is a token with org:read, Sources:{name}:Organization its short name, Sources:{name}:Project the project's number, Sources:{name}:LogEnvironment one environment of it. Counted are requests.all and requests.failed, unless Sources:{name}:Events says all=…; failed=… .",
                "It depends on tracing, and sees the share that is sampled. Use it only where no log drain counts the same events: they would count twice.",
                $"curl --fail-with-body --max-time 10 -G -H \"Authorization: Bearer $SECRET\" -d 'field=failure_rate()' -d 'field=count()' -d query=event.type:transaction -d project={poll.Project ?? "PROJECT"} -d statsPeriod=5m '{Shown(poll.Url) ?? "https://sentry.io"}/api/0/organizations/{poll.Organization ?? "ORGANIZATION"}/events/'"),
            SourceKinds.Postgres => new(
                $"The console reads pg_stat_database every 15 seconds. Sources:{name}:Secret is a connection string (Host=…;Username=…;Password=…;Database=…) of a user who needs no rights but to connect. The growth of commits and rollbacks is queries.all, the whole that the logs' failed queries are a part of. With Sources:{name}:Events rolled-back=queries.failed rollbacks count as failures too.",
                "Transactions are counted, not statements, and the console's own are among them. A rollback need not be a failure. What happens while it cannot be read is not counted afterwards.",
                $"psql \"$DATABASE_URL\" -c '{Statistics}'"),
            _ => null,
        };
    }

    /// <summary>The settings that a source of a kind needs, as environment variables.</summary>
    public static string SettingsOf(string kind) => string.Join('\n', (string[])
    [
        $"Sources__{kind}__Environment=production",
        .. kind switch
        {
            SourceKinds.Prometheus => (string[])[$"Sources__{kind}__Url=http://prometheus:9090", $"Sources__{kind}__Queries__0__Event=requests.duration",
                $"Sources__{kind}__Queries__0__Query=1000 * histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))"],
            SourceKinds.OpenAi => [$"Sources__{kind}__Secret=sk-admin-…", $"Sources__{kind}__Prices=MODEL=2.50/1.25/10.00; *=5.00/15.00"],
            SourceKinds.SentryRate => [$"Sources__{kind}__Secret=…", $"Sources__{kind}__Organization=meetsolis", $"Sources__{kind}__Project=1"],
            SourceKinds.Postgres => [$"Sources__{kind}__Secret=Host=…;Username=…;Password=…;Database=…"],
            SourceKinds.Clerk => [$"Sources__{kind}__Secret=whsec_…"],
            SourceKinds.Sentry or SourceKinds.Alertmanager or SourceKinds.Grafana => [$"Sources__{kind}__Secret=…", $"Sources__{kind}__Events=High error rate=migration.failed"],
            SourceKinds.Json => [$"Sources__{kind}__Secret=…", $"Sources__{kind}__Fields=items=records; id=uuid; event=kind; at=time"],
            _ => [$"Sources__{kind}__Secret=…"],
        },
    ]);

    /// <summary>The address without what it may hold of a password; null where there is none.</summary>
    public static string? Shown(string? url) =>
        url is not null && Uri.TryCreate(url, UriKind.Absolute, out var at) ? at.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/') : null;

    private static string Authorization(Source source) =>
        source.Secret is null ? "" : source.Poll.User is { } user ? $"-u '{Quoted(user)}:'\"$SECRET\" " : "-H \"Authorization: Bearer $SECRET\" ";

    private static string Quoted(string text) => text.Replace("'", "'\\''", StringComparison.Ordinal);
}
