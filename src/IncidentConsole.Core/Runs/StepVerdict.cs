using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runbooks.Conditions;

namespace MeetSolis.IncidentConsole.Runs;

/// <summary>What a proof gave, or why it could not run.</summary>
public abstract record ProofRun
{
    private ProofRun() { }

    public sealed record Ran(StepOutput Output) : ProofRun;
    public sealed record CouldNot(string Because) : ProofRun;
}

/// <summary>The end of an attempt as it will be recorded. <paramref name="Failure"/> is a sentence wherever it did not succeed.</summary>
public sealed record StepVerdict(StepStatus Status, int? ExitCode, string? Failure, IReadOnlyList<CheckResult> Checks)
{
    /// <summary>
    /// What the output itself shows, before any proof. <c>Against</c>: what speaks against the step, null where nothing does; what only could not
    /// be told leaves it <c>unproven</c>, not failed.
    /// </summary>
    public static (IReadOnlyList<CheckResult> Checks, StepVerdict? Against) OfOutput(
        IReadOnlyList<Expectation> expect, StepOutput output, bool isHttp, JudgedOn? on = null)
    {
        var wanted = WithDefault(expect, isHttp);
        var judged = wanted.Select(e => Expectations.Judge(e, output, on)).ToList();
        if (isHttp && !expect.Any(e => e is Expectation.Status))
            judged.Insert(0, new("HTTP status below 400", output.HttpStatus is { } s ? $"HTTP {s}" : "no HTTP status", output.HttpStatus < 400 ? Truth.True : Truth.False));
        IReadOnlyList<CheckResult> checks = [.. judged.Select(j => j.ToCheck(isProof: false))];
        if (judged.FirstOrDefault(j => j.Holds == Truth.False) is { } failed)
            return (checks, new(StepStatus.Failed, output.ExitCode, $"Expected {failed.Expected}; found {failed.Found}.", checks));
        return (checks, judged.FirstOrDefault(j => j.Holds == Truth.Undetermined) is { } open
            ? new(StepStatus.Unproven, output.ExitCode, $"It cannot be told whether it worked: expected {open.Expected}; {open.Found}.", checks)
            : null);
    }

    /// <summary>Exit 0 alone proves nothing: where the step has a proof, the proof decides.</summary>
    public static StepVerdict OfProof(int? exitCode, IReadOnlyList<CheckResult> checks, Proof proof, ProofRun run, JudgedOn? on = null, string name = "proof")
    {
        if (run is ProofRun.CouldNot(var because))
            return new(StepStatus.Unproven, exitCode, $"The {name} could not run: {because}", checks);
        var output = ((ProofRun.Ran)run).Output;
        var isHttp = proof.Do is StepAction.Http;
        var wanted = WithDefault(proof.Expect, isHttp);
        var judged = wanted.Select(e => Expectations.Judge(e, output, on)).ToList();
        // That the proof itself ran to its end is no effect of the step: it is shown only where it did not.
        var shown = judged.Where((j, i) => j.Holds != Truth.True || judged.Count == 1 || wanted[i] is not Expectation.Exit || proof.Expect.Contains(wanted[i]));
        IReadOnlyList<CheckResult> all = [.. checks, .. shown.Select(j => j.ToCheck(isProof: true))];
        // A proof that broke off tells nothing of the effect, unless its exit status is all it has to tell.
        if (!isHttp && output.ExitCode is not (null or 0) && proof.Expect.Count > 0 && !proof.Expect.Any(e => e is Expectation.Exit))
            return new(StepStatus.Unproven, exitCode, $"The {name} could not be read: it exited with {output.ExitCode}.", all);
        if (judged.FirstOrDefault(j => j.Holds == Truth.False) is { } failed)
            return new(StepStatus.Failed, exitCode, $"{(exitCode == 0 ? "It exited with 0, but the" : "The")} {name} failed: expected {failed.Expected}; found {failed.Found}.", all);
        return judged.FirstOrDefault(j => j.Holds == Truth.Undetermined) is { } open
            ? new(StepStatus.Unproven, exitCode, $"The {name} could not be read: expected {open.Expected}; {open.Found}.", all)
            : new(StepStatus.Succeeded, exitCode, null, all);
    }

    private static IReadOnlyList<Expectation> WithDefault(IReadOnlyList<Expectation> expect, bool isHttp) =>
        isHttp || expect.Any(e => e is Expectation.Exit) ? expect : [new Expectation.Exit(0), .. expect];
}
