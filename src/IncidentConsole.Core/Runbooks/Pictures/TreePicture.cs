namespace MeetSolis.IncidentConsole.Runbooks;

/// <summary>Beside each other where there is room (about 900 units), under each other in a column (about 330).</summary>
public enum TreeWidth { Wide, Narrow }

public enum TreeNodeKind { Question, Answer, Method, Action }

/// <summary>How far an incident has come in the tree.</summary>
/// <param name="Answers">Question id → the answer that counts.</param>
/// <param name="Open">Id of the question that is open now.</param>
public sealed record TreeMarks(IReadOnlyDictionary<string, string> Answers, string? Open)
{
    public static readonly TreeMarks None = new(new Dictionary<string, string>(), null);

    public static TreeMarks Of(Incidents.TreePosition position) => new(position.Path.ToDictionary(g => g.Question, g => g.Answer), position.Open?.Id);

    public bool Took(string question, string? answer) => Answers.TryGetValue(question, out var given) && (answer is null || given == answer);

    // By what they say, so that a screen draws anew only when the way has changed.
    public bool Equals(TreeMarks? other) => other is not null && Open == other.Open && Answers.Count == other.Answers.Count && Answers.All(a => other.Took(a.Key, a.Value));
    public override int GetHashCode() => HashCode.Combine(Open, Answers.Count);
}

/// <summary>A decision tree laid out: boxes with their text, and the lines between them, in units of a CSS pixel.</summary>
public sealed record TreePicture(double Width, double Height, IReadOnlyList<TreePictureNode> Nodes, IReadOnlyList<TreePictureLine> Lines)
{
    public const double FontSize = 14;
    public const double LineHeight = 19;

    public static TreePicture Of(Runbook runbook, TreeWidth width, TreeMarks? marks = null) => new TreeLayout(runbook, width, marks ?? TreeMarks.None).Draw();
}

/// <param name="Question">Whose question or answer it is.</param>
/// <param name="Answer">Null for a question.</param>
/// <param name="Target">Id of the method or action, for one of those.</param>
/// <param name="Taken">The way went through here.</param>
/// <param name="Open">It is asked now.</param>
public sealed record TreePictureNode(
    TreeNodeKind Kind, string Question, string? Answer, string? Target, double X, double Y, double Width, double Height,
    IReadOnlyList<TreePictureText> Text, bool Taken, bool Open)
{
    public double Right => X + Width;
    public double Bottom => Y + Height;
    public double Middle => Y + (Height / 2);
}

/// <param name="Y">Of its baseline.</param>
/// <param name="Soft">Said besides.</param>
public sealed record TreePictureText(string Text, double X, double Y, bool Soft);

/// <summary>From a question to an answer (<see cref="To"/> is null), or on from the answer.</summary>
/// <param name="To">Id of the question it leads to.</param>
/// <param name="Path">SVG path data.</param>
/// <param name="Head">Path data of its arrow's head; null where it has none.</param>
/// <param name="Later">Only after the method or action is done.</param>
public sealed record TreePictureLine(string Question, string Answer, string? To, string Path, string? Head, bool Taken, bool Later);
