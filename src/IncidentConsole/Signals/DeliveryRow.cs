using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MeetSolis.IncidentConsole.Signals;

/// <summary>A webhook's delivery, or an alert from its beginning on, that was counted: its sender may repeat it for hours, and to any node.</summary>
/// <param name="Id">A digest of what its sender tells it apart by.</param>
public sealed record DeliveryRow(string Source, long Id, DateTimeOffset At);

internal sealed class DeliveryRowConfiguration : IEntityTypeConfiguration<DeliveryRow>
{
    public void Configure(EntityTypeBuilder<DeliveryRow> builder)
    {
        builder.ToTable("deliveries");
        builder.HasKey(d => new { d.Source, d.Id });
        builder.Property(d => d.Id).ValueGeneratedNever();
        builder.HasIndex(d => d.At);
    }
}
