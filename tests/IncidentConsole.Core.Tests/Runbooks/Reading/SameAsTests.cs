using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Tests.Runbooks.Reading;

public sealed class SameAsTests
{
    private static readonly Runbook Small = RunbookFiles.Loaded(SmallRunbook.FileName, SmallRunbook.Text);

    [Fact]
    public void Copy_DoesWhatItsOriginalDoes()
    {
        var (original, copy) = (Small.Methods["method-a"].Steps["off"], Small.Methods["method-b"].Steps["again"]);

        Assert.Equal(original.Do, copy.Do);
        Assert.Equal(original.Proof!.Do, copy.Proof!.Do);
        Assert.Equal(original.Capture, copy.Capture);
        Assert.Equal(["TOKEN"], copy.Uses);
        Assert.Equal(original.Budget, copy.Budget);
        Assert.Equal("method-a.off", copy.SameAs);
    }

    [Fact]
    public void Copy_HasItsOwnNameAndCondition()
    {
        var copy = Small.Methods["method-b"].Steps["again"];

        Assert.Equal(("again", "Off again", "finding COUNT > 3"), (copy.Id, copy.Title, copy.If!.ToString()));
    }

    [Fact]
    public void Copy_DoesNotInheritWhatItsOriginalNeeds()
    {
        var small = RunbookFiles.Loaded(SmallRunbook.FileName, SmallRunbook.Text.Replace("same-as: method-a.off,", "same-as: method-a.look,", StringComparison.Ordinal));

        Assert.Empty(small.Methods["method-b"].Steps["again"].Needs);
    }

    [Fact]
    public void Copy_OfABrokenOriginal_SaysTheErrorOnce()
    {
        var errors = SmallRunbook.With("proof: {shell: \"echo\",", "proof: {shel: \"echo\",").Errors;

        Assert.Single(errors, e => e.Message.StartsWith("unknown key `shel`", StringComparison.Ordinal));
    }

    [Fact]
    public void Copies_OfOneAnother_AreRefused()
    {
        var text = SmallRunbook.Text.Replace("{pick: {files: \"backups/*.gz\", show: [age], into: BACKUP}}", "{same-as: method-b.again}", StringComparison.Ordinal)
            .Replace("same-as: method-a.off,", "same-as: method-b.pick,", StringComparison.Ordinal);

        var errors = SmallRunbook.Read(text).Errors;

        Assert.Contains(errors, e => e.Message == "`method-b.pick` is a copy itself; name the step it copies");
        Assert.Contains(errors, e => e.Message == "`method-b.again` is a copy itself; name the step it copies");
    }

    [Fact]
    public void Criteria_WithoutIds_GetOnesThatAreUniqueInTheFile()
    {
        var small = RunbookFiles.Loaded(SmallRunbook.FileName, SmallRunbook.Text.Replace("- {id: fewer,", "- {ask: \"Fewer?\"}\n      - {", StringComparison.Ordinal));

        Assert.Equal(["method-a-1", "method-a-2"], small.Methods["method-a"].Success.Select(c => c.Id));
    }
}
