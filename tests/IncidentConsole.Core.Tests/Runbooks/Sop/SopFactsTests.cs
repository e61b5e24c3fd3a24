using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Tests.Runbooks.Sop;

/// <summary>
/// The written procedure, fact by fact, each looked for in the loaded runbook. The procedure itself is not in this repository, so what it says stands here.
/// </summary>
public sealed class SopFactsTests
{
    private static readonly IReadOnlyDictionary<string, Func<Runbook, bool>> Facts = new[]
    {
        HeaderFacts.All, TriggerFacts.All, TreeFacts.All, MethodAFacts.All, MethodBFacts.All, MethodCFacts.All, OtherMethodFacts.All,
        ChecklistFacts.All, MessageFacts.All, AfterwardsFacts.All,
    }.SelectMany(f => f).ToDictionary(f => f.Says, f => f.Holds);

    public static TheoryData<string> Says => [.. Facts.Keys];

    [Theory, MemberData(nameof(Says))]
    public void Fact_OfTheProcedure_IsInTheRunbook(string says) => Assert.True(Facts[says](RunbookFiles.MeetSolis), says);

    /// <summary>The review of the procedure counts 35 places where following it to the letter fails or misleads.</summary>
    [Fact]
    public void Corrections_AllOfThem_AreNotedWhereTheyAreMade()
    {
        var r = RunbookFiles.MeetSolis;
        var steps = r.Methods.Values.SelectMany(m => m.Steps.Values).Concat(r.RehearsalOf("method-b")!.Steps.Values).ToList();
        var noted = new IEnumerable<int>[]
        {
            r.Contacts.Corrects, r.RehearsalOf("method-b")!.Corrects,
            r.Signals.Values.SelectMany(s => s.Corrects), r.Scenarios.Values.SelectMany(s => s.Corrects), r.Triggers.Values.SelectMany(t => t.Corrects),
            r.Guards.Values.SelectMany(g => g.Corrects), r.Tree.Questions.Values.SelectMany(q => q.Corrects),
            r.Checklists.Values.SelectMany(c => c.AllItems()).SelectMany(i => i.Corrects),
            r.Methods.Values.SelectMany(m => m.Corrects.Concat(m.Success.SelectMany(c => c.Corrects))), steps.SelectMany(s => s.Corrects),
            r.Messages.Values.SelectMany(m => m.Corrects), r.Clocks.Values.SelectMany(c => c.Corrects),
        }.SelectMany(n => n).Distinct().Order();

        Assert.Equal(Enumerable.Range(1, 35), noted);
    }
}
