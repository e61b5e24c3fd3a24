using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace MeetSolis.IncidentConsole.StatusPage;

/// <summary>One form of the page, ready to send: plain and compressed, each with a strong tag of exactly its bytes.</summary>
public sealed class StatusAnswer
{
    private readonly string _type;
    private readonly Body _plain, _gzip, _brotli;

    public StatusAnswer(string type, string text)
    {
        _type = type;
        var bytes = Encoding.UTF8.GetBytes(text);
        _plain = new(bytes, null);
        _gzip = new(Compressed(bytes, s => new GZipStream(s, CompressionLevel.Optimal)), "gzip");
        _brotli = new(Compressed(bytes, s => new BrotliStream(s, CompressionLevel.Optimal)), "br");
    }

    public Task WriteAsync(HttpContext http, string cacheControl)
    {
        var response = http.Response;
        var accepted = http.Request.Headers.AcceptEncoding.ToString();
        // A browser names what it takes; whoever weighs or refuses encodings gets the plain form.
        var body = accepted.Length == 0 || accepted.Contains("q=", StringComparison.OrdinalIgnoreCase) ? _plain
            : accepted.Contains("br", StringComparison.Ordinal) ? _brotli
            : accepted.Contains("gzip", StringComparison.Ordinal) ? _gzip : _plain;
        response.Headers.ETag = body.Tag;
        response.Headers.CacheControl = cacheControl;
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        if (Has(http.Request.Headers.IfNoneMatch.ToString(), body.Tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }
        response.ContentType = _type;
        response.ContentLength = body.Bytes.Length;
        if (body.Encoding is not null) response.Headers.ContentEncoding = body.Encoding;
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(body.Bytes, http.RequestAborted).AsTask();
    }

    /// <summary>Tags hold no commas of ours, so that a list is a text in which ours stands or does not; a proxy may have made it weak.</summary>
    private static bool Has(string asked, string tag) => asked.Length > 0 && (asked.Trim() == "*" || asked.Contains(tag, StringComparison.Ordinal));

    private static byte[] Compressed(byte[] bytes, Func<Stream, Stream> by)
    {
        using var to = new MemoryStream();
        using (var stream = by(to)) stream.Write(bytes);
        return to.ToArray();
    }

    private sealed class Body(byte[] bytes, string? encoding)
    {
        public byte[] Bytes => bytes;
        public string? Encoding => encoding;
        public string Tag { get; } = $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..32]}\"";
    }
}
