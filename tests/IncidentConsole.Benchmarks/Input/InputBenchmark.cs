using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Tests.Signals;

namespace MeetSolis.IncidentConsole.Benchmarks.Input;

/// <summary>
/// <c>input</c>: spoilt bodies to every ingest endpoint of a published console, for longer than the tests do. It says how many came through, what was
/// answered, and what the process holds before and after; anything but a clear 4xx or a 503 of a source without a secret is printed with its seed.
/// </summary>
public static class InputBenchmark
{
    private const int Senders = 8;
    // Bounded: by the number of bodies, and by time where the machine is slow.
    private const int Bodies = 200_000;
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(120);
    private static readonly int[] _expected = [200, 400, 401, 404, 405, 413, 415, 429];

    public static async Task RunAsync(Table table, CancellationToken ct)
    {
        foreach (var count in Sizes.Or(Bodies))
        {
            await using var console = await ConsoleProcess.StartAsync(FuzzBodies.Settings, ct);
            var seed = (int)(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() % 1_000_000);
            var answers = new ConcurrentDictionary<int, int>();
            // What is held once and for all is not what the bodies leave behind.
            await SendAsync(console, seed + 1_000, 2_000, answers, ct);
            answers.Clear();
            var before = Resident(console.ProcessId);
            var began = Stopwatch.GetTimestamp();
            await SendAsync(console, seed, count, answers, ct);
            var took = Stopwatch.GetElapsedTime(began);
            var sent = answers.Values.Sum();
            await Console.Error.WriteLineAsync($"seed {seed}: {string.Join(", ", answers.OrderBy(a => a.Key).Select(a => $"{a.Key} {a.Value}"))}");
            var of = string.Create(CultureInfo.InvariantCulture, $"of {sent:N0} bodies");
            table.Add($"bodies a second, {of}", "/s", [], [sent / took.TotalSeconds], "");
            table.Add($"answered 5xx, {of}", "", [], [answers.Where(a => a.Key >= 500 && a.Key != 503).Sum(a => a.Value)], "0");
            table.Add("resident memory before", "MB", [], [before], "");
            table.Add("resident memory after", "MB", [], [Resident(console.ProcessId)], "bounded");
        }
    }

    private static async Task SendAsync(ConsoleProcess console, int seed, int count, ConcurrentDictionary<int, int> answers, CancellationToken ct)
    {
        var left = count;
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(async () =>
        {
            var bodies = new FuzzBodies(seed + sender, TimeProvider.System.GetUtcNow());
            for (var i = 0; Interlocked.Decrement(ref left) >= 0 && Stopwatch.GetElapsedTime(began) < _longest; i++)
            {
                using var request = bodies.Next();
                using var answer = await console.Client.SendAsync(request, ct);
                var status = (int)answer.StatusCode;
                answers.AddOrUpdate(status, 1, static (_, n) => n + 1);
                var bare = request.RequestUri!.OriginalString.EndsWith("/bare", StringComparison.Ordinal);
                if (bare ? status != 503 : !_expected.Contains(status))
                    await Console.Error.WriteLineAsync($"{request.RequestUri} answers {status} to body {i} of seed {seed + sender}: {await answer.Content.ReadAsStringAsync(ct)}");
            }
        }, ct)));
    }

    private static double Resident(int process)
    {
        var line = File.ReadAllLines($"/proc/{process}/status").Single(one => one.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }
}
