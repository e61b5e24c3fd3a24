using MeetSolis.IncidentConsole.Data;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>The statements of an append, the same on both stores.</summary>
internal static class AppendStatements
{
    public const string Channel = "incident_entries";

    private static readonly HashSet<string> SetOnce = [nameof(IncidentRow.Number), nameof(IncidentRow.DeclareKey), nameof(IncidentRow.DeclaredAt)];

    /// <summary>
    /// The first touches one row if the incident stands where it was read, and none if somebody was first; then the others touch none either.
    /// </summary>
    public static IReadOnlyList<Statement> For(ConsoleDbContext db, Append change)
    {
        var incidents = TableSql.Of<IncidentRow>(db);
        Bound Number() => incidents.Bind(nameof(IncidentRow.Number), change.Incident);
        Bound Hash(string hash) => incidents.Bind(nameof(IncidentRow.HeadHash), hash);

        // The row of the list is locked by the first statement. Afterwards it has our head's hash exactly if it was ours to write:
        // no other append ends in that hash.
        var mine = "EXISTS (SELECT 1 FROM incidents WHERE number = {0} AND head_hash = {1})";
        var head = change.Entries[^1].Hash;
        return
        [
            incidents.Update(IncidentRow.From(change.After, change.Phase, deadlines: change.Deadlines), SetOnce, "number = {0} AND version = {1} AND head_hash = {2}",
                Number(), incidents.Bind(nameof(IncidentRow.Version), change.Before.Version), Hash(change.Before.HeadHash)),
            .. Rows(change).Select(row => row.Table(db).InsertWhere(row.Row, mine, Number(), Hash(head))),
            .. Notify(db, change, " WHERE " + mine, Number(), Hash(head)),
        ];
    }

    public static IReadOnlyList<Statement> ForDeclaring(ConsoleDbContext db, Append first, string? key) =>
    [
        TableSql.Of<IncidentRow>(db).Insert(IncidentRow.From(first.After, first.Phase, key, first.Deadlines)),
        .. Rows(first).Select(row => row.Table(db).Insert(row.Row)),
        .. Notify(db, first, ""),
    ];

    private static IEnumerable<(Func<ConsoleDbContext, TableSql> Table, object Row)> Rows(Append change)
    {
        var command = change.CommandId is null ? null : CleanText.Of(change.CommandId);
        for (var i = 0; i < change.Entries.Count; i++)
            yield return (TableSql.Of<EntryRow>, EntryRow.From(change.Entries[i], i == change.Entries.Count - 1 ? command : null));
        // Half a surrogate pair has the digest of what is stored for it, so cleaning here keeps the entry's digest right.
        foreach (var text in change.KeptTexts)
            yield return (TableSql.Of<KeptTextRow>, text.Text is null ? text : text with { Text = CleanText.Of(text.Text) });
    }

    // Sent by the transaction itself, so it cannot be lost between commit and send. Payload: number, newest version, number of entries.
    private static IEnumerable<Statement> Notify(ConsoleDbContext db, Append change, string where, params Bound[] values)
    {
        if (!db.Database.IsNpgsql()) yield break;
        var text = TableSql.Of<EntryRow>(db).Bind(nameof(EntryRow.Json), $"{change.Incident.Value},{change.Entries[^1].Version},{change.Entries.Count}");
        var sql = where.Replace("{0}", "$2", StringComparison.Ordinal).Replace("{1}", "$3", StringComparison.Ordinal);
        yield return new($"SELECT pg_notify('{Channel}', $1){sql}", [text, .. values]);
    }
}
