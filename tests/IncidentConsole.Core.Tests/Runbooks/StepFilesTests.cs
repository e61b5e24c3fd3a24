using System.Text.RegularExpressions;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Tests.Runbooks;

/// <summary>A script that a step runs and does not name could be changed after the step was approved.</summary>
public sealed partial class StepFilesTests
{
    public static TheoryData<string> Steps => [.. All.Keys];

    private static IReadOnlyDictionary<string, Step> All => RunbookFiles.MeetSolis.Methods.Values
        .SelectMany(m => m.Steps.Values.Select(s => (Name: $"{m.Id}.{s.Id}", Step: s)))
        .Concat(RunbookFiles.MeetSolis.RehearsalOf("method-b")!.Steps.Values.Select(s => (Name: $"rehearsal.{s.Id}", Step: s))).ToDictionary(s => s.Name, s => s.Step);

    [Theory, MemberData(nameof(Steps))]
    public void Files_OfAStepOfTheShippedRunbook_AreAllThatItsCommandsRun(string name)
    {
        var step = All[name];
        var wanted = new SortedSet<string>(Scripts(step).SelectMany(text => Script().Matches(text).Select(m => m.Value)), StringComparer.Ordinal);
        // What scripts run or include stands beside them.
        for (var more = new Queue<string>(wanted); more.TryDequeue(out var file);)
            foreach (var included in Beside().Matches(File.ReadAllText(Path.Combine(RunbookFiles.Folder, "..", file))).Select(m => $"scripts/migration/{m.Groups["name"].Value}"))
                if (wanted.Add(included)) more.Enqueue(included);

        Assert.Equal(wanted, step.Files.Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(Steps))]
    public void Tools_OfAStepOfTheShippedRunbook_NameAwkWhereItsScriptsCallIt(string name)
    {
        var step = All[name];
        // `lib.sh` calls it only for those who ask for the rows of a dump.
        var calls = step.Files.Where(f => !f.EndsWith("/lib.sh", StringComparison.Ordinal)).Any(f => Awk().IsMatch(File.ReadAllText(Path.Combine(RunbookFiles.Folder, "..", f))));
        Assert.Equal(calls, step.Tools.Contains("awk"));
    }

    private static IEnumerable<string> Scripts(Step step) =>
        new[] { step.Do, step.Undo, step.Proof?.Do, step.UndoProof?.Do }.Concat((step.Do as StepAction.Choice)?.Options.Values.SelectMany(o => new[] { o.Shell, o.Proof?.Do }) ?? [])
            .OfType<StepAction.Shell>().Select(s => s.Script);

    [GeneratedRegex(@"\b(?:awk|rows_in_dump)\b")]
    private static partial Regex Awk();

    [GeneratedRegex(@"scripts/[\w/.-]+\.(?:sh|sql)")]
    private static partial Regex Script();

    [GeneratedRegex(@"(?:\$here|\$\(dirname ""\$\{BASH_SOURCE\[0\]\}""\))/(?<name>[\w.-]+)")]
    private static partial Regex Beside();
}
