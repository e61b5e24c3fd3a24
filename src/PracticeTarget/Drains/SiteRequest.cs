using MeetSolis.PracticeTarget.Site;
using MeetSolis.PracticeTarget.Traffic;

namespace MeetSolis.PracticeTarget.Drains;

/// <summary>One request that the site answered, as its log needs it.</summary>
/// <param name="Query">With its question mark, or empty.</param>
public sealed record SiteRequest(
    DateTimeOffset At, string DeploymentId, string Method, string Path, string Query, Visitor Visitor, SiteAnswer Answer);
