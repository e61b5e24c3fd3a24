using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MeetSolis.IncidentConsole.OnCall;

/// <summary>A rotation as it is stored: it is read and written as a whole.</summary>
public sealed class OnCallRow
{
    private static readonly JsonSerializerOptions Shape = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) } };

    public required string Id { get; init; }
    public required string Json { get; set; }

    /// <summary>Counts its changes: a form that was opened before another change is refused.</summary>
    public required int Revision { get; set; }

    public Rotation Rotation => JsonSerializer.Deserialize<Rotation>(Json, Shape)!;

    public static string Write(Rotation rotation) => JsonSerializer.Serialize(rotation, Shape);
}

internal sealed class OnCallRowConfiguration : IEntityTypeConfiguration<OnCallRow>
{
    public void Configure(EntityTypeBuilder<OnCallRow> builder)
    {
        builder.ToTable("on_call").HasKey(r => r.Id);
        builder.Property(r => r.Id).HasMaxLength(40);
        builder.Property(r => r.Revision).IsConcurrencyToken();
        builder.Ignore(r => r.Rotation);
    }
}
