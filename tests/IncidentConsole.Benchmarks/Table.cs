using System.Globalization;

namespace MeetSolis.IncidentConsole.Benchmarks;

/// <summary>What one benchmark found: a line a measure, each the median of its rounds, baseline beside console.</summary>
public sealed class Table(string name)
{
    private static readonly string[] Head = ["measure", "baseline", "console", "ratio", "aim"];

    private readonly List<string[]> _rows = [];

    /// <summary>Adds a measure; more is worse, or better, as <paramref name="aim"/> says.</summary>
    /// <param name="measure">What was measured.</param>
    /// <param name="unit">e.g. <c>ms</c>, of both.</param>
    /// <param name="baseline">One figure a round; empty if nothing compares.</param>
    /// <param name="console">One figure a round of the same run.</param>
    /// <param name="aim">What <c>measures.md</c> wants, in words, e.g. <c>≤ 2.5×</c>.</param>
    public void Add(string measure, string unit, IReadOnlyCollection<double> baseline, IReadOnlyCollection<double> console, string aim) =>
        _rows.Add([
            measure,
            baseline.Count == 0 ? "–" : Show(Median(baseline), unit),
            Show(Median(console), unit),
            baseline.Count == 0 ? "–" : string.Create(CultureInfo.InvariantCulture, $"{Median(console) / Median(baseline):0.00}×"),
            aim,
        ]);

    /// <summary>Writes the table as Markdown, so that it can be pasted where figures are told.</summary>
    public void Print(TextWriter output)
    {
        var widths = Head.Select((title, column) => _rows.Select(row => row[column].Length).Append(title.Length).Max()).ToArray();
        output.WriteLine();
        output.WriteLine($"### {name}");
        output.WriteLine(Line(Head, widths));
        output.WriteLine(Line([.. widths.Select(width => new string('-', width))], widths));
        foreach (var row in _rows)
            output.WriteLine(Line(row, widths));
    }

    /// <summary>The middle of <paramref name="figures"/>; of an even number, the mean of the two in the middle.</summary>
    public static double Median(IReadOnlyCollection<double> figures)
    {
        var sorted = figures.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static string Show(double figure, string unit) =>
        $"{figure.ToString(figure switch { >= 100 => "0", >= 10 => "0.0", _ => "0.00" }, CultureInfo.InvariantCulture)} {unit}";

    private static string Line(string[] cells, int[] widths) =>
        $"| {string.Join(" | ", cells.Select((cell, column) => cell.PadRight(widths[column])))} |";
}
