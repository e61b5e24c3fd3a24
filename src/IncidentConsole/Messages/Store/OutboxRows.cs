using MeetSolis.IncidentConsole.Incidents;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MeetSolis.IncidentConsole.Messages.Store;

/// <summary>A message on one channel, stored in the transaction of its entry.</summary>
public sealed class OutboxRow
{
    public required Guid Id { get; init; }
    public required IncidentNumber Incident { get; init; }
    public required Guid Message { get; init; }
    public required string Template { get; init; }
    /// <summary>As the runbook calls it.</summary>
    public required string Channel { get; init; }
    /// <summary>As the settings call it.</summary>
    public required string Via { get; init; }
    public string? Target { get; init; }
    /// <summary>The template in whose thread it stands; <see cref="OneThread"/> where all of an incident is one.</summary>
    public string? Thread { get; init; }
    public Guid? Replaces { get; init; }
    /// <summary>Its readers are asked to mark it ✅.</summary>
    public bool AsksForAcknowledgement { get; init; }
    /// <summary><see cref="MessageContent"/> as JSON; null once erased.</summary>
    public required string? Content { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    /// <summary>Its place among the messages of its incident.</summary>
    public required long Place { get; init; }
    /// <summary>Grows when a person has it tried again.</summary>
    public required int Round { get; set; }
    /// <summary>The last round whose end stands in the timeline.</summary>
    public int ReportedRound { get; set; }
    /// <summary>What the channel calls it.</summary>
    public string? Answer { get; set; }

    public const string OneThread = "*";
}

public enum SendState
{
    Waiting,
    /// <summary>Said before anything leaves: one that is found like this after a crash may have been sent.</summary>
    Sending,
    Sent,
    Failed,
    InDoubt,
}

/// <summary>A message on one channel to one recipient. Its id is the idempotency key.</summary>
public sealed class OutboxRecipientRow
{
    public required Guid Id { get; init; }
    public required Guid Outbox { get; init; }
    public required string Via { get; init; }
    public required string Address { get; set; }
    /// <summary>The person's fields as JSON; null where the recipient is no person.</summary>
    public string? Fields { get; set; }
    public required SendState State { get; set; }
    /// <summary>The round it belongs to: that in which it was last waiting.</summary>
    public required int Round { get; set; }
    public int Tries { get; set; }
    public required DateTimeOffset DueAt { get; set; }
    /// <summary>The node's life that sends it.</summary>
    public string? ClaimedBy { get; set; }
    public DateTimeOffset? ClaimedAt { get; set; }
    public DateTimeOffset? SettledAt { get; set; }
    public string? Error { get; set; }
}

internal sealed class OutboxRowConfiguration : IEntityTypeConfiguration<OutboxRow>
{
    public void Configure(EntityTypeBuilder<OutboxRow> builder)
    {
        builder.ToTable("outbox");
        builder.HasKey(o => o.Id);
        builder.Property(o => o.Id).ValueGeneratedNever();
        builder.HasIndex(o => new { o.Message, o.Channel }).IsUnique();
        builder.HasIndex(o => new { o.Incident, o.Via });
    }
}

internal sealed class OutboxRecipientRowConfiguration : IEntityTypeConfiguration<OutboxRecipientRow>
{
    public void Configure(EntityTypeBuilder<OutboxRecipientRow> builder)
    {
        builder.ToTable("outbox_recipients");
        builder.HasKey(r => r.Id);
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.Property(r => r.State).HasConversion<string>();
        builder.HasIndex(r => new { r.Outbox, r.State });
        builder.HasIndex(r => new { r.Via, r.State, r.DueAt });
        builder.HasOne<OutboxRow>().WithMany().HasForeignKey(r => r.Outbox).OnDelete(DeleteBehavior.Cascade);
    }
}
