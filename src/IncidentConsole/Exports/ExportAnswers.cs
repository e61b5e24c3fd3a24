using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Incidents.Api;

namespace MeetSolis.IncidentConsole.Exports;

/// <summary>Exports over HTTP.</summary>
internal static class ExportAnswers
{
    public static async Task<IResult> ZipAsync(ExportService exports, Incident incident, CancellationToken ct)
    {
        try
        {
            return await exports.OpenAsync(incident, ct) is { } zip
                ? Results.File(zip, "application/zip", $"{incident.Number}.zip")
                : Answers.Refuse(RefusalKind.Conflict, $"The runbook version of {incident.Number} is not in the store.", []);
        }
        catch (SigningKeyException ex)
        {
            return Answers.Refuse(RefusalKind.Conflict, $"Nothing was exported, since it could not be signed. {ex.Message}", []);
        }
        catch (IOException ex)
        {
            return TypedResults.Problem($"Nothing was exported: {ex.Message}", statusCode: StatusCodes.Status503ServiceUnavailable, title: "The data folder cannot be written");
        }
    }

    public static IResult Key(SigningKey key)
    {
        try
        {
            return Results.Text(key.PublicPem(), "application/x-pem-file");
        }
        catch (SigningKeyException ex)
        {
            return Answers.Refuse(RefusalKind.Conflict, ex.Message, []);
        }
    }
}
