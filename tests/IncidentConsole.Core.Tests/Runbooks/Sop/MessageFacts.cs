using static MeetSolis.IncidentConsole.Tests.Runbooks.Sop.SopLooks;

namespace MeetSolis.IncidentConsole.Tests.Runbooks.Sop;

internal static class MessageFacts
{
    public static IReadOnlyList<SopFact> All { get; } =
    [
        new("started: to Slack, as soon as a rollback is chosen", r => r.Messages["rollback-started"] is { To: "incidents", After: "method-chosen" } m && m.Channels.Contains("slack")),
        new("started: trigger", r => r.Messages["rollback-started"].BindsAndUses("trigger", "incident.trigger")),
        new("started: time", r => r.Messages["rollback-started"].BindsAndUses("time", "incident.declared-at")),
        new("started: method and its name", r => r.Messages["rollback-started"] is var m && m.BindsAndUses("method", "run.method") && m.BindsAndUses("method-title", "run.method-title")),
        new("started: who is on call", r => r.Messages["rollback-started"].BindsAndUses("on-call", "incident.commander")),
        new("started: what the flags are", r => r.Messages["rollback-started"].BindsAndUses("flags", "ask")),
        new("started: error rate then, now, and which way it goes", r => r.Messages["rollback-started"] is var m && m.BindsAndUses("rate-then", "signal.error_rate.at-trigger") && m.BindsAndUses("rate-now", "signal.error_rate") && m.BindsAndUses("trend", "signal.error_rate.trend")),
        new("started: affected users", r => r.Messages["rollback-started"].BindsAndUses("affected", "finding.AFFECTED_COUNT")),
        new("started: downtime", r => r.Messages["rollback-started"].BindsAndUses("downtime", "ask")),
        new("started: ETA", r => r.Messages["rollback-started"].BindsAndUses("eta", "run.eta")),
        new("started: updates every 10 minutes in the thread", r => r.Messages["rollback-started"] is { RepeatAs: "thread-reply", RepeatUntil: "resolved" } m && m.RepeatEvery == Min(10)),
        new("started: readers mark it ✅", r => r.Messages["rollback-started"].Body.Has("✅")),
        new("done: once resolved", r => r.Messages["rollback-done"] is { To: "incidents", After: "resolved" }),
        new("done: resolution time", r => r.Messages["rollback-done"].BindsAndUses("duration", "run.duration")),
        new("done: final error rate", r => r.Messages["rollback-done"].BindsAndUses("rate", "signal.error_rate")),
        new("done: user impact and data loss", r => r.Messages["rollback-done"] is var m && m.BindsAndUses("impact", "ask") && m.BindsAndUses("data-loss", "run.data-loss")),
        new("done: post-mortem, root cause, prevention", r => r.Messages["rollback-done"] is var m && m.BindsAndUses("post-mortem", "clock.post-mortem") && m.BindsAndUses("root-cause", "ask") && m.BindsAndUses("prevention", "ask")),
        new("done: what the status page says", r => r.Messages["rollback-done"].BindsAndUses("page-status", "ask")),
        new("exposure email: a security update, to those affected, once approved", r => r.Messages["data-exposure-email"] is { AudienceCsv: "finding.AFFECTED_CSV", ApprovalBy: "commander" } m && m.Subject.Has("security update") && m.Channels.Contains("email")),
        new("exposure email: it does not promise that nothing need be done", r => !r.Messages["data-exposure-email"].Subject.Has("not required") && r.Messages["data-exposure-email"].BindsAndUses("what-to-do", "ask")),
        new("exposure email: first name", r => r.Messages["data-exposure-email"].BindsAndUses("first-name", "person.first-name")),
        new("exposure email: date, start and end", r => r.Messages["data-exposure-email"] is var m && m.BindsAndUses("date", "incident.declared-at") && m.BindsAndUses("start", "finding.WINDOW_START") && m.BindsAndUses("end", "finding.WINDOW_END")),
        new("exposure email: how many of the reader's records", r => r.Messages["data-exposure-email"].BindsAndUses("records", "person.records")),
        new("exposure email: within how many minutes it was ended", r => r.Messages["data-exposure-email"].BindsAndUses("minutes", "ask")),
        new("exposure email: which data, and which not", r => r.Messages["data-exposure-email"] is var m && m.BindsAndUses("data-types", "finding.DATA_TYPES") && m.BindsAndUses("not-affected", "ask")),
        new("exposure email: what was done, what will prevent it", r => r.Messages["data-exposure-email"] is var m && m.BindsAndUses("what-we-did", "ask") && m.BindsAndUses("prevention", "ask")),
        new("exposure email: an apology, a sender, the report", r => r.Messages["data-exposure-email"] is var m && m.Body.Has("sorry") && m.BindsAndUses("sender", "ask") && m.BindsAndUses("report-url", "ask")),
        new("exposure email: questions go to a reply or to support", r => r.Messages["data-exposure-email"].Body is var b && b.Has("answer this email") && b.Has("support")),
        new("status page: the feature rollback, monitoring", r => r.Messages["status-page-update"] is { Status: "monitoring", Title: "MeetSolis v2.0 feature rollback" } m && m.Channels.SequenceEqual(["statuspage"])),
        new("status page: start and duration", r => r.Messages["status-page-update"] is var m && m.BindsAndUses("started", "incident.declared-at") && m.BindsAndUses("duration", "incident.duration")),
        new("status page: timeline, impact, resolution", r => r.Messages["status-page-update"] is var m && m.BindsAndUses("timeline", "ask") && m.BindsAndUses("impact", "ask") && m.BindsAndUses("resolution", "ask")),
        new("status page: resolved in the end", r => r.Messages["status-page-resolved"] is { Status: "resolved", After: "resolved" }),
    ];
}
