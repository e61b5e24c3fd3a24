using System.Text.Json.Nodes;

namespace MeetSolis.PracticeTarget.Cli;

/// <summary><c>vercel redeploy</c> and <c>vercel deploy</c> (also without a verb).</summary>
internal static class DeployCommands
{
    public static async Task<int> RedeployAsync(CliContext context)
    {
        if (context.Args.WordAt(1) is not { } name)
            return context.Fail("missing_arguments", "Missing required deployment id or url: `vercel redeploy <deployment-id-or-url>`");
        CliContext.Say($"Fetching deployment \"{name}\"");
        if (await InspectCommands.FindAsync(context, name) is not { } found)
            return 1;
        var target = context.Args["--target"] ?? found.Body?["target"]?.ToString();
        CliContext.Say($"Redeploying project {found.Text("id")}");
        var created = await context.Api.PostAsync("/v13/deployments?forceNew=1", new JsonObject
        {
            ["deploymentId"] = found.Text("id"),
            ["name"] = found.Text("name"),
            ["target"] = target == "production" ? "production" : null,
            ["meta"] = new JsonObject { ["action"] = "redeploy" },
        });
        return await FollowAsync(context, created, json: false);
    }

    public static async Task<int> DeployAsync(CliContext context)
    {
        if (context.ProjectId is null)
        {
            return context.Args.Yes
                ? context.Fail("not_linked", "The directory is not linked to a project, and a drill makes no new ones.")
                : context.Fail("confirmation_required", "Command `vercel deploy` requires confirmation. Use option \"--yes\" to confirm.");
        }
        CliContext.Say($"Deploying {context.OrganisationId}/{context.ProjectId}");
        var files = Sources(context.Directory);
        var production = context.Args.Has("--prod") || context.Args["--target"] == "production";
        var created = await context.Api.PostAsync("/v13/deployments", new JsonObject
        {
            ["name"] = "meetsolis",
            ["project"] = context.ProjectId,
            ["target"] = production ? "production" : null,
            ["files"] = files,
        });
        return await FollowAsync(context, created, json: context.Args.NonInteractive);
    }

    /// <summary>The directory's files by name and size. A practice build looks no further, but what is in cwd is what goes out.</summary>
    private static JsonArray Sources(string directory)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, MaxRecursionDepth = 8 };
        var files = Directory.EnumerateFiles(directory, "*", options)
            .Select(f => (Name: Path.GetRelativePath(directory, f), File: new FileInfo(f)))
            .Where(f => !f.Name.Split('/').Any(part => part is ".git" or ".vercel" or "node_modules"))
            .Take(1000)
            .Select(f => new JsonObject { ["file"] = f.Name, ["size"] = f.File.Length });
        return [.. files];
    }

    private static async Task<int> FollowAsync(CliContext context, ApiAnswer created, bool json)
    {
        if (!created.IsSuccess)
            return context.Fail("api_error", created.Message);
        var url = $"https://{created.Text("url")}";
        CliContext.Say($"  Inspect         {created.Text("inspectorUrl")}");
        CliContext.Say($"  {(created.Text("target") == "production" ? "Production" : "Preview   ")}      {url}");
        // The address is on stdout before the build is known to succeed: finding one there proves nothing.
        // It ends without a line break, so what a script prints next stands on the same line.
        if (!json)
            Console.Out.Write(url);
        if (context.Args.Has("--no-wait"))
            return 0;
        var state = "";
        var now = created;
        while (true)
        {
            if (!now.IsSuccess)
                return context.Fail("api_error", now.Message);
            if (now.Text("readyState") is var next && next != state)
                CliContext.Say((state = next) switch { "QUEUED" => "Queued…", "BUILDING" => "Building…", "READY" => "Completing…", _ => state });
            if (state is "ERROR" or "CANCELED" || (state == "READY" && (now.Text("target") != "production" || now.Body?["aliasAssigned"] is not null)))
                break;
            await Task.Delay(TimeSpan.FromMilliseconds(200), context.Time);
            now = await context.Api.GetAsync($"/v13/deployments/{created.Text("id")}");
        }
        if (json)
            CliContext.Print(Describe(now, url, state));
        if (state != "READY")
        {
            CliContext.Say($"Error: {now.Body?["errorMessage"]?.ToString() ?? "The deployment was canceled."}");
            return 1;
        }
        if (now.Body?["alias"] is JsonArray { Count: > 0 } aliases)
            CliContext.Say($"▲ Aliased         https://{aliases[0]}");
        CliContext.Say("\n✓ Ready");
        return 0;
    }

    private static JsonObject Describe(ApiAnswer deployment, string url, string state) => new()
    {
        ["status"] = state == "READY" ? "ok" : "error",
        ["reason"] = state == "READY" ? null : "build_failed",
        ["deployment"] = new JsonObject
        {
            ["id"] = deployment.Text("id"),
            ["url"] = url,
            ["productionUrl"] = deployment.Body?["alias"] is JsonArray { Count: > 0 } aliases ? $"https://{aliases[0]}" : null,
            ["inspectorUrl"] = deployment.Text("inspectorUrl"),
            ["readyState"] = state,
            ["target"] = deployment.Body?["target"]?.ToString(),
        },
        ["message"] = state == "READY" ? $"Deployment {url} ready." : deployment.Text("errorMessage"),
    };
}
