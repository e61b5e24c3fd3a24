using System.Text.RegularExpressions;

namespace MeetSolis.IncidentConsole.Runbooks.Reading;

/// <summary>Reads what output must show, and the commands that prove an effect.</summary>
internal static class ExpectationReader
{
    private const int LongestPattern = 500;

    public static Proof? Proof(Section owner, string key = "proof")
    {
        if (owner.Inner(key, RunbookKeys.Proof) is not { } s)
            return null;
        var kind = s.ExactlyOne("shell", "http");
        if (key == "check" && kind == "http" && !s.Has("expect"))
            s.Error(null, $"`expect` is missing in {s.What}: a call that is answered shows nothing unless it says what is expected");
        return new Proof(kind == "http" ? ActionReader.Http(s) : new StepAction.Shell(kind == "shell" ? s.Text("shell") : ""), Read(s));
    }

    public static IReadOnlyList<Expectation> Read(Section owner) =>
        [.. owner.List("expect", "a list of expectations").Select(n => One(owner, n)).OfType<Expectation>()];

    private static Expectation? One(Section owner, Node node)
    {
        var s = owner.Context.Open(node, RunbookKeys.Expectation, $"an expectation of {owner.What}");
        return s.ExactlyOne(RunbookKeys.Expectation.Keys) switch
        {
            "exit" => new Expectation.Exit(s.Whole("exit", 0, 255) ?? 0),
            "text" => new Expectation.Text(s.Text("text")),
            "absent" => new Expectation.Absent(s.Text("absent")),
            "matches" => IsPattern(s.Context, s.Find("matches")!) ? new Expectation.Matches(s.Text("matches")) : null,
            "status" => new Expectation.Status(s.Whole("status", 100, 599) ?? 0),
            "json-absent" => new Expectation.JsonAbsent(s.Text("json-absent")),
            "json-present" => new Expectation.JsonPresent(s.Text("json-present")),
            "json-equals" when s.Inner("json-equals", RunbookKeys.JsonEquals) is { } j => new Expectation.JsonEquals(j.Text("path"), j.Text("value")),
            "rows" when s.Find("rows") is Node.Map => Counted(s.Inner("rows", RunbookKeys.RowCount)!),
            "rows" => new Expectation.Rows(s.Whole("rows") ?? 0),
            "within" => Timely(owner, s),
            "signal" when s.Inner("signal", RunbookKeys.SignalExpectation) is { } signal => Signal(signal),
            _ => null,
        };
    }

    private static Expectation.RowsAs? Counted(Section s)
    {
        var key = s.ExactlyOne("same-as", "at-least");
        if (s.Find("of") is { } of && IsPattern(s.Context, of) && new Regex(s.Text("of"), RegexOptions.NonBacktracking).GetGroupNumbers().Length != 2)
            s.Error(of, $"the pattern of {s.What} must have exactly one group: what stands in ( ) is the number");
        return key is not null && s.Reference(key, "finding", s.Context.Names.Findings) is { } finding ? new Expectation.RowsAs(finding, key == "at-least", s.TextOrNull("of")) : null;
    }

    private static Expectation.Timely Timely(Section owner, Section s)
    {
        if (!owner.Has("http")) s.Error(s.Find("within"), $"`within` is for calls: {owner.What} has its `timeout`");
        return new(s.Time("within") ?? TimeSpan.Zero);
    }

    private static Expectation.Signal? Signal(Section s)
    {
        if (!s.Has("when"))
            s.Error(null, $"`when` is missing in {s.What}: expected a condition");
        return s.Condition("when") is { } when ? new Expectation.Signal(when, s.Time("within")) : null;
    }

    /// <summary>Whether a text is a regular expression that may be used; says so where not.</summary>
    public static bool IsPattern(ReadingContext context, Node node)
    {
        if (node is not Node.Scalar { IsEmpty: false } text || text.Text.Length > LongestPattern)
        {
            context.Errors.Add(node.At, $"expected a pattern of at most {LongestPattern} characters, found {node.Describe()}");
            return false;
        }
        try
        {
            // Output is matched in time that grows only with its length; what that cannot do is refused here and not in an incident.
            _ = new Regex(text.Text, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
            return true;
        }
        catch (Exception ex) when (ex is ArgumentException or NotSupportedException)
        {
            context.Errors.Add(node.At, $"{text.Describe()} is no pattern that can be used: {ex.Message.ReplaceLineEndings(" ")}");
            return false;
        }
    }
}
