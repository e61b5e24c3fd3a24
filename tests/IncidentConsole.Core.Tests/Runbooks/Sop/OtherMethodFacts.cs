using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Tests.Runbooks.Sop;

internal static class OtherMethodFacts
{
    public static IReadOnlyList<SopFact> All { get; } =
    [
        new("AI cost: one flag is removed, and that is proven", r => r.Step("disable-pgvector", "disable-flag") is var s && s.Script().Has("env rm ENABLE_PGVECTOR") && s.Proof!.Expect.Shows<Expectation.JsonAbsent>(e => e.Value == "ENABLE_PGVECTOR")),
        new("AI cost: the other flags stay", r => !r.Step("disable-pgvector", "disable-flag").Script().Has("NEXT_PUBLIC")),
        new("AI cost: success is under $10 an hour", r => r.Criterion("disable-pgvector", "ai-cost-normal").When.Is("ai_cost < 10")),
        new("failed migration: wait for the transaction, then verify Epic 1", r => r.Methods["wait-for-migration"].Steps.Keys.SequenceEqual(["wait", "nothing-left", "verify"]) && r.Step("wait-for-migration", "verify").SameAs == "method-b.verify"),
        new("failed migration: a failure is an event that fires", r => r.Triggers["failed-migration"].When.Is("migration_failures > 0") && r.Triggers["failed-migration"].Recommend == "wait-for-migration"),
    ];
}
