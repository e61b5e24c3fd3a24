using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MeetSolis.PracticeTarget.Cli;

/// <summary>
/// Stands in for Vercel's CLI in a drill and does as version 64 does, down to doing nothing with exit 0 when it
/// cannot ask. It speaks to a loopback address only.
/// </summary>
public static class VercelCli
{
    /// <summary>The version whose behaviour this follows.</summary>
    public const string Version = "64.0.2";

    /// <summary>Runs one command; the exit status is the real CLI's, and 97 for an address that is not loopback.</summary>
    public static async Task<int> RunAsync(string[] given, TimeProvider time)
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var args = CliArguments.Parse(given);
        if (args.Has("--version"))
        {
            CliContext.Print(Version);
            return 0;
        }
        CliContext.Say($"Vercel CLI {Version} (practice stand-in)");
        if (args.Refusal is { } refusal)
        {
            CliContext.Say($"Error: {refusal}");
            return 2;
        }
        if (!Loopback.TryParse(args["--api"], out var api))
        {
            CliContext.Say("Error: the stand-in needs --api with a loopback http address: a drill reaches nothing but the practice target.");
            return 97;
        }
        if ((args["--token"] ?? Environment.GetEnvironmentVariable("VERCEL_TOKEN")) is not { Length: > 0 } token)
        {
            CliContext.Say("Error: No existing credentials found. Please run `vercel login` or pass \"--token\"");
            return 1;
        }
        if (!token.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
        {
            CliContext.Say("Error: You defined \"--token\", but its contents are invalid.");
            return 1;
        }
        var directory = Path.GetFullPath(args["--cwd"] ?? ".");
        if (ReadLink(directory, out var project, out var organisation) is { } broken)
        {
            CliContext.Say($"Error: {broken}");
            return 1;
        }
        var context = new CliContext(args, new ApiClient(api, token, args["--scope"] ?? args["--team"] ?? organisation, time), directory, project, organisation, time);
        try
        {
            return await DispatchAsync(context);
        }
        catch (ApiException ex)
        {
            if (ex.Message.Length > 0)
                CliContext.Say($"Error: {ex.Message}");
            return 1;
        }
    }

    private static Task<int> DispatchAsync(CliContext context) => context.Args.WordAt(0) switch
    {
        "whoami" => WhoAmIAsync(context),
        "env" => EnvCommands.RunAsync(context),
        "redeploy" => DeployCommands.RedeployAsync(context),
        "deploy" => DeployCommands.DeployAsync(context),
        null => DeployCommands.DeployAsync(context),
        "inspect" => InspectCommands.InspectAsync(context),
        "rollback" => InspectCommands.RollbackAsync(context),
        "list" or "ls" => InspectCommands.ListAsync(context),
        "domains" => Task.FromResult(Domains(context)),
        var word => Task.FromResult(context.Fail("path_not_found", $"Could not find \"{Path.Combine(context.Directory, word)}\"")),
    };

    private static async Task<int> WhoAmIAsync(CliContext context)
    {
        var user = await context.Api.GetAsync("/v2/user");
        if (!user.IsSuccess)
            return context.Fail("api_error", user.Message);
        CliContext.Print(user.Body?["user"]?["username"]?.ToString() ?? "");
        return 0;
    }

    /// <summary>Lists the one domain; there is no <c>disable</c> and no <c>enable</c>.</summary>
    private static int Domains(CliContext context)
    {
        if (context.Args.WordAt(1) is not (null or "ls" or "list") || context.Args.Words.Count > 2)
            return context.Fail("invalid_arguments", "Invalid number of arguments. Usage: `vercel domains ls`", 2);
        CliContext.Say("> 1 Domain found");
        CliContext.Print("  meetsolis.com");
        return 0;
    }

    /// <summary>Both variables, or the directory's link file, or none; the sentence says what is wrong with them.</summary>
    private static string? ReadLink(string directory, out string? project, out string? organisation)
    {
        project = NonEmpty(Environment.GetEnvironmentVariable("VERCEL_PROJECT_ID"));
        organisation = NonEmpty(Environment.GetEnvironmentVariable("VERCEL_ORG_ID"));
        if (project is not null || organisation is not null)
            return project is null ? "You specified `VERCEL_ORG_ID` but you forgot to specify `VERCEL_PROJECT_ID`. You need to specify both to deploy to a custom project."
                : organisation is null ? "You specified `VERCEL_PROJECT_ID` but you forgot to specify `VERCEL_ORG_ID`. You need to specify both to deploy to a custom project."
                : null;
        var file = Path.Combine(directory, ".vercel", "project.json");
        if (!File.Exists(file))
            return null;
        try
        {
            var link = JsonNode.Parse(File.ReadAllText(file)) as JsonObject;
            (project, organisation) = (NonEmpty(link?["projectId"]?.ToString()), NonEmpty(link?["orgId"]?.ToString()));
            return project is null || organisation is null ? $"{file} must hold projectId and orgId." : null;
        }
        catch (Exception ex) when (ex is JsonException or IOException or UnauthorizedAccessException)
        {
            return $"{file} could not be read: {ex.Message}";
        }
    }

    private static string? NonEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
