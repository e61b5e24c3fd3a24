using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Tests.Runbooks.Sop;

internal static class TreeFacts
{
    private static Branch Answer(Runbook r, string question, string answer) => r.Tree.Questions[question].Answers[answer];

    public static IReadOnlyList<SopFact> All { get; } =
    [
        new("tree: first, whether a migration is in progress", r => r.Tree.Start == "migration" && r.Tree.Questions["migration"].Ask.Has("migration in progress")),
        new("tree: a migration is left to roll back", r => Answer(r, "migration", "yes").Do == "wait-for-migration"),
        new("tree: without a migration, the error rate is looked at", r => Answer(r, "migration", "no").Go == "error-rate"),
        new("tree: over 5 % leads to Method A, then to whether it dropped", r => r.Tree.Questions["error-rate"].AnsweredBy.Is("error_rate > 5") && Answer(r, "error-rate", "yes") is { Do: "method-a", Then: "dropped" }),
        new("tree: otherwise the symptom is looked at", r => Answer(r, "error-rate", "no").Go == "symptom"),
        new("tree: a rate that dropped is monitored and investigated", r => Answer(r, "dropped", "yes") is { Do: "monitor" } b && b.Say.Has("investigate")),
        new("tree: a rate that did not drop leads to Method B", r => Answer(r, "dropped", "no").Do == "method-b"),
        new("tree: that takes evidence of a database fault", r => r.Guards["no-database-evidence"] is var g && g.Methods.Contains("method-b") && g.When.Is("not (database_errors > 1 or connection_errors > 1)")),
        new("tree: login failures lead to Method A", r => Answer(r, "symptom", "login-failures").Do == "method-a"),
        new("tree: database errors lead to Method B", r => Answer(r, "symptom", "database-errors").Do == "method-b"),
        new("tree: data exposure leads to Method C", r => Answer(r, "symptom", "data-exposure").Do == "method-c"),
        new("tree: corruption beyond repair and tables dropped by accident lead to Method C", r => Answer(r, "symptom", "beyond-repair") is { Do: "method-c" } b && b.Say.Has("beyond repair") && b.Say.Has("dropped by accident")),
        new("tree: 5xx responses and AI cost have their branches", r => Answer(r, "symptom", "server-errors").Do == "method-a" && Answer(r, "symptom", "ai-cost").Do == "disable-pgvector"),
    ];
}
