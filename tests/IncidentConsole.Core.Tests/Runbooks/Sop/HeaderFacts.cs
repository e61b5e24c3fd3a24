using static MeetSolis.IncidentConsole.Tests.Runbooks.Sop.SopLooks;

namespace MeetSolis.IncidentConsole.Tests.Runbooks.Sop;

internal static class HeaderFacts
{
    public static IReadOnlyList<SopFact> All { get; } =
    [
        new("the status is production-ready", r => r.Status == "production-ready"),
        new("last updated on January 7, 2026", r => r.LastUpdated == "2026-01-07"),
        new("version 1.0 is of January 7, 2026, the first", r => r.Changes[0] is { Version: "1.0", Note: "Initial version" } c && c.Date == new DateOnly(2026, 1, 7)),
        new("the change log ends with the version at hand", r => r.Changes[^1].Version == r.Version),
        new("the owner is the DevOps Team", r => r.Owner == "DevOps Team"),
        new("it was never tested, the staging rehearsal is pending", r => r.LastTested.Has("never") && r.LastTested.Has("staging rehearsal")),
        new("the next review comes after the first production rollback", r => r.NextReview == "after first production rollback"),
        new("on-call is reached in #incidents", r => r.Contacts.OnCallSlack == "#incidents"),
        new("the on-call phone is a placeholder to be filled", r => r.Contacts.OnCallPhone == ""),
        new("the escalation email is a placeholder to be filled", r => r.Contacts.EscalationEmail == ""),
        new("card: a failed migration is decided at once and takes 0 min", r => r.Scenarios["migration-fails"] is var s && s.DecideWithin == TimeSpan.Zero && s.Eta == TimeSpan.Zero),
        new("card: a failed migration shows as an error and ROLLBACK in the logs, and rolls back by itself", r => r.Scenarios["migration-fails"] is var s && s.Symptom.Has("error in the logs") && s.Symptom.Has("ROLLBACK") && s.Say.Has("automatic") && s.Do == "wait-for-migration"),
        new("card: a high error rate is decided in 2 min and takes 3", r => r.Scenarios["high-error-rate"] is var s && s.DecideWithin == Min(2) && s.Eta == Min(3)),
        new("card: a high error rate is over 5 % for 5 min or more; disable flags", r => r.Scenarios["high-error-rate"] is var s && s.Symptom.Has("5 %") && s.Symptom.Has("5 minutes") && s.Do == "method-a"),
        new("card: auth failures are decided in 1 min and take 5", r => r.Scenarios["auth-failures"] is var s && s.DecideWithin == Min(1) && s.Eta == Min(5)),
        new("card: auth failures are over 10 login failures a minute; disable flags and verify", r => r.Scenarios["auth-failures"] is var s && s.Symptom.Has("10 login failures a minute") && s.Do == "method-a" && s.Say.Has("verify")),
        new("card: database errors are decided in 1 min and take 20", r => r.Scenarios["database-errors"] is var s && s.DecideWithin == Min(1) && s.Eta == Min(20)),
        new("card: database errors are over 1 % connection errors; restore from backup", r => r.Scenarios["database-errors"] is var s && s.Symptom.Has("1 % database connection errors") && s.Do == "method-b" && s.Say.Has("backup")),
        new("card: data exposure is decided at once and takes 60 min", r => r.Scenarios["data-exposure"] is var s && s.DecideWithin == TimeSpan.Zero && s.Eta == Min(60)),
        new("card: data exposure is an RLS policy failure; full rollback and notify", r => r.Scenarios["data-exposure"] is var s && s.Symptom.Has("RLS policy") && s.Do == "method-c" && s.Say.Has("notify")),
        new("the card has five rows", r => r.Scenarios.Count == 5),
        new("copy card: disable flags", r => r.Commands["disable-flags"] is { Method: "method-a", Step: "disable-flags" } && r.Commands["redeploy"].Step == "redeploy"),
        new("copy card: restore the database", r => r.Commands["restore"] is { Method: "method-b", Step: "restore" }),
        new("copy card: verify", r => r.Commands["verify"] is { Method: "method-b", Step: "verify" }),
        new("copy card: rollback SQL", r => r.Commands["rollback-sql"] is { Method: "method-c", Step: "rollback-sql" }),
        new("the site is meetsolis.com", r => r.Environments["production"].Variables["SITE_URL"] == "https://meetsolis.com"),
        new("production is rehearsed first", r => r.Environments["production"].RequiresRehearsal),
        new("commands use DATABASE_URL, the Vercel login and an API token", r => new[] { "DATABASE_URL", "VERCEL_TOKEN", "API_TOKEN" }.All(r.Environments["production"].Secrets.Contains)),
    ];
}
