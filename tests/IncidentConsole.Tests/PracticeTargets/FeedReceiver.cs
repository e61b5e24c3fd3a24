using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MeetSolis.IncidentConsole.Tests.PracticeTargets;

/// <summary>Takes the batches that the console would take, as they come: /drain and /events.</summary>
public sealed class FeedReceiver : IAsyncDisposable
{
    public const string DrainSecret = "drain secret", EventsSecret = "events secret";

    private readonly WebApplication _app;

    private FeedReceiver(WebApplication app) => _app = app;

    public ConcurrentQueue<Received> Drained { get; } = new();

    public ConcurrentQueue<Received> Events { get; } = new();

    public (string Name, string Value)[] Settings =>
    [
        ("Target__VercelDrainUrl", _app.Urls.First() + "/drain"), ("Target__VercelDrainSecret", DrainSecret),
        ("Target__EventsUrl", _app.Urls.First() + "/events"), ("Target__EventsSecret", EventsSecret),
    ];

    public static async Task<FeedReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new FeedReceiver(app);
        app.MapPost("/drain", (HttpRequest request) => TakeAsync(request, receiver.Drained, "x-vercel-signature"));
        app.MapPost("/events", (HttpRequest request) => TakeAsync(request, receiver.Events, "X-Console-Signature"));
        await app.StartAsync();
        return receiver;
    }

    public Task StopAsync() => _app.StopAsync();

    /// <summary>Every line of every batch so far, arrays and NDJSON alike.</summary>
    public List<JsonElement> Lines() => [.. Drained.SelectMany(b => b.Lines())];

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task TakeAsync(HttpRequest request, ConcurrentQueue<Received> batches, string signature)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        batches.Enqueue(new Received(request.ContentType ?? "", request.Headers[signature].ToString(), body.ToArray()));
    }
}

/// <summary>One batch, untouched.</summary>
public sealed record Received(string ContentType, string Signature, byte[] Body)
{
    public List<JsonElement> Lines()
    {
        if (ContentType.StartsWith("application/json", StringComparison.Ordinal))
            return [.. JsonElement.Parse(Body).EnumerateArray()];
        return [.. System.Text.Encoding.UTF8.GetString(Body).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonElement.Parse(l))];
    }
}
