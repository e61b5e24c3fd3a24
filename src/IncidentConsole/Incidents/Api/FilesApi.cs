using Microsoft.AspNetCore.Http.Features;

namespace MeetSolis.IncidentConsole.Incidents.Api;

public sealed record EraseRequest(string? Reason);

/// <summary>Files of an incident: taken one at a time as a form, handed out as downloads only.</summary>
internal static class FilesApi
{
    // The form around the file, and its name.
    private const long Around = 16_384;

    public static void Map(RouteGroupBuilder files)
    {
        files.MapPost("", AttachAsync).Accepts<IFormFile>("multipart/form-data").Produces<IncidentShape>();
        files.MapPost("/{id:guid}/erase", (string n, Guid id, EraseRequest r, HttpContext http, Answers answers, CancellationToken ct) =>
            answers.ExecuteAsync(http, n, new IncidentCommand.EraseFile(id, r.Reason ?? ""), ct));
    }

    private static async Task<IResult> AttachAsync(string n, HttpContext http, Answers answers, CancellationToken ct)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = FileRules.MostBytes + Around;
        IFormFile? file;
        try
        {
            file = (await http.Request.ReadFormAsync(ct)).Files.GetFile("file");
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return TooLarge();
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            return Answers.Refuse(RefusalKind.Invalid, "The form cannot be read.", ["file"]);
        }
        if (file is null) return Answers.Refuse(RefusalKind.Invalid, "The form has no part “file” with a file name.", ["file"]);
        if (file.Length > FileRules.MostBytes) return TooLarge();
        var content = new byte[file.Length];
        await using (var stream = file.OpenReadStream()) await stream.ReadExactlyAsync(content, ct);
        return await answers.ExecuteAsync(http, n, new IncidentCommand.AttachFile(file.FileName, content), ct);
    }

    /// <summary>Never shown by a browser, whatever it is: it is somebody else's content on the console's own address.</summary>
    public static async Task<IResult> DownloadAsync(string n, Guid id, HttpContext http, IncidentStore store, KeptTexts texts, AttachedFiles files, CancellationToken ct)
    {
        if (!IncidentNumber.TryParse(n, out var number) || await store.LoadAsync(number, ct) is not { } incident) return Answers.NoIncident(n);
        if (incident.Attachments.Find(a => a.Id == id) is not { } file) return Answers.Refuse(RefusalKind.NotFound, $"{incident.Number} has no such file.", []);
        if (await files.ReadAsync(number, id, ct) is not { } content)
            return TypedResults.Problem("This file was erased.", statusCode: StatusCodes.Status410Gone, title: "Gone");
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.CacheControl = "private, no-store";
        return Results.File(content, "application/octet-stream", await texts.ReadAsync(file.Fact.Name.Id, ct) ?? $"{id:N}");
    }

    private static Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult TooLarge() =>
        TypedResults.Problem($"A file has at most {EvidenceText.Bytes(FileRules.MostBytes)}.", statusCode: StatusCodes.Status413PayloadTooLarge, title: "Too large");
}
