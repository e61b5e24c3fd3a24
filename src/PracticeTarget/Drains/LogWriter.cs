using System.Globalization;
using MeetSolis.PracticeTarget.VercelApi;

namespace MeetSolis.PracticeTarget.Drains;

/// <summary>Which lines Vercel would log for what happened. One request may give several lines of one request id.</summary>
public sealed class LogWriter
{
    private readonly string _run = Guid.NewGuid().ToString("N")[..10];
    private long _lines;
    private long _requests;

    public IEnumerable<LogLine> Of(SiteRequest request)
    {
        var answer = request.Answer;
        var number = Interlocked.Increment(ref _requests);
        var requestId = RequestId(request.Visitor.Region, request.At, number);
        var proxy = new LogProxy(request.At, request, answer.Status, answer.Source == "static" ? "HIT" : "MISS");
        if (request.Path is "/" && answer.Source == "lambda")
            yield return Line(request, "edge", "info", "middleware: session checked") with { RequestId = requestId, StatusCode = 200, Proxy = proxy with { StatusCode = 200 } };
        for (var i = 0; i < answer.Says.Length; i++)
        {
            var said = Line(request, answer.Source, answer.Failed && answer.Status != 503 ? "error" : "info", answer.Says[i]) with { RequestId = requestId };
            // Some of a function's own lines repeat the answer, so counting lines instead of requests counts too many.
            yield return i % 2 == 0 ? said with { StatusCode = StatusOf(request), Proxy = proxy } : said;
        }
        yield return Line(request, answer.Source, LevelOf(request), answer.Source == "lambda" ? Report(request) : null) with
        {
            RequestId = requestId,
            StatusCode = StatusOf(request),
            Proxy = proxy,
        };
        if (number % 50 == 0 && !answer.Failed)
            yield return Line(request, "lambda", "info", "revalidated") with
            {
                Path = "/pricing",
                RequestId = RequestId(request.Visitor.Region, request.At, Interlocked.Increment(ref _requests)),
                StatusCode = 200,
                Proxy = proxy with { StatusCode = -1, Cache = "REVALIDATED", Request = request with { Path = "/pricing", Query = "" } },
            };
    }

    /// <summary>The lines of a finished build; they carry no request.</summary>
    public IEnumerable<LogLine> Of(Deployment build) =>
        BuildLog.Of(build, build.DoneAt).Select(l => new LogLine(NextId(), build.Id, "build", l.IsError ? "error" : "info", l.At, l.Text));

    /// <summary>A line that a function wrote outside of any visitor's request.</summary>
    public LogLine Said(Deployment build, string requestId, string path, string level, DateTimeOffset at, string message) =>
        new(NextId(), build.Id, "lambda", level, at, message) { RequestId = requestId, Path = path };

    private LogLine Line(SiteRequest request, string source, string level, string? message) =>
        new(NextId(), request.DeploymentId, source, level, request.At, message) { Path = request.Path };

    private static int StatusOf(SiteRequest request) => request.Answer.Crashed ? -1 : request.Answer.Status;

    private static string LevelOf(SiteRequest request) =>
        request.Answer.Crashed ? "fatal"
        : request.Answer.Status is >= 500 and not 503 ? "error"
        : request.Answer.Status >= 400 ? "warning"
        : "info";

    private static string Report(SiteRequest request) =>
        string.Create(CultureInfo.InvariantCulture, $"[{request.Method}] {request.Path} status={StatusOf(request)}");

    private string NextId() => string.Create(CultureInfo.InvariantCulture, $"{_run}{Interlocked.Increment(ref _lines):d12}");

    private string RequestId(string region, DateTimeOffset at, long number) =>
        string.Create(CultureInfo.InvariantCulture, $"{region}::{_run[..5]}-{at.ToUnixTimeMilliseconds()}-{number:x10}");
}
