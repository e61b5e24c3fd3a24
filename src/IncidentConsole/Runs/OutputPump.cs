using MeetSolis.IncidentConsole.Data;

namespace MeetSolis.IncidentConsole.Runs;

/// <summary>Moves a process's spool into the store: masked, in order, each line once, the offset committed with its chunk.</summary>
internal sealed class OutputPump(OutputStore output, SecretMask mask, TimeProvider time)
{
    private const string Voice = "[console] ";

    public async Task RunAsync(AttemptRow attempt, StepProcess process, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                var position = await output.PositionAsync(attempt.Id, ct) ?? throw new InvalidOperationException($"Attempt {attempt.Id} is not in the store.");
                var sequence = position.LastSequence;
                await foreach (var chunk in process.ReadAsync(new(position.StdoutOffset, position.StderrOffset), ct))
                {
                    if (chunk.Lines.Count == 0) continue;
                    var lines = chunk.Lines.Select(l => new NewLine(l.At, l.Stream == OutputStreamKind.Stdout ? "stdout" : "stderr", mask.Apply(l.Text))).ToList();
                    var stored = await output.AppendAsync(new(attempt.Id, attempt.Token, sequence, lines, chunk.Next.Stdout, chunk.Next.Stderr), ct);
                    if (stored is null) throw LeaseLostException.Of(attempt.Id);
                    sequence += lines.Count;
                }
                // What it could not print is not there to be read: that has to be said, even if the step itself went on.
                if (process.DiskWasFull) await SayAsync(attempt, "The disk of the data folder was full: some of what this step printed may be missing here.", ct);
                return;
            }
            catch (Exception e) when (StoreErrors.Explain(e) is not null)
            {
                // The store is away; the spool keeps everything, and the stored offset says where to go on.
                await Task.Delay(TimeSpan.FromSeconds(1), time, ct);
            }
        }
    }

    /// <summary>Adds a line of the console's own to what the step printed.</summary>
    private async Task SayAsync(AttemptRow attempt, string text, CancellationToken ct)
    {
        if (await output.PositionAsync(attempt.Id, ct) is not { } position) return;
        var line = new NewLine(time.GetUtcNow(), "stderr", Voice + text);
        await output.AppendAsync(new(attempt.Id, attempt.Token, position.LastSequence, [line], position.StdoutOffset, position.StderrOffset), ct);
    }
}
