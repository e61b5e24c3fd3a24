using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Runs;

/// <summary>Runs the read-only command or call that proves a step. Cut off by a restart, it is simply run again.</summary>
public sealed class ProofRunner(StepProcesses processes, HttpCalls http)
{
    private static readonly TimeSpan _timeout = TimeSpan.FromMinutes(1);

    // A proof says little; one that does not stop is not read to the end.
    private const int MostCharacters = 4 * 1024 * 1024;

    public async Task<ProofRun> RunAsync(ResolvedStep step, Proof proof, CancellationToken ct) => proof.Do switch
    {
        StepAction.Shell shell => await CommandAsync(step, shell, ct),
        StepAction.Http call => await CallAsync(http, call, step, ct),
        _ => new ProofRun.CouldNot($"a {proof.Do.Kind} proves nothing."),
    };

    /// <summary>What comes back is masked before anybody judges it: what is found is recorded for good.</summary>
    public async Task<ProofRun> CallAsync(HttpCalls calls, StepAction.Http call, ResolvedStep step, CancellationToken ct)
    {
        var mask = new SecretMask(step.Environment.Secrets.ToDictionary());
        string Value(string name) => step.Values.GetValueOrDefault(name, "");
        var url = ScriptVariables.Put(call.Url, n => InUrl(call.Url, n, Value(n)));
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address)) return new ProofRun.CouldNot(mask.Apply($"“{url}” is no address."));
        var headers = call.Headers.ToDictionary(h => h.Key, h => ScriptVariables.Put(h.Value, Value));
        var answer = await calls.SendAsync(new(call.Method, address, headers, call.Body is null ? null : ScriptVariables.Put(call.Body, Value), call.Timeout,
            LoopbackOnly: step.Environment.Practice is not null), ct);
        switch (answer)
        {
            case HttpAnswer.Answered a:
                // Line by line, as it hides what programs print.
                var body = string.Join('\n', a.Body.Split('\n').Select(mask.Apply));
                return new ProofRun.Ran(new(null, a.Status, body, body, a.Took));
            case HttpAnswer.Failed f: return new ProofRun.CouldNot(mask.Apply(f.Because));
            default: throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>A value that begins the address is an address; anywhere else it is encoded.</summary>
    private static string InUrl(string template, string name, string value) =>
        template.StartsWith($"${{{name}}}", StringComparison.Ordinal) ? value.TrimEnd('/') : Uri.EscapeDataString(value);

    private async Task<ProofRun> CommandAsync(ResolvedStep step, StepAction.Shell shell, CancellationToken ct)
    {
        if (step.Environment.Workspace is not { } workspace) return new ProofRun.CouldNot("the environment has no workspace.");
        if (await processes.StartAsync(Commands.Of(Guid.CreateVersion7(), shell.Script, step, workspace, _timeout), ct) is not StepStart.Started { Process: var process } start)
            return new ProofRun.CouldNot("the proof was not started.");
        using (process)
        {
            var mask = new SecretMask(step.Environment.Secrets.ToDictionary());
            var stdout = new System.Text.StringBuilder();
            var text = new System.Text.StringBuilder();
            await foreach (var chunk in process.ReadAsync(default, ct))
                foreach (var line in chunk.Lines)
                {
                    if (text.Length > MostCharacters) continue;
                    text.Append(mask.Apply(line.Text)).Append('\n');
                    if (line.Stream == OutputStreamKind.Stdout) stdout.Append(mask.Apply(line.Text)).Append('\n');
                }
            var end = await process.EndAsync(ct);
            process.DeleteSpool();
            return end switch
            {
                ProcessEnd.Exited exited => new ProofRun.Ran(new(exited.Code, null, stdout.ToString(), text.ToString())),
                ProcessEnd.TimedOut => new ProofRun.CouldNot("it did not end within a minute."),
                _ => new ProofRun.CouldNot("it was cut off."),
            };
        }
    }
}
