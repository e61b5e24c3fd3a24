using System.Text.RegularExpressions;
using MeetSolis.IncidentConsole.Runbooks.Conditions;
using MeetSolis.IncidentConsole.Runbooks.Reading;

namespace MeetSolis.IncidentConsole.Tests.Runbooks;

/// <summary>What <c>docs/runbook.md</c> shows must be so.</summary>
public sealed class RunbookGuideTests
{
    private static readonly string Guide = File.ReadAllText(Path.Combine(RunbookFiles.Docs, "runbook.md"));

    [Fact]
    public void Example_OfTheGuide_Loads()
    {
        var runbook = RunbookFiles.Loaded("shop.yaml", Regex.Match(Guide, "```yaml\n(.*?)```", RegexOptions.Singleline).Groups[1].Value);

        Assert.Equal("shop-rollback", runbook.Id);
        Assert.Equal(runbook.Methods["switch-off"].Eta, runbook.Methods["switch-off"].Budget);
    }

    [Fact]
    public void Sections_OfTheFormat_AreAllInTheGuide() => Assert.All(RunbookKeys.Root.Keys, key => Assert.Contains($"`{key}`", Guide, StringComparison.Ordinal));

    [Fact]
    public void Conditions_OfTheGuide_Parse()
    {
        var shown = Regex.Match(Guide, "```\n(error_rate > 5.*?)```", RegexOptions.Singleline).Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => Regex.Split(l, " {3,}")).SelectMany(l => l[0].StartsWith("error_rate", StringComparison.Ordinal) ? l.Take(1) : l).ToList();

        Assert.Equal(8, shown.Count);
        Assert.All(shown, c => Assert.Empty(ConditionParser.Parse(c).Errors));
    }
}
