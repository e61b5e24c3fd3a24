using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace MeetSolis.IncidentConsole.Data;

/// <summary>
/// Plain statements for one kind of row, made from the model so that names and conversions are said once. For the writes that happen at every
/// click, where a change tracker costs more than it gives.
/// </summary>
internal sealed class TableSql
{
    private static readonly ConcurrentDictionary<(IModel, Type), TableSql> Known = new();

    // Well under what SQLite and PostgreSQL take as parameters of one statement.
    private const int MostAtOnce = 200;

    private readonly (string Property, string Column, RelationalTypeMapping Mapping, Func<object, object?> Get)[] _columns;

    private TableSql(IEntityType type)
    {
        Name = type.GetTableName()!;
        _columns = [.. type.GetProperties().Select(p => (p.Name, $"\"{p.GetColumnName()}\"", p.GetRelationalTypeMapping(), (Func<object, object?>)p.PropertyInfo!.GetValue))];
        var columns = string.Join(", ", _columns.Select(c => c.Column));
        var values = Numbers(1);
        Into = $"INSERT INTO {Name} ({columns}) VALUES ";
        InsertText = $"{Into}({values})";
        InsertSelectText = $"INSERT INTO {Name} ({columns}) SELECT {values} ";
    }

    public string Name { get; }
    private string Into { get; }
    private string InsertText { get; }
    private string InsertSelectText { get; }

    public static TableSql Of<TRow>(DbContext db) =>
        Known.GetOrAdd((db.Model, typeof(TRow)), static key => new(key.Item1.FindEntityType(key.Item2)!));

    public Statement Insert(object row) => new(InsertText, Values(row));

    /// <summary>Inserts them in this order, many with a statement: a row of its own costs a statement's whole way. Each ends with <paramref name="ending"/>.</summary>
    public IEnumerable<Statement> InsertMany<TRow>(IReadOnlyCollection<TRow> rows, string ending = "") where TRow : notnull => rows.Chunk(MostAtOnce).Select(part => new Statement(
        Into + string.Join(", ", Enumerable.Range(0, part.Length).Select(i => $"({Numbers(1 + i * _columns.Length)})")) + ending,
        [.. part.SelectMany(r => Values(r))]));

    /// <summary>Inserts only where the condition holds; its parameters follow the row's: <c>{0}</c> is the first of them.</summary>
    public Statement InsertWhere(object row, string condition, params Bound[] more) =>
        new(InsertSelectText + "WHERE " + Numbered(condition, _columns.Length, more.Length), [.. Values(row), .. more]);

    public Statement Update(object row, IReadOnlySet<string> untouched, string condition, params Bound[] more)
    {
        var set = _columns.Where(c => !untouched.Contains(c.Property)).ToArray();
        var assignments = string.Join(", ", set.Select((c, i) => $"{c.Column} = ${i + 1}"));
        return new($"UPDATE {Name} SET {assignments} WHERE " + Numbered(condition, set.Length, more.Length),
            [.. set.Select(c => new Bound(c.Get(row), c.Mapping)), .. more]);
    }

    /// <summary>A value as the column of that property takes it.</summary>
    public Bound Bind(string property, object? value) => new(value, _columns.First(c => c.Property == property).Mapping);

    private Bound[] Values(object row) => [.. _columns.Select(c => new Bound(c.Get(row), c.Mapping))];

    private string Numbers(int from) => string.Join(", ", Enumerable.Range(from, _columns.Length).Select(i => $"${i}"));

    private static string Numbered(string condition, int before, int count)
    {
        for (var i = 0; i < count; i++) condition = condition.Replace($"{{{i}}}", $"${before + i + 1}", StringComparison.Ordinal);
        return condition;
    }
}

/// <summary>A value and how its column takes it.</summary>
internal readonly record struct Bound(object? Value, RelationalTypeMapping Mapping)
{
    public DbParameter For(DbCommand command, string name) => Mapping.CreateParameter(command, name, Value, nullable: Value is null);
}

/// <summary>SQL with <c>$1…</c> and their values.</summary>
internal sealed record Statement(string Sql, IReadOnlyList<Bound> Values);
