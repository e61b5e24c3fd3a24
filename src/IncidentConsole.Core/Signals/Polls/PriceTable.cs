using System.Globalization;

namespace MeetSolis.IncidentConsole.Signals.Polls;

/// <summary>
/// What models cost, in US dollars per million tokens: <c>model=input/output</c> or <c>model=input/cached/output</c> with semicolons between
/// them; an embedding has one price. A name stands for all models that begin with it, the longest one counts, and <c>*</c> is for the rest.
/// </summary>
public sealed class PriceTable
{
    private const string Rest = "*";
    private const decimal Million = 1_000_000m;

    private readonly Dictionary<string, (decimal Input, decimal Cached, decimal? Output)> _prices = new(StringComparer.OrdinalIgnoreCase);

    private PriceTable() { }

    /// <param name="problem">A sentence where null is answered.</param>
    public static PriceTable? Read(string text, out string problem)
    {
        var table = new PriceTable();
        problem = "";
        foreach (var line in text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var at = line.LastIndexOf('=');
            var numbers = line[(at + 1)..].Split('/', StringSplitOptions.TrimEntries).Select(Price).ToArray();
            if (at <= 0 || numbers.Length is < 1 or > 3 || numbers.Contains(null))
            {
                problem = $"The price `{line}` cannot be read; it is model=input/output, in US dollars per million tokens.";
                return null;
            }
            table._prices[line[..at].Trim()] = (numbers[0]!.Value, numbers.Length == 3 ? numbers[1]!.Value : numbers[0]!.Value, numbers.Length > 1 ? numbers[^1] : null);
        }
        if (table._prices.Count > 0)
            return table;
        problem = "There are no prices.";
        return null;
    }

    /// <summary>In US dollars; null where the table does not know what it costs.</summary>
    public decimal? CostOf(ModelUsage usage)
    {
        if (usage.Input == 0 && usage.Output == 0)
            return 0;
        var name = _prices.Keys.Where(k => k != Rest && usage.Model.StartsWith(k, StringComparison.OrdinalIgnoreCase)).MaxBy(k => k.Length) ?? Rest;
        if (!_prices.TryGetValue(name, out var price) || (price.Output is null && usage.Output > 0))
            return null;
        return ((usage.Input - usage.Cached) * price.Input + usage.Cached * price.Cached + usage.Output * (price.Output ?? 0)) / Million;
    }

    private static decimal? Price(string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var price) && price <= 1_000_000 ? price : null;
}
