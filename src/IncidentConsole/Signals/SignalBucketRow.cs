using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MeetSolis.IncidentConsole.Signals;

/// <summary>
/// What was counted in one second (since 1970, by event time) of one event in one environment. Writers only ever add to it, so nodes and
/// late lines need no order. <see cref="Class"/> and <see cref="Bin"/> are those of <see cref="BucketKey"/>.
/// </summary>
public sealed record SignalBucketRow(string Environment, string Event, string Class, int Bin, long Second, long Count, double Sum);

/// <summary>
/// What was counted from <paramref name="First"/> to <paramref name="Last"/>, packed once it was past; see <see cref="BucketPage"/>. Rows are never changed:
/// what comes late makes one of its own, and all that are there add up.
/// </summary>
/// <param name="PackedAt">In microseconds since 1970; tells apart what was packed of the same seconds.</param>
public sealed record SignalPageRow(string Environment, string Event, string Class, int Bin, long First, long Last, long PackedAt, byte[] Amounts);

/// <summary>A trigger whose firing was told, or is about to be: so that it keeps its beginning over a restart, and its end is told after one.</summary>
public sealed record TriggerFiringRow(string Environment, string Runbook, string Trigger, DateTimeOffset Since);

internal sealed class SignalRowConfiguration : IEntityTypeConfiguration<SignalBucketRow>, IEntityTypeConfiguration<SignalPageRow>, IEntityTypeConfiguration<TriggerFiringRow>
{
    public void Configure(EntityTypeBuilder<SignalBucketRow> builder)
    {
        builder.ToTable("signal_buckets");
        builder.HasKey(b => new { b.Environment, b.Event, b.Class, b.Bin, b.Second });
        builder.Property(b => b.Bin).ValueGeneratedNever();
        builder.Property(b => b.Second).ValueGeneratedNever();
        // Loading at start and retention go by time alone.
        builder.HasIndex(b => b.Second);
    }

    public void Configure(EntityTypeBuilder<SignalPageRow> builder)
    {
        builder.ToTable("signal_pages");
        builder.HasKey(p => new { p.Environment, p.Event, p.Class, p.Bin, p.First, p.PackedAt });
        builder.Property(p => p.Bin).ValueGeneratedNever();
        builder.Property(p => p.First).ValueGeneratedNever();
        builder.Property(p => p.PackedAt).ValueGeneratedNever();
        builder.HasIndex(p => p.Last);
    }

    public void Configure(EntityTypeBuilder<TriggerFiringRow> builder)
    {
        builder.ToTable("trigger_firings");
        builder.HasKey(f => new { f.Environment, f.Runbook, f.Trigger });
    }
}
