namespace MeetSolis.IncidentConsole.Benchmarks;

/// <summary>Alternating rounds: what slows the machine for a while then slows all that is compared.</summary>
public static class Rounds
{
    /// <summary>
    /// Runs each of <paramref name="subjects"/> once a round, in turned order every second round, after one round that
    /// does not count. Gives each subject's figures in the order the subjects were given.
    /// </summary>
    public static async Task<IReadOnlyList<T>[]> AlternateAsync<T>(int rounds, CancellationToken ct, params Func<CancellationToken, Task<T>>[] subjects)
    {
        var figures = subjects.Select(_ => new List<T>()).ToArray();
        for (var round = 0; round <= rounds; round++)
        {
            await Console.Error.WriteLineAsync(round == 0 ? "warming up" : $"round {round} of {rounds}");
            var order = Enumerable.Range(0, subjects.Length);
            foreach (var subject in round % 2 == 0 ? order : order.Reverse())
            {
                ct.ThrowIfCancellationRequested();
                var figure = await subjects[subject](ct);
                if (round > 0)
                    figures[subject].Add(figure);
            }
        }
        return figures;
    }
}
