using System.Globalization;
using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Actions;

/// <summary>What the list of action items shows, as its address says it: <c>/actions?state=any&amp;owner=me&amp;overdue=true</c>. What cannot be read does not filter.</summary>
/// <param name="State">Open unless the address says otherwise; null: any.</param>
/// <param name="Owner">A person's id, <c>me</c>, or <c>nobody</c>.</param>
/// <param name="Page">0 is the first.</param>
public sealed record ActionItemQuery(ActionItemState? State = ActionItemState.Open, string? Owner = null, bool Overdue = false, int Page = 0)
{
    public const string Path = "/actions";
    public const string Me = "me", Nobody = "nobody";
    private const string Any = "any";
    private const int LastPage = 10_000;

    /// <summary>Whether anything but the usual is asked for; which page it is does not count.</summary>
    public bool Filters => this with { Page = 0 } != new ActionItemQuery();

    public static ActionItemQuery Read(string? state, string? owner, string? overdue, string? page) => new(
        state is null ? ActionItemState.Open : IncidentQuery.Word<ActionItemState>(state), IncidentQuery.Said(owner), string.Equals(overdue, "true", StringComparison.OrdinalIgnoreCase),
        int.TryParse(page, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Min(number, LastPage) : 0);

    /// <param name="me">The id of whoever looks.</param>
    public ActionItemFilter ToFilter(string me, DateTimeOffset now) => new(State, Owner switch { Me => me, Nobody => "", _ => Owner }, Overdue ? now : null);

    /// <summary>The address that reads back as this.</summary>
    public override string ToString()
    {
        (string Name, string? Value)[] parts =
        [
            ("state", State switch { ActionItemState.Open => null, null => Any, var s => s.ToString()!.ToLowerInvariant() }), ("owner", Owner),
            ("overdue", Overdue ? "true" : null), ("page", Page > 0 ? Page.ToString(CultureInfo.InvariantCulture) : null),
        ];
        var query = string.Join('&', parts.Where(p => p.Value is not null).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value!)}"));
        return query.Length == 0 ? Path : $"{Path}?{query}";
    }
}
