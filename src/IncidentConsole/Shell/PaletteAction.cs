namespace MeetSolis.IncidentConsole.Shell;

/// <summary>A line of the palette. Exactly one of its ways is set.</summary>
/// <param name="Kind">What it is, said at its end: action, incident, screen.</param>
/// <param name="Do">Runs on the page that offers it.</param>
/// <param name="Href">Where it leads.</param>
/// <param name="Go">Selector of what is opened and focused on the page that is shown.</param>
/// <param name="Open">Selector of the dialog or menu to open after <paramref name="Href"/> was reached.</param>
public sealed record PaletteAction(string Label, string Kind = "action", Func<Task>? Do = null, string? Href = null, string? Go = null, string? Open = null, string? Hint = null)
{
    /// <summary>Every word of the text stands in it.</summary>
    public bool Fits(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        .All(w => Label.Contains(w, StringComparison.OrdinalIgnoreCase) || Kind.Equals(w, StringComparison.OrdinalIgnoreCase) || Hint?.Contains(w, StringComparison.OrdinalIgnoreCase) == true);
}

/// <summary>What the pages of one circuit offer to the palette. Asked anew each time, so that it is what the role and the state allow now.</summary>
public sealed class PaletteActions
{
    private readonly List<Func<string, IEnumerable<PaletteAction>>> _offers = [];

    /// <param name="offer">Gets what was typed; what it gives is filtered afterwards.</param>
    /// <returns>Dispose it when the page is left.</returns>
    public IDisposable Offer(Func<string, IEnumerable<PaletteAction>> offer)
    {
        _offers.Add(offer);
        return new Withdrawal(this, offer);
    }

    public IReadOnlyList<PaletteAction> For(string text) => [.. _offers.SelectMany(o => o(text))];

    private sealed class Withdrawal(PaletteActions actions, Func<string, IEnumerable<PaletteAction>> offer) : IDisposable
    {
        public void Dispose() => actions._offers.Remove(offer);
    }
}
