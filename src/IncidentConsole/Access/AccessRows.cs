using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Access;

/// <summary>An API key: the id is public, of the secret only the SHA-256 (hex) of the whole token is kept.</summary>
public sealed class ApiKeyRow
{
    public required string Id { get; init; }
    public required string Name { get; set; }
    public required string Hash { get; set; }
    public ApiKeyScopes Scopes { get; set; }
    public required string CreatedBy { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? LastUsedAt { get; set; }
    public DateTimeOffset? RevokedAt { get; set; }
}

public enum AccessLinkPurpose { Setup, Password }

/// <summary>A one-time link: set-up (no user) or choosing a password. The token itself is never stored, only its SHA-256 (hex).</summary>
public sealed class AccessLinkRow
{
    public required string Hash { get; init; }
    public AccessLinkPurpose Purpose { get; init; }
    public string? UserId { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>One administrative act, never changed afterwards. <see cref="Detail"/> is JSON or null; it holds no secret.</summary>
public sealed class AuditRow
{
    public long Id { get; init; }
    public DateTimeOffset At { get; init; }
    public ActorKind ActorKind { get; init; }
    public required string ActorId { get; init; }
    public required string ActorName { get; init; }
    public required string Act { get; init; }
    public required string Target { get; init; }
    public string? Detail { get; init; }
    public string? Ip { get; init; }
}
