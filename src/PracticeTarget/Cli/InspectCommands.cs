using System.Globalization;
using System.Text.Json.Nodes;

namespace MeetSolis.PracticeTarget.Cli;

/// <summary><c>vercel inspect</c>, <c>rollback</c> and <c>list</c>.</summary>
internal static class InspectCommands
{
    public static async Task<int> InspectAsync(CliContext context)
    {
        if (context.Args.WordAt(1) is not { } name)
            return context.Fail("missing_arguments", "Missing required deployment url or id: `vercel inspect <deployment>`");
        CliContext.Say($"Fetching deployment \"{name}\"");
        if (await FindAsync(context, name) is not { } found)
            return 1;
        var aliases = found.Body?["alias"] as JsonArray ?? [];
        var created = found.Body?["createdAt"]?.GetValue<long>() ?? 0;
        if (context.Args.AsJson)
        {
            CliContext.Print(new JsonObject
            {
                ["id"] = found.Text("id"),
                ["name"] = found.Text("name"),
                ["url"] = found.Text("url"),
                ["target"] = found.Body?["target"]?.DeepClone(),
                ["readyState"] = found.Text("readyState"),
                ["createdAt"] = created,
                ["aliases"] = aliases.DeepClone(),
            });
            return 0;
        }
        var status = found.Text("readyState");
        CliContext.Say($"""

              General

                id		{found.Text("id")}
                name	{found.Text("name")}
                target	{(found.Body?["target"] is { } target ? target.ToString() : "preview")}
                status	● {status[..1]}{status[1..].ToLowerInvariant()}
                url		https://{found.Text("url")}
                created	{DateTimeOffset.FromUnixTimeMilliseconds(created).ToString("u", CultureInfo.InvariantCulture)}
            """);
        if (aliases.Count > 0)
            CliContext.Say("\n  Aliases\n\n" + string.Join('\n', aliases.Select(a => $"    ╶ https://{a}")));
        return 0;
    }

    public static async Task<int> RollbackAsync(CliContext context)
    {
        if (context.ProjectId is null)
            return context.NotLinked();
        if (context.Args.WordAt(1) is not { } name || name == "status")
        {
            var project = await context.Api.GetAsync($"/v9/projects/{context.ProjectId}?rollbackInfo=true");
            if (!project.IsSuccess)
                return context.Fail("api_error", project.Message);
            CliContext.Say(project.Body?["lastAliasRequest"] is JsonObject last
                ? $"> Success! meetsolis was rolled back to {last["toDeploymentId"]}"
                : "> No deployment rollback in progress");
            return 0;
        }
        if (await FindAsync(context, name) is not { } found)
            return 1;
        var rolled = await context.Api.PostAsync($"/v9/projects/{context.ProjectId}/rollback/{found.Text("id")}", []);
        if (!rolled.IsSuccess)
            return context.Fail("api_error", rolled.Message);
        CliContext.Say($"> Success! meetsolis was rolled back to {found.Text("url")} ({found.Text("id")})");
        return 0;
    }

    public static async Task<int> ListAsync(CliContext context)
    {
        var answer = await context.Api.GetAsync("/v6/deployments?limit=20" + (context.Args.Has("--prod") ? "&target=production" : ""));
        if (!answer.IsSuccess)
            return context.Fail("api_error", answer.Message);
        foreach (var deployment in (answer.Body?["deployments"] as JsonArray ?? []).OfType<JsonObject>())
            CliContext.Print($"https://{deployment["url"]}  {deployment["state"]}  {deployment["target"]?.ToString() ?? "preview"}");
        return 0;
    }

    /// <summary>Finds by id, URL or host; null after saying that there is none.</summary>
    public static async Task<ApiAnswer?> FindAsync(CliContext context, string name)
    {
        var host = name.Replace("https://", "", StringComparison.OrdinalIgnoreCase).Replace("http://", "", StringComparison.OrdinalIgnoreCase).TrimEnd('/');
        var found = await context.Api.GetAsync($"/v13/deployments/{Uri.EscapeDataString(host)}");
        if (found.IsSuccess)
            return found;
        context.Fail("deployment_not_found", $"Can't find the deployment \"{host}\" under the context \"{context.OrganisationId ?? "practice"}\"");
        return null;
    }
}
