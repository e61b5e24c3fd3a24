using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Data;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Messages.Channels;

/// <summary>Whom Slack knows: the people of the console whose member id is in their settings. A handle is the name of their email address.</summary>
public sealed class SlackPeople(IDbContextFactory<ConsoleDbContext> contexts)
{
    private volatile IReadOnlyList<SlackPerson> _last = [];

    /// <summary>Those last known where the store is away: a message goes out without a mention rather than not.</summary>
    public async Task<IReadOnlyList<SlackPerson>> FindAsync(CancellationToken ct)
    {
        try
        {
            return _last = await ReadAsync(ct);
        }
        catch (Exception e) when (StoreErrors.Explain(e) is not null)
        {
            return _last;
        }
    }

    private async Task<IReadOnlyList<SlackPerson>> ReadAsync(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var people = await db.Set<ConsoleUser>().AsNoTracking().Where(u => u.SlackId != null && !u.Disabled)
            .Select(u => new { u.Id, u.DisplayName, u.Email, u.SlackId }).ToListAsync(ct);
        return [.. people.Select(p => new SlackPerson(p.Id, p.DisplayName, (p.Email ?? "").Split('@')[0], p.SlackId!))];
    }
}
