using MeetSolis.IncidentConsole.Data;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>Whom a note may name, and whose an action item may be: everybody who can sign in.</summary>
public sealed class MentionedPeople(IDbContextFactory<ConsoleDbContext> contexts)
{
    /// <summary>Nobody, and nothing is read, where the text holds no @.</summary>
    public async Task<IReadOnlyCollection<Mentions.Known>> ReadAsync(string? text, CancellationToken ct)
    {
        if (text?.Contains('@', StringComparison.Ordinal) != true) return [];
        return await AllAsync(ct);
    }

    public async Task<IReadOnlyList<Mentions.Known>> AllAsync(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var people = await db.Users.AsNoTracking().Where(u => !u.Disabled).Select(u => new { u.Id, u.DisplayName, u.Email }).ToListAsync(ct);
        return [.. people.Select(p => new Mentions.Known(new(p.Id, p.DisplayName), p.Email?.Split('@')[0] ?? ""))];
    }
}
