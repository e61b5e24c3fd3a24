using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>An entry as stored. Rows are never changed and never deleted.</summary>
/// <param name="Json">Exactly what was hashed (<see cref="Entry.Json"/>).</param>
/// <param name="CommandId">On the last entry of the command that made it; null on those before it and where there was no command id.</param>
public sealed record EntryRow(IncidentNumber Incident, long Version, DateTimeOffset At, string Type, string Json, string Hash, string? CommandId)
{
    public static EntryRow From(Entry entry, string? commandId) =>
        new(entry.Incident, entry.Version, entry.At, EntryJson.TypeName(entry.Event), entry.Json, entry.Hash, commandId);
}

internal sealed class EntryRowConfiguration : IEntityTypeConfiguration<EntryRow>
{
    public void Configure(EntityTypeBuilder<EntryRow> builder)
    {
        builder.ToTable("entries");
        // This key is the lock: nobody appends a version twice.
        builder.HasKey(e => new { e.Incident, e.Version });
        builder.Property(e => e.Incident).ValueGeneratedNever();
        builder.Property(e => e.Version).ValueGeneratedNever();
        // A command that is repeated is found by it, and cannot be appended again. Nulls do not clash in either store.
        builder.HasIndex(e => new { e.Incident, e.CommandId }).IsUnique();
    }
}
