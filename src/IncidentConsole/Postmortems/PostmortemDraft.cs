using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MeetSolis.IncidentConsole.Postmortems;

/// <summary>What a person is writing and has not saved: theirs alone, wherever they go on with it.</summary>
/// <param name="Base">The revision that it is written on.</param>
public sealed record PostmortemDraftRow(IncidentNumber Incident, string Person, int Base, string Text, DateTimeOffset At);

internal sealed class PostmortemDraftRowConfiguration : IEntityTypeConfiguration<PostmortemDraftRow>
{
    public void Configure(EntityTypeBuilder<PostmortemDraftRow> builder)
    {
        builder.ToTable("postmortem_drafts");
        builder.HasKey(d => new { d.Incident, d.Person });
        builder.Property(d => d.Incident).ValueGeneratedNever();
    }
}

/// <summary>Drafts are no part of the chain: they are written over, and gone once they are saved.</summary>
public sealed class PostmortemDrafts(IDbContextFactory<ConsoleDbContext> contexts, WriteLane lane, TimeProvider time)
{
    public async Task<PostmortemDraftRow?> FindAsync(IncidentNumber incident, string person, CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.Set<PostmortemDraftRow>().AsNoTracking().FirstOrDefaultAsync(d => d.Incident == incident && d.Person == person, ct);
    }

    /// <summary>Keeps it in place of what was kept before; when.</summary>
    public async Task<DateTimeOffset> KeepAsync(IncidentNumber incident, string person, int revision, string text, CancellationToken ct = default)
    {
        var row = new PostmortemDraftRow(incident, person, revision, CleanText.Of(text), Instants.Cut(time.GetUtcNow()));
        using var turn = await lane.EnterAsync(ct);
        await using var db = await contexts.CreateDbContextAsync(ct);
        await db.RunAsync([Upsert(db, row)], ct);
        return row.At;
    }

    public async Task DropAsync(IncidentNumber incident, string person, CancellationToken ct = default)
    {
        using var turn = await lane.EnterAsync(ct);
        await using var db = await contexts.CreateDbContextAsync(ct);
        await db.Set<PostmortemDraftRow>().Where(d => d.Incident == incident && d.Person == person).ExecuteDeleteAsync(ct);
    }

    private static Statement Upsert(ConsoleDbContext db, PostmortemDraftRow row)
    {
        var insert = TableSql.Of<PostmortemDraftRow>(db).Insert(row);
        return insert with { Sql = insert.Sql + " ON CONFLICT (incident, person) DO UPDATE SET base = excluded.base, text = excluded.text, at = excluded.at" };
    }
}
