using MeetSolis.IncidentConsole.Incidents;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MeetSolis.IncidentConsole.Searching;

/// <summary>What was found: the console's sentence for an entry, what a person wrote, or what a step printed.</summary>
public enum SearchKind { Entry, Note, Output }

/// <summary>
/// The words of one thing that can be found. It may be deleted and made anew at any time; what it was made from stands elsewhere. What a person wrote
/// has a row of its own, which the store deletes in the statement that erases the text; likewise output.
/// </summary>
/// <param name="Id">Given in the order in which they were indexed: newest first is by it.</param>
/// <param name="Version">Of the entry; null for output.</param>
/// <param name="Text">The kept text, where it is one.</param>
/// <param name="Sequence">The first line of the chunk of output.</param>
/// <param name="Words">As <see cref="IncidentWords"/> takes them apart, each once, with a blank between them.</param>
public sealed record SearchTextRow(long Id, IncidentNumber Incident, SearchKind Kind, long? Version, Guid? Text, AttemptId? Attempt, long? Sequence, string Words);

/// <summary>How far an incident's entries, or an attempt's output, are indexed.</summary>
/// <param name="Attempt">None where it is about the entries.</param>
public sealed record SearchProgressRow(IncidentNumber Incident, AttemptId Attempt, long Reached);

internal sealed class SearchRowConfiguration : IEntityTypeConfiguration<SearchTextRow>, IEntityTypeConfiguration<SearchProgressRow>, IEntityTypeConfiguration<FoundText>
{
    public void Configure(EntityTypeBuilder<SearchTextRow> builder)
    {
        builder.ToTable("search_texts");
        builder.HasKey(t => t.Id);
        builder.HasIndex(t => new { t.Incident, t.Version });
        builder.HasIndex(t => t.Text);
        builder.HasIndex(t => new { t.Attempt, t.Sequence });
    }

    public void Configure(EntityTypeBuilder<SearchProgressRow> builder)
    {
        builder.ToTable("search_progress");
        builder.HasKey(p => new { p.Incident, p.Attempt });
        builder.Property(p => p.Incident).ValueGeneratedNever();
        builder.Property(p => p.Attempt).ValueGeneratedNever();
    }

    public void Configure(EntityTypeBuilder<FoundText> builder) => builder.HasNoKey().ToView(null);
}

/// <summary>What SQLite's full-text table answers.</summary>
internal sealed record FoundText
{
    public required long Id { get; init; }
}
