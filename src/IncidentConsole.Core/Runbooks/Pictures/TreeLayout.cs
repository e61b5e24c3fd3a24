using System.Globalization;
using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Runbooks;

/// <summary>
/// Lays a tree out as a ladder: the questions under each other, each with its answers and what they lead to. An answer that leads to the very next
/// question goes straight down; one that leads further goes round the right side, in one lane for each question it leads to.
/// </summary>
internal sealed class TreeLayout(Runbook runbook, TreeWidth width, TreeMarks marks)
{
    private const double Pad = 10, Gap = 12, Band = 34, Lane = 14, Edge = 2;

    private readonly bool _wide = width == TreeWidth.Wide;
    private readonly IReadOnlyList<Question> _order = TreeOrder.Of(runbook.Tree);
    private readonly List<TreePictureNode> _nodes = [];
    private readonly List<TreePictureLine> _lines = [];
    private readonly Dictionary<string, double> _tops = [];
    private readonly List<(TreePictureNode From, string To, bool Later)> _onwards = [];

    /// <summary>Where the lines of the question at hand leave its box.</summary>
    private double? _start;

    private double QuestionWidth => _wide ? 250 : 298;
    private double AnswerLeft => _wide ? 290 : 34;
    private double AnswerWidth => _wide ? 210 : 266;
    private double EndLeft => _wide ? 534 : 52;
    private double EndWidth => _wide ? 300 : 248;
    private double Right => EndLeft + EndWidth;
    /// <summary>Where a line goes down from a question to the next.</summary>
    private double Spine => _wide ? Edge + (QuestionWidth / 2) : 16;

    public TreePicture Draw()
    {
        var y = Edge;
        for (var i = 0; i < _order.Count; i++)
        {
            _tops[_order[i].Id] = y;
            y = Place(_order[i], i + 1 < _order.Count ? _order[i + 1].Id : null, y) + Band;
        }
        var lanes = _onwards.Select(o => o.To).Distinct().ToList();
        foreach (var (from, to, later) in _onwards) LeadRound(from, to, later, Right + 16 + (lanes.IndexOf(to) * Lane));
        // What was taken is drawn over what was not.
        return new(Right + 16 + (Math.Max(0, lanes.Count - 1) * Lane) + Edge + 2, Math.Max(Edge, y - Band) + Edge, _nodes, [.. _lines.OrderBy(l => l.Taken)]);
    }

    private double Place(Question question, string? below, double top)
    {
        var open = marks.Open == question.Id;
        var asked = Box(TreeNodeKind.Question, question.Id, null, null, Edge, top, QuestionWidth,
            [(question.Ask, false), .. open ? [("● asked now", true)] : marks.Took(question.Id, null) ? [("✓ answered", true)] : Array.Empty<(string, bool)>()]);
        _start = null;
        var straight = below is null ? null : question.Answers.Where(a => a.Value.Go == below).Select(a => a.Key).FirstOrDefault();
        var y = _wide ? top : asked.Bottom + Gap;
        foreach (var (answer, branch) in question.Answers)
            if (answer != straight) y = (_wide ? Beside(asked, question, answer, branch, y) : Beneath(asked, question, answer, branch, y)) + Gap;
        var bottom = Math.Max(asked.Bottom, y - Gap);
        return straight is null ? bottom : GoDown(asked, question, straight, bottom);
    }

    private double Beside(TreePictureNode asked, Question question, string answer, Branch branch, double y)
    {
        var said = Answer(question, answer, branch, AnswerLeft, y);
        var end = End(question, answer, branch, y);
        var height = Math.Max(Math.Max(said.Height, end?.Height ?? 0), 32);
        said = Settle(said, y, height);
        if (end is not null) end = Settle(end, y, height);
        var bus = asked.Right + 18;
        // From the question's side at the height of its first answer, so that the line to it is straight.
        _start ??= Math.Clamp(said.Middle, asked.Y + 8, asked.Bottom - 8);
        Draw(said, null, $"M{N(asked.Right)} {N(_start.Value)}H{N(bus)}V{N(said.Middle)}H{N(said.X)}", null, false);
        if (end is not null) Draw(said, null, $"M{N(said.Right)} {N(said.Middle)}H{N(end.X - 7)}", Pointing(end.X, said.Middle, right: true), false);
        Onwards(end ?? said, branch);
        return y + height;
    }

    private double Beneath(TreePictureNode asked, Question question, string answer, Branch branch, double y)
    {
        var said = Answer(question, answer, branch, AnswerLeft, y);
        _nodes.Add(said);
        Draw(said, null, $"M{N(Spine)} {N(asked.Bottom)}V{N(said.Middle)}H{N(said.X)}", null, false);
        var end = End(question, answer, branch, said.Bottom + 14);
        if (end is not null)
        {
            _nodes.Add(end);
            Draw(said, null, $"M{N(end.X + 20)} {N(said.Bottom)}V{N(end.Y - 7)}", Pointing(end.X + 20, end.Y, right: false), false);
        }
        Onwards(end ?? said, branch);
        return (end ?? said).Bottom;
    }

    /// <summary>The answer that leads to the very next question stands on the way down.</summary>
    private double GoDown(TreePictureNode asked, Question question, string answer, double bottom)
    {
        var said = Answer(question, answer, question.Answers[answer], _wide ? Edge + 40 : AnswerLeft, _wide ? asked.Bottom + 16 : bottom + Gap);
        if (_wide) said = Settle(said with { X = Spine - (said.Width / 2), Text = [.. said.Text.Select(t => t with { X = t.X - said.X + Spine - (said.Width / 2) })] }, said.Y, said.Height);
        else _nodes.Add(said);
        bottom = Math.Max(bottom, said.Bottom);
        var next = question.Answers[answer].Go!;
        if (!_wide) Draw(said, next, $"M{N(Spine)} {N(said.Middle)}H{N(said.X)}", null, false);
        Draw(said, next, $"M{N(Spine)} {N(asked.Bottom)}V{N(bottom + Band - 7)}", Pointing(Spine, bottom + Band, right: false), false);
        return bottom;
    }

    private void Onwards(TreePictureNode from, Branch branch)
    {
        if (TreeOrder.Next(runbook.Tree, branch) is { } next) _onwards.Add((from, next, branch.Do is not null));
    }

    private void LeadRound(TreePictureNode from, string to, bool later, double lane)
    {
        var top = _tops[to];
        var enter = _wide ? Spine : QuestionWidth / 2;
        Draw(from, to, $"M{N(from.Right)} {N(from.Middle)}H{N(lane)}V{N(Math.Max(Edge, top - (Band / 2)))}H{N(enter)}V{N(top - 7)}", Pointing(enter, top, right: false), later);
    }

    private TreePictureNode Answer(Question question, string answer, Branch branch, double x, double y) => Box(
        TreeNodeKind.Answer, question.Id, answer, null, x, y, AnswerWidth, [(question.HasChoices ? branch.Say ?? Spaced(answer) : Spaced(answer), false)], add: false, fit: true);

    private TreePictureNode? End(Question question, string answer, Branch branch, double y)
    {
        if (branch.Do is not { } id) return null;
        var method = runbook.Methods.TryGetValue(id, out var found) ? found : null;
        var text = new List<(string, bool)> { (method is null ? runbook.TitleOf(id) : NextAction.Named(method), false) };
        if (!question.HasChoices && branch.Say is { } say && say != runbook.TitleOf(id)) text.Add((say, true));
        if (TreeOrder.Next(runbook.Tree, branch) is { } next) text.Add(($"then: {runbook.Tree.Questions[next].Ask}", true));
        return Box(method is null ? TreeNodeKind.Action : TreeNodeKind.Method, question.Id, answer, id, EndLeft, y, EndWidth, text, add: false);
    }

    private TreePictureNode Box(TreeNodeKind kind, string question, string? answer, string? target, double x, double y, double most, IReadOnlyList<(string Text, bool Soft)> text, bool add = true, bool fit = false)
    {
        var lines = text.SelectMany(t => WrappedText.Lines(t.Text, most - (2 * Pad), TreePicture.FontSize).Select(l => (Text: l, t.Soft))).ToList();
        var wide = fit ? Math.Min(most, lines.Select(l => WrappedText.Width(l.Text, TreePicture.FontSize)).DefaultIfEmpty(20).Max() + (2 * Pad) + 4) : most;
        var node = new TreePictureNode(kind, question, answer, target, x, y, wide, (lines.Count * TreePicture.LineHeight) + 12,
            [.. lines.Select((l, i) => new TreePictureText(l.Text, x + Pad, y + 20 + (i * TreePicture.LineHeight), l.Soft))],
            marks.Took(question, answer), kind == TreeNodeKind.Question && marks.Open == question);
        if (add) _nodes.Add(node);
        return node;
    }

    /// <summary>Puts a box into the middle of its row.</summary>
    private TreePictureNode Settle(TreePictureNode node, double y, double height)
    {
        var down = y + ((height - node.Height) / 2) - node.Y;
        var settled = node with { Y = node.Y + down, Text = [.. node.Text.Select(t => t with { Y = t.Y + down })] };
        _nodes.Add(settled);
        return settled;
    }

    private void Draw(TreePictureNode from, string? to, string path, string? head, bool later) =>
        _lines.Add(new(from.Question, from.Answer!, to, path, head, from.Taken, later));

    private static string Pointing(double x, double y, bool right) => right ? $"M{N(x)} {N(y)}l-8 -5v10z" : $"M{N(x)} {N(y)}l-5 -8h10z";
    private static string Spaced(string id) => id.Replace('-', ' ');
    private static string N(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);
}
