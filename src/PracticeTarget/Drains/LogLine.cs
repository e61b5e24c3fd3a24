using System.Buffers;
using System.Text.Json;
using MeetSolis.PracticeTarget.VercelApi;

namespace MeetSolis.PracticeTarget.Drains;

/// <summary>One line of a Vercel log drain.</summary>
/// <param name="Level"><c>info</c>, <c>warning</c>, <c>error</c> or <c>fatal</c>.</param>
public sealed record LogLine(string Id, string DeploymentId, string Source, string Level, DateTimeOffset At, string? Message = null)
{
    public string? RequestId { get; init; }

    public string? Path { get; init; }

    /// <summary>-1: the function crashed; null: a line that says nothing of the answer.</summary>
    public int? StatusCode { get; init; }

    public LogProxy? Proxy { get; init; }

    public byte[] ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("id", Id);
            json.WriteString("deploymentId", DeploymentId);
            json.WriteString("projectId", Production.ProjectId);
            json.WriteString("projectName", Production.ProjectName);
            json.WriteString("source", Source);
            json.WriteString("host", Production.Domain);
            json.WriteNumber("timestamp", At.ToUnixTimeMilliseconds());
            json.WriteString("level", Level);
            json.WriteString("environment", "production");
            json.WriteString("branch", "main");
            if (Message is not null)
                json.WriteString("message", Message);
            if (RequestId is not null)
                json.WriteString("requestId", RequestId);
            if (Path is not null)
                json.WriteString("path", Path);
            if (StatusCode is { } status)
                json.WriteNumber("statusCode", status);
            Proxy?.Write(json);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }
}

/// <summary>What Vercel's proxy saw of the request.</summary>
/// <param name="StatusCode">-1: no visitor waited, a cached page was renewed in the background.</param>
public sealed record LogProxy(DateTimeOffset At, SiteRequest Request, int StatusCode, string Cache)
{
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("proxy");
        json.WriteNumber("timestamp", At.ToUnixTimeMilliseconds());
        json.WriteString("method", Request.Method);
        json.WriteString("scheme", "https");
        json.WriteString("host", Production.Domain);
        json.WriteString("path", Request.Path + Request.Query);
        json.WriteNumber("statusCode", StatusCode);
        json.WriteString("region", Request.Visitor.Region);
        json.WriteStartArray("userAgent");
        json.WriteStringValue(Request.Visitor.UserAgent);
        json.WriteEndArray();
        json.WriteString("clientIp", Request.Visitor.ClientIp);
        json.WriteString("referer", $"https://{Production.Domain}/");
        json.WriteString("vercelCache", Cache);
        json.WriteEndObject();
    }
}
