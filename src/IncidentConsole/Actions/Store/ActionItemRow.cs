using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MeetSolis.IncidentConsole.Actions;

/// <summary>
/// An action item, for lists over incidents: a projection of its incident's state, written in the transaction that appends. What it says stands beside the
/// chain (<see cref="Title"/> is the text's id) and nowhere else, so that erasing it there erases it here.
/// </summary>
public sealed record ActionItemRow
{
    public required IncidentNumber Incident { get; init; }
    public required Guid Id { get; init; }
    public required Guid Title { get; init; }
    public string? OwnerId { get; init; }
    public string? OwnerName { get; init; }
    public DateTimeOffset? Due { get; init; }
    public string? Link { get; init; }
    public required ActionItemState State { get; init; }
    /// <summary>Why it was dropped.</summary>
    public string? Reason { get; init; }
    public required DateTimeOffset AddedAt { get; init; }
    public required string AddedBy { get; init; }
    public DateTimeOffset? SettledAt { get; init; }
    public string? SettledBy { get; init; }
    /// <summary>The earlier incident it was left open by, and what it is there.</summary>
    public IncidentNumber? FromIncident { get; init; }
    public Guid? FromItem { get; init; }
    /// <summary>The later incident in which it goes on.</summary>
    public IncidentNumber? CarriedTo { get; init; }
    public required string Runbook { get; init; }
    public required string Environment { get; init; }
    public required bool Drill { get; init; }

    public static ActionItemRow From(Incident incident, ActionItem item) => new()
    {
        Incident = incident.Number,
        Id = item.Id,
        Title = item.Title.Id,
        OwnerId = Clean(item.Owner?.Id),
        OwnerName = Clean(item.Owner?.Name),
        Due = item.Due,
        Link = Clean(item.Link),
        State = item.State,
        Reason = Clean(item.Reason),
        AddedAt = item.Added.At,
        AddedBy = CleanText.Of(item.Added.By.Name),
        SettledAt = item.Settled?.At,
        SettledBy = Clean(item.Settled?.By.Name),
        FromIncident = item.From?.Incident,
        FromItem = item.From?.Item,
        CarriedTo = item.CarriedTo,
        Runbook = CleanText.Of(incident.Runbook.Id),
        Environment = CleanText.Of(incident.Environment),
        Drill = incident.Drill,
    };

    private static string? Clean(string? text) => text is null ? null : CleanText.Of(text);
}

internal sealed class ActionItemRowConfiguration : IEntityTypeConfiguration<ActionItemRow>
{
    public void Configure(EntityTypeBuilder<ActionItemRow> builder)
    {
        builder.ToTable("action_items");
        builder.HasKey(a => new { a.Incident, a.Id });
        builder.Property(a => a.Incident).ValueGeneratedNever();
        builder.Property(a => a.Id).ValueGeneratedNever();
        builder.Property(a => a.State).HasConversion<string>();
        builder.HasIndex(a => new { a.State, a.Due });
        builder.HasIndex(a => new { a.OwnerId, a.State });
        builder.HasIndex(a => new { a.Runbook, a.State });
    }
}

internal static class ActionItemTable
{
    /// <summary>Writes what the events changed, in the transaction that stores them; null where they are about nothing of it.</summary>
    public static Func<ConsoleDbContext, CancellationToken, Task>? Writing(Incident after, IReadOnlyList<IncidentEvent> events)
    {
        var changed = events.Select(Named).OfType<Guid>().ToHashSet();
        if (changed.Count == 0) return null;
        var rows = after.ActionItems.Where(a => changed.Contains(a.Id)).Select(a => ActionItemRow.From(after, a)).ToList();
        return async (db, ct) =>
        {
            await db.Set<ActionItemRow>().Where(a => a.Incident == after.Number && changed.Contains(a.Id)).ExecuteDeleteAsync(ct);
            db.AddRange(rows);
            await db.SaveChangesAsync(ct);
        };
    }

    private static Guid? Named(IncidentEvent e) => e switch
    {
        ActionItemAdded a => a.Item,
        ActionItemChanged c => c.Item,
        ActionItemDone d => d.Item,
        ActionItemDropped d => d.Item,
        ActionItemReopened r => r.Item,
        ActionItemCarried c => c.Item,
        _ => null,
    };
}
