using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace MeetSolis.IncidentConsole.Data;

/// <summary>Gives tables and columns the names people write in SQL: <c>declared_at</c>, <c>user_claims</c>.</summary>
internal static class SnakeCase
{
    private const string IdentityPrefix = "AspNet";

    public static void Apply(IMutableModel model)
    {
        foreach (var type in model.GetEntityTypes())
        {
            if (type.GetTableName() is { } table)
                type.SetTableName(Of(table.StartsWith(IdentityPrefix, StringComparison.Ordinal) ? table[IdentityPrefix.Length..] : table));
            foreach (var property in type.GetProperties())
                property.SetColumnName(Of(property.GetColumnName()));
        }
    }

    private static string Of(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}
