using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Tests.Runbooks.Reading;

public sealed class StepFormTests
{
    private const string Off = """off: {shell: "echo off", budget: 1m, uses: [TOKEN], capture: {COUNT: '^(\d+)$'}, proof: {shell: "echo", expect: [{text: off}]}}""";
    private const string Look = """look: {http: {get: "${SITE_URL}/x", timeout: 10s}, expect: [{status: 503}], needs: [off]}""";

    [Fact]
    public void Undo_WithAProof_IsRead()
    {
        var step = SmallRunbook.With(Off, Off[..^1] + """, undo: {shell: "echo on", proof: {shell: "echo", expect: [{absent: off}]}}}""").Runbook!.Methods["method-a"].Steps["off"];
        Assert.Equal("echo on", step.Undo!.Script);
        Assert.Equal([new Expectation.Absent("off")], step.UndoProof!.Expect);
    }

    [Fact]
    public void Rows_ComparedWithAFinding_AreRead()
    {
        var look = SmallRunbook.With("{status: 503}", """{rows: {same-as: COUNT, of: '^users: (\d+)$'}}, {rows: {at-least: COUNT}}, {rows: 3}, {within: 2s}""").Runbook!.Methods["method-a"].Steps["look"];
        Assert.Equal([new Expectation.RowsAs("COUNT", false, @"^users: (\d+)$"), new Expectation.RowsAs("COUNT", true, null), new Expectation.Rows(3), new Expectation.Timely(TimeSpan.FromSeconds(2))], look.Expect);
    }

    [Theory]
    [InlineData("{rows: {same-as: COUNTT}}", "unknown finding `COUNTT`; did you mean `COUNT`?")]
    [InlineData("{rows: {same-as: COUNT, at-least: COUNT}}", "has both `same-as` and `at-least`")]
    [InlineData("{rows: {same-as: COUNT, of: '\\d+'}}", "must have exactly one group")]
    [InlineData("{rows: {of: '(x)'}}", "`same-as` or `at-least` is missing")]
    [InlineData("{rows: -1}", "a whole number of at least 0")]
    public void Rows_Wrong_SayWhat(string expectation, string error) =>
        Assert.Contains(SmallRunbook.With("{status: 503}", expectation).Errors, e => e.ToString().Contains(error, StringComparison.Ordinal));

    [Fact]
    public void Within_OfACommand_IsAnErrorThatNamesItsTimeout() => Assert.Contains(
        SmallRunbook.With(Off, Off.Replace("budget: 1m", "budget: 1m, expect: [{within: 2s}]", StringComparison.Ordinal)).Errors, e => e.ToString().Contains("`within` is for calls", StringComparison.Ordinal));

    [Fact]
    public void Look_StandsAsTheTestsExpect() => Assert.Contains(Look, SmallRunbook.Text, StringComparison.Ordinal);
}
