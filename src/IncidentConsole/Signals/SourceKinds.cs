namespace MeetSolis.IncidentConsole.Signals;

/// <summary>The kinds of source: those that post here, and those that are asked.</summary>
public static class SourceKinds
{
    public const string Vercel = "vercel";
    public const string Events = "events";
    public const string Sentry = "sentry";
    public const string Clerk = "clerk";
    public const string Supabase = "supabase";
    public const string Alertmanager = "alertmanager";
    public const string Grafana = "grafana";
    public const string Json = "json";

    public static readonly IReadOnlyList<string> All = [Vercel, Supabase, Sentry, Clerk, Alertmanager, Grafana, Json, Events];

    public const string Prometheus = "prometheus";
    public const string OpenAi = "openai";
    public const string SentryRate = "sentry-rate";
    public const string Postgres = "postgres";

    /// <summary>Those that the console asks by itself.</summary>
    public static readonly IReadOnlyList<string> Polled = [Prometheus, OpenAi, SentryRate, Postgres];

    public static bool IsPolled(string kind) => Polled.Contains(kind);

    /// <summary>Whether sources of this kind can post here.</summary>
    public static bool IsKnown(string kind) => All.Contains(kind);

    /// <summary>Whether an API key that may send signals opens sources of this kind: their senders sign nothing.</summary>
    public static bool TakesKeys(string kind) => kind is Alertmanager or Grafana or Json or Supabase;
}
