using System.Globalization;

namespace MeetSolis.IncidentConsole.Runbooks.Conditions;

/// <summary>
/// Reads a condition. <c>not</c> binds tighter than <c>and</c>, that tighter than <c>or</c>; both chain to the left. Never throws.
/// </summary>
public sealed class ConditionParser
{
    private const int LongestText = 2_000;
    private const int DeepestNesting = 30;
    private static readonly string[] Reserved = ["and", "or", "not", "method", "finding", "milestone", "is", "in", "falling", "rising"];

    private readonly List<Token> _tokens;
    private readonly ConditionNames _names;
    private readonly List<ConditionError> _errors = [];
    private int _at;
    private int _depth;

    private ConditionParser(List<Token> tokens, ConditionNames names) => (_tokens, _names) = (tokens, names);

    /// <summary>Reads <paramref name="text"/>; names are checked against <paramref name="names"/> where given, milestones always.</summary>
    public static ConditionParsing Parse(string text, ConditionNames? names = null)
    {
        if (text.Length > LongestText)
            return new ConditionParsing(null, [new ConditionError(0, $"the condition is longer than {LongestText} characters")]);
        var parser = new ConditionParser(ConditionTokens.Cut(text), names ?? ConditionNames.Any);
        var condition = parser.Or();
        if (condition is not null && parser.Now.Kind != TokenKind.End)
            condition = parser.Fail($"expected `and`, `or` or the end, found {parser.Found}");
        return new ConditionParsing(condition, parser._errors);
    }

    private Token Now => _tokens[_at];
    private string Found => Now.Kind == TokenKind.End ? "the end" : $"`{Now.Text}`";

    private Condition? Or() => Chain("or", And, (l, r) => new Condition.Or(l, r));
    private Condition? And() => Chain("and", Not, (l, r) => new Condition.And(l, r));

    private Condition? Chain(string word, Func<Condition?> operand, Func<Condition, Condition, Condition> join)
    {
        var left = operand();
        while (left is not null && Now.Is(word))
        {
            _at++;
            left = operand() is { } right ? join(left, right) : null;
        }
        return left;
    }

    private Condition? Not()
    {
        if (!Now.Is("not"))
            return Atom();
        if (_depth >= DeepestNesting)
            return Fail($"nested more than {DeepestNesting} deep");
        _at++;
        _depth++;
        var inner = Not();
        _depth--;
        return inner is null ? null : new Condition.Not(inner);
    }

    private Condition? Atom() => Now switch
    {
        { Kind: TokenKind.Open } => InParentheses(),
        { Kind: TokenKind.Word, Text: "method" } => Method(),
        { Kind: TokenKind.Word, Text: "finding" } => Finding(),
        { Kind: TokenKind.Word, Text: "milestone" } => Milestone(),
        { Kind: TokenKind.Word } word when !Reserved.Contains(word.Text) => Signal(),
        _ => Fail($"expected a signal, `method`, `finding`, `milestone`, `not` or `(`, found {Found}"),
    };

    private Condition? InParentheses()
    {
        if (_depth >= DeepestNesting)
            return Fail($"nested more than {DeepestNesting} deep");
        var open = Now;
        _at++;
        _depth++;
        var inner = Or();
        _depth--;
        if (inner is null)
            return null;
        if (Now.Kind != TokenKind.Close)
            return Fail($"expected `)` for the `(` at {open.Position + 1}, found {Found}");
        _at++;
        return inner;
    }

    private Condition? Signal()
    {
        var name = Take();
        if (Now.Is("falling") || Now.Is("rising"))
        {
            Known(name, "signal", _names.Signals);
            return new Condition.SignalMoves(name.Text, Take().Text == "falling");
        }
        if (Comparison() is not { } op)
            return Fail($"expected `falling`, `rising` or one of < <= = != >= > after the signal `{name.Text}`, found {Found}");
        Known(name, "signal", _names.Signals);
        if (Now.Kind != TokenKind.Number || !double.TryParse(Now.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
            return Fail($"expected a number, found {Found}");
        _at++;
        return Now is { Kind: TokenKind.Unknown, Text: "%" }
            ? Fail("a number stands without its unit: the signal says what it is measured in")
            : new Condition.SignalIs(name.Text, op, value);
    }

    private Condition? Method()
    {
        _at++;
        if (!Now.Is("is") && !Now.Is("in"))
            return Fail($"expected `is` or `in` after `method`, found {Found}");
        var many = Take().Text == "in";
        var methods = new List<string>();
        do
        {
            if (methods.Count > 0)
                _at++;
            if (Now.Kind != TokenKind.Word || Reserved.Contains(Now.Text))
                return Fail($"expected a method, found {Found}");
            Known(Now, "method", _names.Methods);
            methods.Add(Take().Text);
        }
        while (many && Now.Kind == TokenKind.Comma);
        return new Condition.MethodIn(methods);
    }

    private Condition? Finding()
    {
        _at++;
        if (Now.Kind != TokenKind.Word || Reserved.Contains(Now.Text))
            return Fail($"expected the name of a finding, found {Found}");
        var name = Take();
        Comparison? op = null;
        if (Now.Is("is"))
            (op, _at) = (Conditions.Comparison.Equal, _at + 1);
        else
            op = Comparison();
        if (op is null)
            return Fail($"expected `is` or one of < <= = != >= > after the finding `{name.Text}`, found {Found}");
        Known(name, "finding", _names.Findings);
        if (Now.Kind is not (TokenKind.Word or TokenKind.Number) || Reserved.Contains(Now.Text))
            return Fail($"expected a word or a number, found {Found}");
        return new Condition.FindingIs(name.Text, op.Value, Take().Text);
    }

    private Condition? Milestone()
    {
        _at++;
        if (Now.Kind != TokenKind.Word)
            return Fail($"expected a milestone ({string.Join(", ", Milestones.All)}), found {Found}");
        Known(Now, "milestone", Milestones.All);
        return new Condition.Reached(Take().Text);
    }

    private Comparison? Comparison()
    {
        Comparison? op = Now is not { Kind: TokenKind.Operator } sign ? null : sign.Text switch
        {
            "<" => Conditions.Comparison.Less,
            "<=" => Conditions.Comparison.LessOrEqual,
            "=" or "==" => Conditions.Comparison.Equal,
            "!=" => Conditions.Comparison.NotEqual,
            ">=" => Conditions.Comparison.GreaterOrEqual,
            ">" => Conditions.Comparison.Greater,
            _ => null,
        };
        if (op is not null)
            _at++;
        return op;
    }

    private Token Take() => _tokens[_at++];

    private void Known(Token name, string what, IReadOnlyCollection<string>? known)
    {
        if (known is not null && !known.Contains(name.Text))
            _errors.Add(new ConditionError(name.Position, $"unknown {what} `{name.Text}`{NearestName.Hint(name.Text, known)}"));
    }

    private Condition? Fail(string message)
    {
        _errors.Add(new ConditionError(Now.Position, message));
        return null;
    }
}
