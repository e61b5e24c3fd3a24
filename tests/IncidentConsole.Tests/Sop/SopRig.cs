using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runs;
using MeetSolis.IncidentConsole.Tests.PracticeTargets;

namespace MeetSolis.IncidentConsole.Tests.Sop;

/// <summary>
/// The practice target with a database of its own, the procedure's commands to the letter, and the runbook's steps as the console
/// runs and judges them. All tools are real but for <c>vercel</c>, whose stand-in does what the real one was seen to do.
/// </summary>
public class SopRig : IAsyncLifetime
{
    public PracticeRig Practice { get; private set; } = null!;

    /// <summary>Visitors a second. Without any nobody writes to the database, and every count stays what it is.</summary>
    protected virtual string Rate => "0";

    public string Workspace => Practice.Workspace;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static Runbook Runbook { get; } = RunbookReader.Read(
        "meetsolis-deployment-rollback.yaml", File.ReadAllText(Repository.PathOf("runbooks", "meetsolis-deployment-rollback.yaml"))).Runbook!;

    public async ValueTask InitializeAsync() =>
        Practice = await PracticeRig.StartAsync(("Target__Rate", Rate), ("Target__DeploySeconds", "0.3"), PracticeRig.WithDatabase);

    public async ValueTask DisposeAsync()
    {
        await Practice.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Everything as a scenario begins: deployments, flags, database, backups.</summary>
    public async Task BeginAsync(string scenario)
    {
        await Practice.PostAsync("/practice/reset");
        await Practice.PostAsync("/practice/scenario", new { scenario });
    }

    public static Step Step(string method, string step) => Runbook.Methods[method].Steps[step];

    public static ChecklistItem Item(string id) => Runbook.Checklists.Values.SelectMany(c => c.AllItems()).Single(i => i.Id == id);

    /// <summary>A command of the written procedure, as a script without anybody at the keyboard runs it: plain bash, no input.</summary>
    public Task<Ran> LiteralAsync(string command, params (string Name, string Value)[] variables) =>
        Practice.RunAsync("exec bash -c \"$LITERAL\" </dev/null", [.. variables, ("LITERAL", command)]);

    /// <summary>Any other script, which must end well.</summary>
    public async Task<string> DoAsync(string script, params (string Name, string Value)[] variables)
    {
        var ran = await Practice.RunAsync(script, variables);
        Assert.True(ran.Code == 0, ran.Stdout + ran.Stderr);
        return ran.Stdout;
    }

    /// <summary>What a query says, its columns parted by |.</summary>
    public Task<string> AskAsync(string sql) => DoAsync("psql -X -w \"$DATABASE_URL\" -v ON_ERROR_STOP=1 -Atqc \"$SQL\"", ("SQL", sql));

    /// <summary>A step of the runbook, judged as the console judges it: expectations, then the proof.</summary>
    public async Task<StepRun> StepAsync(string method, string step, params (string Name, string Value)[] findings) =>
        await RunAsync(Step(method, step), ((StepAction.Shell)Step(method, step).Do).Script, Step(method, step).Proof, findings);

    /// <summary>One option of a choice.</summary>
    public async Task<StepRun> ChoiceAsync(string method, string step, string choice)
    {
        var option = ((StepAction.Choice)Step(method, step).Do).Options[choice];
        return await RunAsync(Step(method, step), option.Shell!.Script, option.Proof ?? Step(method, step).Proof, []);
    }

    /// <summary>A step's proof alone, of whatever was done before.</summary>
    public async Task<StepVerdict> ProveAsync(string method, string step, params (string Name, string Value)[] findings)
    {
        var proof = Step(method, step).Proof!;
        return StepVerdict.OfProof(0, [], proof, new ProofRun.Ran(Said(await Practice.RunAsync(((StepAction.Shell)proof.Do).Script, findings))));
    }

    private async Task<StepRun> RunAsync(Step step, string script, Proof? proof, (string Name, string Value)[] findings)
    {
        var ran = await Practice.RunAsync(script, findings);
        var (checks, against) = StepVerdict.OfOutput(step.Expect, Said(ran), isHttp: false);
        var verdict = against is not null ? against
            : proof is null ? new StepVerdict(StepStatus.Succeeded, ran.Code, null, checks)
            : StepVerdict.OfProof(ran.Code, checks, proof, new ProofRun.Ran(Said(await Practice.RunAsync(((StepAction.Shell)proof.Do).Script, findings))));
        return new(verdict, ran.Stdout + ran.Stderr, Captures.Of(step.Capture, ran.Stdout.Split('\n')));
    }

    /// <summary>The backups in the workspace, oldest first; the newest one is cut off.</summary>
    public string[] Backups() =>
        [.. Directory.EnumerateFiles(Path.Combine(Workspace, "backups"), "backup-epic1-production-*.sql.gz").Select(f => Path.GetRelativePath(Workspace, f)).Order(StringComparer.Ordinal)];

    /// <summary>The newest backup that is whole.</summary>
    public string GoodBackup => Backups()[^2];

    /// <summary>The finding of the step that makes one.</summary>
    public async Task<(string, string)> SafetyDumpAsync()
    {
        var dumped = await StepAsync("method-b", "safety-dump");
        dumped.Succeeded();
        return ("SAFETY_DUMP", dumped.Findings["SAFETY_DUMP"]);
    }

    private static StepOutput Said(Ran r) => new(r.Code, null, r.Stdout, r.Stdout + r.Stderr);
}

/// <summary>The same with people on the site, who write to its database.</summary>
public sealed class VisitedSopRig : SopRig
{
    protected override string Rate => "1";
}

/// <summary>A step that ran: the console's verdict, what it printed, what was captured from it.</summary>
public sealed record StepRun(StepVerdict Verdict, string Output, IReadOnlyDictionary<string, string> Findings)
{
    public void Succeeded() => Assert.True(Verdict.Status == StepStatus.Succeeded, $"{Verdict.Status}: {Verdict.Failure}\n{Output}");

    public void Failed(string saying)
    {
        Assert.Equal(StepStatus.Failed, Verdict.Status);
        Assert.Contains(saying, Output, StringComparison.Ordinal);
    }
}
