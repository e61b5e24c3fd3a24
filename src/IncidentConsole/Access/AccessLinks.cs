using MeetSolis.IncidentConsole.Data;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Access;

/// <summary>One-time links within a unit of work.</summary>
internal static class AccessLinks
{
    /// <summary>Makes a link in place of any older one of its kind for the same person; gives the token, which is kept nowhere.</summary>
    public static async Task<string> IssueAsync(
        ConsoleDbContext db, AccessLinkPurpose purpose, string? userId, DateTimeOffset now, DateTimeOffset? expires, CancellationToken ct)
    {
        await db.Set<AccessLinkRow>().Where(link => link.Purpose == purpose && link.UserId == userId).ExecuteDeleteAsync(ct);
        var token = SecretToken.New();
        db.Set<AccessLinkRow>().Add(new AccessLinkRow { Hash = SecretToken.Hash(token), Purpose = purpose, UserId = userId, CreatedAt = now, ExpiresAt = expires });
        return token;
    }

    /// <summary>The link of this token while it works, or null.</summary>
    public static async Task<AccessLinkRow?> FindAsync(ConsoleDbContext db, AccessLinkPurpose purpose, string? token, DateTimeOffset now, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(token) || token.Length > 200)
            return null;
        var hash = SecretToken.Hash(token);
        var link = await db.Set<AccessLinkRow>().AsNoTracking().SingleOrDefaultAsync(link => link.Hash == hash && link.Purpose == purpose, ct);
        return link is null || link.ExpiresAt <= now ? null : link;
    }
}
