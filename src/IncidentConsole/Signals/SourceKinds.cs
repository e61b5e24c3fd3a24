namespace MeetSolis.IncidentConsole.Signals;

/// <summary>The kinds of source that can post here.</summary>
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

    public static bool IsKnown(string kind) => All.Contains(kind);

    /// <summary>Whether an API key that may send signals opens sources of this kind: their senders sign nothing.</summary>
    public static bool TakesKeys(string kind) => kind is Alertmanager or Grafana or Json or Supabase;
}
