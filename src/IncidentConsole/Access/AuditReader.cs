using System.Text.Json;
using MeetSolis.IncidentConsole.Data;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Access;

/// <summary>Which acts the audit shows; what is null does not filter.</summary>
/// <param name="Who">Part of the name or id of who did it, or of what it was done to.</param>
/// <param name="Kind">Beginning of an act: <c>signin</c>, <c>person</c> …</param>
/// <param name="Before">Only acts older than this one.</param>
public sealed record AuditQuery(string? Who = null, string? Kind = null, long? Before = null)
{
    public const string Path = "/settings/audit";

    public bool Filters => Who is not null || Kind is not null;

    public override string ToString()
    {
        (string Name, string? Value)[] parts = [("who", Who), ("kind", Kind), ("before", Before?.ToString(System.Globalization.CultureInfo.InvariantCulture))];
        var query = string.Join('&', parts.Where(p => p.Value is not null).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value!)}"));
        return query.Length == 0 ? Path : $"{Path}?{query}";
    }
}

/// <param name="Next">The act after which the next page begins; null at the end.</param>
public sealed record AuditPageRows(IReadOnlyList<AuditRow> Rows, long? Next);

/// <summary>Reads the audit for an administrator, newest first.</summary>
public sealed class AuditReader(IDbContextFactory<ConsoleDbContext> contexts)
{
    public const int Take = 50;
    private const int LongestWho = 200;

    /// <summary>The kinds of acts there are, in the order in which one looks for them.</summary>
    public static readonly IReadOnlyList<(string Kind, string Say)> Kinds =
        [("signin", "signing in"), ("signout", "signing out"), ("password", "passwords"), ("person", "people and roles"), ("key", "API keys"), ("silence", "silences and maintenance"), ("source", "sources"), ("rotation", "on call"), ("channel", "channels"), ("retention", "retention"), ("erasure", "erasing"), ("setup", "set-up"), ("bootstrap", "unattended set-up")];

    public async Task<AuditPageRows> ReadAsync(AuditQuery query, CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var rows = db.Set<AuditRow>().AsNoTracking();
        if (query.Before is { } before) rows = rows.Where(r => r.Id < before);
        if (query.Kind is { } kind && Kinds.Any(k => k.Kind == kind)) rows = rows.Where(r => r.Act.StartsWith(kind));
        if (CleanText.Of(query.Who ?? "").Trim() is { Length: > 0 } typed)
        {
            var who = typed[..Math.Min(typed.Length, LongestWho)].ToLowerInvariant();
            var like = $"%{who.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
            rows = rows.Where(r => EF.Functions.Like(r.ActorName.ToLower(), like, "\\") || r.ActorId == typed || EF.Functions.Like(r.Target.ToLower(), like, "\\"));
        }
        var found = await rows.OrderByDescending(r => r.Id).Take(Take + 1).ToListAsync(ct);
        if (found.Count <= Take) return new(found, null);
        found.RemoveAt(Take);
        return new(found, found[^1].Id);
    }

    /// <summary>The details of an act as words: <c>from: Observer, to: Commander</c>. What is no flat object is shown as it is stored.</summary>
    public static string SayDetail(string? json)
    {
        if (string.IsNullOrEmpty(json)) return "";
        try
        {
            using var detail = JsonDocument.Parse(json);
            return detail.RootElement.ValueKind == JsonValueKind.Object
                ? string.Join(", ", detail.RootElement.EnumerateObject().Select(p => $"{p.Name}: {(p.Value.ValueKind == JsonValueKind.String ? p.Value.GetString() : p.Value.GetRawText())}"))
                : json;
        }
        catch (JsonException)
        {
            return json;
        }
    }

    /// <summary>An act in words.</summary>
    public static string Say(string act) => act switch
    {
        AuditActs.SetupDone => "set the console up",
        AuditActs.Bootstrapped => "made an administrator from the settings",
        AuditActs.BootstrapKey => "made an API key from the settings",
        AuditActs.SignedIn => "signed in",
        AuditActs.SignInFailed => "failed to sign in",
        AuditActs.LockedOut => "was locked out",
        AuditActs.SignedOut => "signed out",
        AuditActs.PasswordChanged => "changed their password",
        AuditActs.PasswordChosen => "chose a password",
        AuditActs.PersonAdded => "added a person",
        AuditActs.PersonSlack => "set a person's Slack id",
        AuditActs.ChannelTested => "sent a test over a channel",
        AuditActs.PersonRole => "changed a role",
        AuditActs.PersonDisabled => "disabled a person",
        AuditActs.PersonEnabled => "enabled a person",
        AuditActs.PersonReset => "made a password link",
        AuditActs.KeyCreated => "made an API key",
        AuditActs.KeyRevoked => "revoked an API key",
        AuditActs.SilenceMade => "silenced triggers",
        AuditActs.MaintenancePlanned => "planned maintenance",
        AuditActs.SilenceEnded => "ended a silence",
        AuditActs.SourceTested => "sent a test to a source",
        AuditActs.RotationAdded => "added an on-call rotation",
        AuditActs.RotationChanged => "changed an on-call rotation",
        AuditActs.RotationRemoved => "removed an on-call rotation",
        AuditActs.RotationCover => "changed who covers",
        AuditActs.OutputExpired => "deleted output that was too old",
        AuditActs.SignalsExpired => "deleted counts that were too old",
        AuditActs.PersonErased => "erased what stood of a person",
        _ => act,
    };
}
