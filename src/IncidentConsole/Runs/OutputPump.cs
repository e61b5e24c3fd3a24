using MeetSolis.IncidentConsole.Data;

namespace MeetSolis.IncidentConsole.Runs;

/// <summary>Moves a process's spool into the store: masked, in order, each line once, the offset committed with its chunk.</summary>
internal sealed class OutputPump(OutputStore output, SecretMask mask, TimeProvider time)
{
    public async Task RunAsync(AttemptRow attempt, StepProcess process, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                var position = await output.PositionAsync(attempt.Id, ct) ?? throw new InvalidOperationException($"Attempt {attempt.Id} is not in the store.");
                var sequence = position.LastSequence;
                var offsets = new SpoolOffsets(position.StdoutOffset, position.StderrOffset);
                await foreach (var chunk in process.ReadAsync(new(position.StdoutOffset, position.StderrOffset), ct))
                {
                    if (chunk.Lines.Count == 0) continue;
                    var lines = chunk.Lines.Select(l => new NewLine(l.At, l.Stream == OutputStreamKind.Stdout ? "stdout" : "stderr", mask.Apply(l.Text))).ToList();
                    var stored = await output.AppendAsync(new(attempt.Id, attempt.Token, sequence, lines, chunk.Next.Stdout, chunk.Next.Stderr), ct);
                    if (stored is null) throw LeaseLostException.Of(attempt.Id);
                    sequence += lines.Count;
                    offsets = chunk.Next;
                }
                if (process.DiskIsFull) await SayFullAsync(attempt, sequence, offsets, ct);
                return;
            }
            catch (Exception e) when (StoreErrors.Explain(e) is not null)
            {
                // The store is away; the spool keeps everything, and the stored offset says where to go on.
                await Task.Delay(TimeSpan.FromSeconds(1), time, ct);
            }
        }
    }

    /// <summary>What it could not print is not there to be read: that has to be said, even if the step itself went on.</summary>
    private async Task SayFullAsync(AttemptRow attempt, long sequence, SpoolOffsets offsets, CancellationToken ct)
    {
        var line = new NewLine(time.GetUtcNow(), "stderr", "[The disk of the data folder is full: some of what this step printed may be missing here.]");
        await output.AppendAsync(new(attempt.Id, attempt.Token, sequence, [line], offsets.Stdout, offsets.Stderr), ct);
    }
}
