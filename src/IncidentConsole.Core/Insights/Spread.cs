namespace MeetSolis.IncidentConsole.Insights;

/// <summary>How some lengths of time lie.</summary>
/// <param name="Median">The middle one; of an even number, halfway between the two in the middle.</param>
/// <param name="P90">The least of them that nine in ten do not exceed (nearest rank): one that really was, never one made up between two.</param>
public sealed record Spread(int Count, double Median, double P90, double Most)
{
    /// <summary>Null of none.</summary>
    public static Spread? Of(IEnumerable<double> seconds)
    {
        var sorted = seconds.Order().ToArray();
        if (sorted.Length == 0) return null;
        var half = sorted.Length / 2;
        var median = sorted.Length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
        return new(sorted.Length, median, sorted[(int)Math.Ceiling(sorted.Length * 0.9) - 1], sorted[^1]);
    }
}

/// <summary>What a step's budget should be, by what it took.</summary>
public static class BudgetProposal
{
    /// <summary>Fewer say too little.</summary>
    public const int Least = 3;

    /// <summary>What nine in ten tries kept to, rounded up to what people write into a runbook; null of too few.</summary>
    public static TimeSpan? Of(Spread? succeeded)
    {
        if (succeeded is not { Count: >= Least }) return null;
        var each = succeeded.P90 switch { <= 60 => 5, <= 300 => 15, <= 1_800 => 60, _ => 300 };
        return TimeSpan.FromSeconds(Math.Max(each, Math.Ceiling(succeeded.P90 / each) * each));
    }
}
