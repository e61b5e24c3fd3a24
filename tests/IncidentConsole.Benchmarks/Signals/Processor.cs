using System.Globalization;

namespace MeetSolis.IncidentConsole.Benchmarks.Signals;

/// <summary>What a process has had of the processor: that two of them share a machine then does not matter.</summary>
internal static class Processor
{
    // What Linux counts in, on every machine that .NET runs on.
    private const double TicksASecond = 100;

    public static async Task<TimeSpan> OfAsync(int process, CancellationToken ct)
    {
        var stat = await File.ReadAllTextAsync($"/proc/{process}/stat", ct);
        // The program's name stands in parentheses and may have blanks in it.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromSeconds((long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksASecond);
    }
}
