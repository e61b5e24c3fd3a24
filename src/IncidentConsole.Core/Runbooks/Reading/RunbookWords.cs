namespace MeetSolis.IncidentConsole.Runbooks.Reading;

/// <summary>The words of the format that are not a file's own.</summary>
public static class RunbookWords
{
    public static readonly IReadOnlyList<string> Risks = ["low", "medium", "high"];
    public static readonly IReadOnlyList<string> Severities = ["sev1", "sev2", "sev3", "sev4"];
    public static readonly IReadOnlyList<string> SignalKinds = ["ratio", "count", "sum", "gauge", "percentile"];
    public static readonly IReadOnlyList<string> Units = ["percent", "usd", "milliseconds", "seconds", "bytes"];
    public static readonly IReadOnlyList<string> Sources =
        ["sentry", "clerk", "vercel", "supabase", "openai", "alertmanager", "grafana", "prometheus", "json", "person"];
    public static readonly IReadOnlyList<string> Channels = ["slack", "email", "statuspage", "pager", "teams", "webhook"];
    public static readonly IReadOnlyList<string> Roles = ["commander", "operations", "communications", "scribe"];
    public static readonly IReadOnlyList<string> FieldTypes = ["text", "number", "time", "file", "yes-no"];
    public static readonly IReadOnlyList<string> FileFacts = ["age", "size", "gzip-test", "checksum"];
    public static readonly IReadOnlyList<string> ClockRequirements = ["action-items-done", "rehearsed-on-production-clone"];
    public static readonly IReadOnlyList<string> RepeatForms = ["thread-reply", "message"];
    public static readonly IReadOnlyList<string> PageStatuses = ["investigating", "identified", "monitoring", "resolved"];
    /// <summary>From the least to the worst.</summary>
    public static readonly IReadOnlyList<string> ComponentStates = ["degraded", "partial-outage", "major-outage"];
    public static readonly IReadOnlyList<string> StagedData = ["own", "production", "production-masked"];
    public static readonly IReadOnlyList<string> Confirmations = ["type-name"];
    public static readonly IReadOnlyList<string> IncidentFields =
        ["number", "title", "trigger", "environment", "severity", "commander", "declared-at", "mitigated-at", "resolved-at", "duration", "summary", "url", "news"];
    public static readonly IReadOnlyList<string> RunFields = ["method", "method-title", "eta", "data-loss", "started-at", "duration", "steps-done"];
    public static readonly IReadOnlyList<string> FileFields = ["name", "size", "written-at", "age"];
    public static readonly IReadOnlyList<string> SignalMoments = ["at-trigger", "trend"];
}
