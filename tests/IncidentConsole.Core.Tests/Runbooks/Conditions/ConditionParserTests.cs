using CsCheck;
using MeetSolis.IncidentConsole.Runbooks.Conditions;

namespace MeetSolis.IncidentConsole.Tests.Runbooks.Conditions;

public sealed class ConditionParserTests
{
    private static readonly ConditionNames Names = new(["error_rate", "database_errors"], ["method-a", "method-b"], ["EPIC1_AFFECTED"]);

    [Fact]
    public void Parse_OfWhatWasWritten_GivesTheSameCondition() =>
        ConditionGen.Any.Sample(c => Assert.Equal(c, ConditionParser.Parse(c.ToString()).Condition));

    [Fact]
    public void Parse_OfAnyText_NeverThrows_AndGivesAConditionOrAnError() =>
        Gen.OneOf(Gen.String, ConditionGen.OneOf("not", "(", ")", "error_rate", ">", "5", "and", "or", "method", "in", ",", "finding", "X", "%", "-").Array[0, 30].Select(w => string.Join(' ', w)))
            .Sample(text =>
            {
                var parsed = ConditionParser.Parse(text);
                Assert.True(parsed.Condition is not null || parsed.Errors.Count > 0);
                Assert.All(parsed.Errors, e => Assert.InRange(e.Position, 0, text.Length));
            });

    [Theory]
    [InlineData("error_rate > 5", "error_rate > 5")]
    [InlineData("error_rate < 5 and error_rate falling", "error_rate < 5 and error_rate falling")]
    [InlineData("not database_errors > 1", "not database_errors > 1")]
    [InlineData("not error_rate > 1 and database_errors > 1 or method is method-a", "not error_rate > 1 and database_errors > 1 or method is method-a")]
    [InlineData("not (error_rate > 1 or database_errors > 1)", "not (error_rate > 1 or database_errors > 1)")]
    [InlineData("method in method-b,method-a", "method in method-b, method-a")]
    [InlineData("finding EPIC1_AFFECTED is yes", "finding EPIC1_AFFECTED is yes")]
    [InlineData("((milestone resolved))", "milestone resolved")]
    [InlineData("error_rate>=0.5", "error_rate >= 0.5")]
    public void Parse_OfAGoodText_ReadsAsWritten(string text, string written)
    {
        var parsed = ConditionParser.Parse(text, Names);
        Assert.Empty(parsed.Errors);
        Assert.Equal(written, parsed.Condition!.ToString());
    }

    [Theory]
    [InlineData("eror_rate > 5", 0, "unknown signal `eror_rate`; did you mean `error_rate`?")]
    [InlineData("error_rate > 5 and errr_rate falling", 19, "unknown signal `errr_rate`; did you mean `error_rate`?")]
    [InlineData("method is metod-a", 10, "unknown method `metod-a`; did you mean `method-a`?")]
    [InlineData("method in method-b, zebra", 20, "unknown method `zebra`")]
    [InlineData("finding EPIC_AFFECTED is yes", 8, "unknown finding `EPIC_AFFECTED`; did you mean `EPIC1_AFFECTED`?")]
    [InlineData("milestone resolve", 10, "unknown milestone `resolve`; did you mean `resolved`?")]
    [InlineData("error_rate > 5 %", 15, "a number stands without its unit: the signal says what it is measured in")]
    [InlineData("error_rate >", 12, "expected a number, found the end")]
    [InlineData("error_rate 5", 11, "expected `falling`, `rising` or one of < <= = != >= > after the signal `error_rate`, found `5`")]
    [InlineData("(error_rate > 5", 15, "expected `)` for the `(` at 1, found the end")]
    [InlineData("error_rate > 5 error_rate > 6", 15, "expected `and`, `or` or the end, found `error_rate`")]
    [InlineData("", 0, "expected a signal, `method`, `finding`, `milestone`, `not` or `(`, found the end")]
    public void Parse_OfABadText_SaysWhereAndWhatWasExpected(string text, int position, string message)
    {
        var error = Assert.Single(ConditionParser.Parse(text, Names).Errors);
        Assert.Equal(new ConditionError(position, message), error);
    }

    [Fact]
    public void Parse_OfDeepOrLongText_IsRefused()
    {
        Assert.Contains("nested more than", Assert.Single(ConditionParser.Parse(new string('(', 1_000)).Errors).Message);
        Assert.Contains("nested more than", Assert.Single(ConditionParser.Parse(string.Concat(Enumerable.Repeat("not ", 400))).Errors).Message);
        Assert.Contains("longer than", Assert.Single(ConditionParser.Parse(new string('a', 3_000)).Errors).Message);
    }
}
