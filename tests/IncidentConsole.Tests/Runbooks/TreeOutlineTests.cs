using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Tests.Runbooks;

public sealed class TreeOutlineTests
{
    [Fact]
    public void Outline_OfALoopWithAnOrphan_PlacesEveryQuestionOnce()
    {
        var tree = new DecisionTree("a", OrderedMap.Of<Question>(
        [
            Ask("a", ("yes", new("b", null, null)), ("no", new("a", null, null))),
            Ask("b", ("yes", new(null, "method-a", "a")), ("no", new(null, "monitor", null))),
            Ask("orphan", ("yes", new("b", null, null))),
        ], q => q.Id));

        var roots = TreeOutline.Of(tree);

        Assert.Equal(["a", "orphan"], roots.Select(r => r.Question.Id));
        Assert.Equal("b", roots[0].Answers[0].Next!.Question.Id);
        Assert.Equal("a", roots[0].Answers[1].Elsewhere!.Id);
        Assert.Equal("a", roots[0].Answers[0].Next!.Answers[0].Elsewhere!.Id);
        Assert.Null(roots[0].Answers[0].Next!.Answers[1].Elsewhere);
        Assert.Equal("b", roots[1].Answers[0].Elsewhere!.Id);
    }

    private static Question Ask(string id, params (string Answer, Branch Leads)[] answers) =>
        new() { Id = id, Ask = id + "?", Answers = [.. answers.Select(a => KeyValuePair.Create(a.Answer, a.Leads))] };
}
