using System.Globalization;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Tests.Runbooks.Reading;

/// <summary>Where errors are said to stand, how many at once, and what is refused whatever it says.</summary>
public sealed class RunbookReaderPlaceTests
{
    [Fact]
    public void UnknownSignal_InACondition_IsPlacedAtItsFirstLetter()
    {
        var error = Assert.Single(SmallRunbook.With("\"error_rate falling\"", "\"not eror_rate falling\"").Errors);

        var line = SmallRunbook.LineOf("\"error_rate falling\"");
        Assert.Equal(line, error.Line);
        Assert.Equal(SmallRunbook.Text.Split('\n')[line - 1].IndexOf("\"error_rate falling\"", StringComparison.Ordinal) + 1 + 1 + "not ".Length, error.Column);
        Assert.Equal($"small.yaml: line {line}: unknown signal `eror_rate`; did you mean `error_rate`?", error.ToString());
    }

    [Fact]
    public void UnknownVariable_InWhatAStepUses_IsSaidWithTheNearest()
    {
        var error = Assert.Single(SmallRunbook.With("uses: [TOKEN]", "uses: [TOKN]").Errors);

        Assert.Equal("unknown variable `TOKN`; did you mean `TOKEN`?", error.Message);
    }

    [Fact]
    public void Slips_AllOverTheFile_ComeInOnePassAndInTheFilesOrder()
    {
        var text = SmallRunbook.Text
            .Replace("due: 24h", "due: soon", StringComparison.Ordinal)
            .Replace("kind: ratio", "kind: rate", StringComparison.Ordinal)
            .Replace("start: many", "start: few", StringComparison.Ordinal)
            .Replace("risk: high", "risk: huge", StringComparison.Ordinal)
            .Replace("channels: [slack]", "chanels: [slack]", StringComparison.Ordinal);

        var errors = SmallRunbook.Read(text).Errors;

        foreach (var piece in (string[])["kind: rate", "start: few", "risk: huge", "chanels", "due: soon"])
            Assert.Contains(errors, e => e.Line == SmallRunbook.LineOf(piece, text));
        Assert.Equal(errors.OrderBy(e => e.Line).ThenBy(e => e.Column), errors);
    }

    [Theory]
    [InlineData("environments", "signals", "triggers", "tree", "methods")]
    public void EmptyMap_SaysWhichSectionsAreMissing(params string[] sections)
    {
        var errors = SmallRunbook.Read("id: x\n").Errors;

        foreach (var section in sections)
            Assert.Contains(errors, e => e.Message == $"the section `{section}` is missing");
    }

    [Theory]
    [InlineData("title: Small\n", "title: &a Small\n", "anchors are refused (`&a`)")]
    [InlineData("title: Small\n", "title: *a\n", "aliases are refused (`*a`): write it out, or use `same-as` for a step")]
    [InlineData("title: Small\n", "title: !!str Small\n", "tags are refused (`tag:yaml.org,2002:str`)")]
    [InlineData("title: Small\n", "title: Small\n<<: {}\n", "merge keys (`<<`) are refused")]
    [InlineData("title: Small\n", "title: Small\ntitle: Big\n", "`title` stands twice; first on line 2")]
    [InlineData("title: Small\n", "title: \"a\\u0000b\"\n", "the text holds the control character U+0000")]
    public void Trick_OfYaml_IsRefused(string from, string to, string message)
    {
        var reading = SmallRunbook.With(from, to);

        Assert.Null(reading.Runbook);
        Assert.Contains(reading.Errors, e => e.Message == message && e.Line is 2 or 3);
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("- a\n", "expected a map of the runbook's sections, found a list")]
    [InlineData("just words", "expected a map of the runbook's sections, found `just words`")]
    [InlineData("a: 1\n---\nb: 2\n", "a runbook file holds one document; remove the second `---`")]
    public void Text_ThatIsNoRunbook_SaysWhy(string text, string message) => Assert.Equal(message, Assert.Single(SmallRunbook.Read(text).Errors).Message);

    [Theory]
    [InlineData("a: [1, 2\n")]
    [InlineData("a: \"open\n")]
    [InlineData("a: b: c\n")]
    [InlineData("a: 'open\n")]
    [InlineData("a: {b: 1\n")]
    public void Text_ThatIsNotYaml_SaysSoWithAPlace(string text)
    {
        var error = Assert.Single(SmallRunbook.Read(text).Errors);

        Assert.StartsWith("not YAML: ", error.Message, StringComparison.Ordinal);
        Assert.InRange(error.Line, 1, 3);
    }

    [Fact]
    public void File_OverOneMebibyte_IsRefused() => Assert.Equal("the file is larger than 1 MiB",
        Assert.Single(SmallRunbook.Read(SmallRunbook.Text + "\n#" + new string('x', RunbookReader.LargestFile)).Errors).Message);

    [Fact]
    public void File_OfOneMebibyteInFewerLetters_IsRefused() => Assert.Equal("the file is larger than 1 MiB",
        Assert.Single(SmallRunbook.Read("#" + new string('é', (RunbookReader.LargestFile / 2) + 1)).Errors).Message);

    [Theory]
    [InlineData("[", 21)]
    [InlineData("{a: ", 50)]
    [InlineData("[", 100_000)]
    public void Nesting_TooDeep_IsRefused(string open, int times)
    {
        var error = Assert.Single(SmallRunbook.Read("a: " + string.Concat(Enumerable.Repeat(open, times))).Errors);

        Assert.Equal("nested more than 20 deep", error.Message);
    }

    [Fact]
    public void File_WrongAllOver_GetsABoundedListOfReasons()
    {
        var text = SmallRunbook.Text + "\n" + string.Concat(Enumerable.Range(0, 5_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"key{i}: 1\n")));

        Assert.InRange(SmallRunbook.Read(text).Errors.Count, 100, 300);
    }

    [Fact]
    public void MethodAndStepNames_WithDotsThatReadTheSame_AreErrorsAndNoCrash()
    {
        var text = SmallRunbook.Text.Replace("methods:\n", "methods:\n  a.b: {title: T, risk: low, eta: 1m, steps: {c: {shell: x}}}\n  a: {title: T, risk: low, eta: 1m, steps: {b.c: {shell: x}}}\n", StringComparison.Ordinal);

        Assert.Equal(2, SmallRunbook.Read(text).Errors.Count(e => e.Message.Contains("is no name for", StringComparison.Ordinal)));
    }
}
