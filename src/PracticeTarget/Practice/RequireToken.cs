using System.Security.Cryptography;
using System.Text;

namespace MeetSolis.PracticeTarget.Practice;

/// <summary>Lets a request through only with the API token, and answers without it as Vercel does.</summary>
public sealed class RequireToken(TargetSettings settings) : IEndpointFilter
{
    private readonly byte[] _expected = Encoding.UTF8.GetBytes($"Bearer {settings.ApiToken}");

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var given = Encoding.UTF8.GetBytes(context.HttpContext.Request.Headers.Authorization.ToString());
        return CryptographicOperations.FixedTimeEquals(given, _expected)
            ? next(context)
            : ValueTask.FromResult<object?>(Unauthorized);
    }

    public static IResult Unauthorized =>
        Results.Json(new { error = new { code = "forbidden", message = "Not authorized", invalidToken = true } }, statusCode: StatusCodes.Status401Unauthorized);
}
