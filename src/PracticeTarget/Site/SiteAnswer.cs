namespace MeetSolis.PracticeTarget.Site;

/// <summary>What the site answers to one request, and what its log says about it.</summary>
/// <param name="Source">The log's source of the request line: <c>lambda</c>, <c>static</c> or <c>edge</c>.</param>
/// <param name="Crashed">The function died: the visitor gets the status, the log says -1.</param>
/// <param name="Says">Lines the function wrote before it answered.</param>
public sealed record SiteAnswer(int Status, string ContentType, string Body, string Source, bool Crashed = false, params string[] Says)
{
    public bool Failed => Crashed || Status >= 500;

    public static SiteAnswer Page(string body) => new(200, "text/html; charset=utf-8", body, "lambda");

    public static SiteAnswer Json(int status, string body, params string[] says) =>
        new(status, "application/json; charset=utf-8", body, "lambda", false, says);

    public static SiteAnswer Disabled { get; } =
        Json(503, """{"error":"feature_disabled","message":"This feature is disabled."}""", "feature flag is off: answering 503");
}
