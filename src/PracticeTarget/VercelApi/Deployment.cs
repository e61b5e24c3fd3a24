using System.Collections.Immutable;

namespace MeetSolis.PracticeTarget.VercelApi;

/// <summary>A variable as the project has it configured. It means nothing to the site until a deployment has built it in.</summary>
/// <param name="Type"><c>encrypted</c>, <c>sensitive</c> or <c>plain</c>.</param>
/// <param name="Targets">Of <c>production</c>, <c>preview</c>, <c>development</c>.</param>
public sealed record EnvironmentVariable(
    string Id, string Key, string Value, string Type, ImmutableArray<string> Targets, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>One build of the site, with the variables of its target as they stood when it was created.</summary>
/// <param name="Host">Its own address on vercel.app.</param>
/// <param name="Target"><c>production</c>, or null for a preview.</param>
public sealed record Deployment(
    string Id, string Host, string? Target, DateTimeOffset CreatedAt, DateTimeOffset DoneAt, bool Fails,
    ImmutableSortedDictionary<string, string> Variables, string? RedeployOf)
{
    public DateTimeOffset BuildingAt => CreatedAt + ((DoneAt - CreatedAt) * 0.2);

    /// <summary>QUEUED, BUILDING, READY or ERROR.</summary>
    public string StateAt(DateTimeOffset now) =>
        now >= DoneAt ? Fails ? "ERROR" : "READY"
        : now >= BuildingAt ? "BUILDING"
        : "QUEUED";

    public bool IsOn(string flag) => Variables.TryGetValue(flag, out var value) && value == "true";
}

/// <summary>The names of the variables that the site looks at.</summary>
public static class Flag
{
    public const string ClientCards = "NEXT_PUBLIC_ENABLE_CLIENT_CARDS";
    public const string NewMeetings = "NEXT_PUBLIC_ENABLE_NEW_MEETINGS";
    public const string Pgvector = "ENABLE_PGVECTOR";
    public const string Legacy = "ENABLE_LEGACY";
    public const string Maintenance = "MAINTENANCE_MODE";
}
