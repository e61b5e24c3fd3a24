using System.Text.RegularExpressions;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Tests.Runbooks.Reading;

namespace MeetSolis.IncidentConsole.Tests.Runbooks.Pictures;

public sealed partial class TreePictureTests
{
    private static readonly string[] _names = ["meetsolis", "small", "round"];
    private static readonly Runbook _small = RunbookFiles.Loaded(SmallRunbook.FileName, SmallRunbook.Text);

    /// <summary>A tree whose second question leads back to the first, and whose words are longer than a box.</summary>
    private static readonly Runbook _round = RunbookFiles.Loaded(SmallRunbook.FileName, SmallRunbook.Text
        .Replace("yes: {do: monitor}, no: {do: method-b}}", "yes: {go: many}, no: {do: method-b}}", StringComparison.Ordinal)
        .Replace("Many errors?", new string('x', 90) + " and, as somebody who was asked at night would put it, more errors than anybody remembers?", StringComparison.Ordinal));

    public static TheoryData<string, TreeWidth> Pictures => new(
        from name in _names from width in Enum.GetValues<TreeWidth>() select (name, width));

    private static Runbook Named(string name) => name switch { "small" => _small, "round" => _round, _ => RunbookFiles.MeetSolis };

    [Theory]
    [MemberData(nameof(Pictures))]
    public void Picture_OfATree_HoldsEveryQuestionAnswerAndEndInWords(string name, TreeWidth width)
    {
        var runbook = Named(name);
        var picture = TreePicture.Of(runbook, width);

        foreach (var question in runbook.Tree.Questions.Values)
        {
            Assert.Equal(question.Ask.Replace(" ", "", StringComparison.Ordinal), Words(Assert.Single(picture.Nodes, n => n.Kind == TreeNodeKind.Question && n.Question == question.Id)));
            foreach (var (answer, branch) in question.Answers)
            {
                Assert.Single(picture.Nodes, n => n.Kind == TreeNodeKind.Answer && n.Question == question.Id && n.Answer == answer);
                if (branch.Do is { } id) Assert.Single(picture.Nodes, n => n.Target == id && n.Question == question.Id && n.Answer == answer);
                Assert.Contains(picture.Lines, l => l.Question == question.Id && l.Answer == answer);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Pictures))]
    public void Picture_OfATree_LaysNoBoxOverAnotherAndNoTextPastItsBox(string name, TreeWidth width)
    {
        var picture = TreePicture.Of(Named(name), width);

        foreach (var (node, index) in picture.Nodes.Select((n, i) => (n, i)))
        {
            Assert.InRange(node.X, 0, picture.Width - node.Width);
            Assert.InRange(node.Y, 0, picture.Height - node.Height);
            Assert.All(node.Text, t => Assert.InRange(t.X + WrappedText.Width(t.Text, TreePicture.FontSize), node.X, node.Right));
            Assert.All(node.Text, t => Assert.InRange(t.Y, node.Y, node.Bottom));
            Assert.DoesNotContain(picture.Nodes.Skip(index + 1), other =>
                node.X < other.Right && other.X < node.Right && node.Y < other.Bottom && other.Y < node.Bottom);
        }
    }

    [Theory]
    [MemberData(nameof(Pictures))]
    public void Picture_OfATree_CrossesNoBoxWithALine(string name, TreeWidth width)
    {
        var picture = TreePicture.Of(Named(name), width);

        Assert.All(picture.Lines.SelectMany(l => Pieces(l.Path)), piece => Assert.DoesNotContain(picture.Nodes, n =>
            piece.MinX < n.Right - 1 && piece.MaxX > n.X + 1 && piece.MinY < n.Bottom - 1 && piece.MaxY > n.Y + 1
            // The answer on the way down stands on its line.
            && n.Kind != TreeNodeKind.Answer));
        Assert.All(picture.Lines.SelectMany(l => Pieces(l.Path)), p => Assert.InRange(p.MaxX, 0, picture.Width));
    }

    [Fact]
    public void Picture_OfAnIncident_MarksTheWayTakenAndTheOpenQuestion()
    {
        var marks = new TreeMarks(new Dictionary<string, string> { ["migration"] = "no" }, "error-rate");
        var picture = TreePicture.Of(RunbookFiles.MeetSolis, TreeWidth.Wide, marks);

        Assert.Equal("error-rate", Assert.Single(picture.Nodes, n => n.Open).Question);
        Assert.Equal(["migration"], picture.Nodes.Where(n => n.Taken).Select(n => n.Question).Distinct());
        Assert.Equal(["no"], picture.Lines.Where(l => l.Taken).Select(l => l.Answer).Distinct());
        Assert.Contains(picture.Nodes.Single(n => n.Open).Text, t => t.Text.Contains("asked now", StringComparison.Ordinal));
        Assert.Contains("The way so far: Is a migration in progress? no. Asked now: Is the error rate above 5 %?", TreeWords.Of(RunbookFiles.MeetSolis, marks), StringComparison.Ordinal);
    }

    [Fact]
    public void Order_OfATree_PutsAQuestionAfterAllThatLeadToIt() =>
        Assert.Equal(["migration", "error-rate", "symptom", "dropped"], TreeOrder.Of(RunbookFiles.MeetSolis.Tree).Select(q => q.Id));

    private static string Words(TreePictureNode node) => string.Concat(node.Text.Where(t => !t.Soft).Select(t => t.Text)).Replace(" ", "", StringComparison.Ordinal);

    private static IEnumerable<(double MinX, double MaxX, double MinY, double MaxY)> Pieces(string path)
    {
        double x = 0, y = 0;
        foreach (Match part in Part().Matches(path))
        {
            var (toX, toY) = (x, y);
            var numbers = part.Groups[2].Value.Split(' ').Select(n => double.Parse(n, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
            if (part.Groups[1].Value == "H") toX = numbers[0];
            else if (part.Groups[1].Value == "V") toY = numbers[0];
            else (x, y, toX, toY) = (numbers[0], numbers[1], numbers[0], numbers[1]);
            yield return (Math.Min(x, toX), Math.Max(x, toX), Math.Min(y, toY), Math.Max(y, toY));
            (x, y) = (toX, toY);
        }
    }

    [GeneratedRegex("([MHV])([^MHV]+)")]
    private static partial Regex Part();
}
