using System.Text.Json.Nodes;

namespace MeetSolis.PracticeTarget.Cli;

/// <summary><c>vercel env ls|add|rm</c>.</summary>
internal static class EnvCommands
{
    private static readonly string[] Environments = ["production", "preview", "development"];

    public static async Task<int> RunAsync(CliContext context) => context.Args.WordAt(1) switch
    {
        null => Usage(0),
        not ("ls" or "list" or "add" or "rm" or "remove") => Usage(2),
        _ when context.ProjectId is null => context.NotLinked(),
        "ls" or "list" => await ListAsync(context),
        "add" => await AddAsync(context),
        _ => await RemoveAsync(context),
    };

    private static int Usage(int status)
    {
        (status == 0 ? Console.Out : Console.Error).WriteLine("vercel env ls [environment] | add name [environment] | rm name [environment]");
        return status;
    }

    private static async Task<int> ListAsync(CliContext context)
    {
        if (context.Args.Words.Count > 4)
            return context.Fail("invalid_arguments", "Invalid number of arguments. Usage: `vercel env ls <environment> <gitbranch>`", 2);
        if (await FetchAsync(context, context.Args.WordAt(2)) is not { } envs)
            return 1;
        if (context.Args.AsJson)
        {
            foreach (var env in envs)
            {
                env.Remove("id");
                if (env["type"]?.ToString() == "sensitive")
                    env.Remove("value");
            }
            CliContext.Print(new JsonObject { ["envs"] = new JsonArray([.. envs.Select(e => e.DeepClone())]) });
            return 0;
        }
        CliContext.Say($"> {(envs.Count == 0 ? "No " : "")}Environment Variables found for {context.ProjectId}");
        if (envs.Count == 0)
            return 0;
        CliContext.Print($"\n {"name",-34} {"value",-20} {"type",-8} environments");
        foreach (var env in envs)
        {
            var secret = env["type"]?.ToString() == "sensitive";
            var value = secret ? "Hidden" : env["value"]?.ToString() ?? "";
            CliContext.Print($" {env["key"],-34} {(value.Length > 19 ? value[..18] + "…" : value),-20} {(secret ? "Secret" : "Config"),-8} {Titles(TargetsOf(env))}");
        }
        return 0;
    }

    private static async Task<int> RemoveAsync(CliContext context)
    {
        var args = context.Args;
        if (args.Words.Count > 5)
            return context.Fail("invalid_arguments", "Invalid number of arguments. Usage: `vercel env rm <name> <production | preview | development> <gitbranch>`", 2);
        if ((args.WordAt(2) ?? (args.NonInteractive ? null : CliContext.Ask("What's the name of the variable?"))) is not { Length: > 0 } name)
            return args.NonInteractive ? context.Fail("missing_name", "Provide the variable name as an argument.", 2) : 0;
        var environment = args.WordAt(3);
        if (await FetchAsync(context, environment) is not { } envs)
            return 1;
        var matching = envs.Where(e => e["key"]?.ToString() == name).ToList();
        if (matching.Count == 0)
            return context.Fail("env_not_found", args.NonInteractive ? $"Environment Variable {name} was not found." : "Environment Variable was not found.");
        if (matching.Count > 1)
            return context.Fail("multiple_envs", $"Multiple Environment Variables match {name}. Specify the environment to remove one.");
        var targets = TargetsOf(matching[0]);
        var shared = environment is not null && targets.Length > 1;
        if (!args.Yes)
        {
            if (args.NonInteractive)
                return context.ActionRequired("confirmation_required", $"Removing Environment Variable {name}. Use --yes to confirm.", "--yes");
            var answer = CliContext.Ask($"Remove \"{name}\" from {Titles(environment is null ? targets : [environment])}? (y/N)");
            if (answer?.Trim() is not ("y" or "Y" or "yes"))
            {
                // Without an answer nothing is removed, and the exit status does not say so.
                if (answer is not null)
                    CliContext.Say("> Canceled");
                return 0;
            }
        }
        var path = $"/v10/projects/{context.ProjectId}/env/{matching[0]["id"]}";
        var removed = shared
            ? await context.Api.PatchAsync(path, new JsonObject { ["target"] = new JsonArray([.. targets.Where(t => t != environment).Select(t => JsonValue.Create(t))]) })
            : await context.Api.DeleteAsync(path);
        if (!removed.IsSuccess)
            return context.Fail("api_error", removed.Message);
        CliContext.Say(shared ? $"Removed {environment} target from Environment Variable" : "Removed Environment Variable");
        return 0;
    }

    private static async Task<int> AddAsync(CliContext context)
    {
        var args = context.Args;
        if (args.Words.Count > 5)
            return context.Fail("invalid_arguments", "Invalid number of arguments. Usage: `vercel env add <name> <production | preview | development> <gitbranch>`", 2);
        if (args.Has("--sensitive") && args.Has("--no-sensitive"))
            return context.Fail("conflicting_type_flags", "`--sensitive` cannot be used with `--no-sensitive`. Pick one.", 2);
        if ((args.WordAt(2) ?? (args.NonInteractive ? null : CliContext.Ask("Name?"))) is not { Length: > 0 } name)
            return args.NonInteractive ? context.Fail("missing_name", "Provide the variable name as an argument.") : 0;
        var targets = (args.WordAt(3) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (targets.FirstOrDefault(t => !Environments.Contains(t)) is { } unknown)
            return context.Fail("invalid_environment", $"Invalid environment: {unknown}. Valid environments: {string.Join(", ", Environments)}. Separate multiple environments with commas.", 2);
        var value = args["--value"] ?? await StandardInput.ReadPipedAsync(context.Time);
        if (value is null && args.NonInteractive)
            return context.ActionRequired("missing_requirements", "Provide all required inputs for non-interactive mode: --value or stdin.", "--value <value> --yes");
        if (targets.Length == 0)
            targets = (args.NonInteractive ? "" : CliContext.Ask("Environments? (production, preview, development)") ?? "")
                .Split([',', ' '], StringSplitOptions.RemoveEmptyEntries).Where(Environments.Contains).ToArray();
        value ??= CliContext.Ask($"What's the value of {name}?");
        if (targets.Length == 0 || value is null)
            return 0;
        var sensitive = args.Has("--sensitive") || (!args.Has("--no-sensitive") && args["--type"] is not "config" && !targets.Contains("development"));
        var added = await context.Api.PostAsync($"/v10/projects/{context.ProjectId}/env{(args.Has("--force") ? "?upsert=true" : "")}", new JsonObject
        {
            ["type"] = sensitive ? "sensitive" : "encrypted",
            ["key"] = name,
            ["value"] = value,
            ["target"] = new JsonArray([.. targets.Select(t => JsonValue.Create(t))]),
        });
        if (!added.IsSuccess)
            return context.Fail("api_error", added.Message);
        CliContext.Say($"\n✓ {(args.Has("--force") ? "Overrode" : "Added   ")}        {name}\n  Project         {context.ProjectId}\n  Environments    {Titles(targets)}\n  Type            {(sensitive ? "Secret" : "Config")}");
        return 0;
    }

    /// <summary>The variables, of one environment when it is named; null after saying why not.</summary>
    private static async Task<List<JsonObject>?> FetchAsync(CliContext context, string? environment)
    {
        CliContext.Say("Retrieving project…");
        var query = Environments.Contains(environment) ? $"?target={environment}" : "";
        var answer = await context.Api.GetAsync($"/v10/projects/{context.ProjectId}/env{query}");
        if (answer.IsSuccess)
            return answer.Body?["envs"] is JsonArray envs ? [.. envs.OfType<JsonObject>()] : [];
        context.Fail("api_error", answer.Message);
        return null;
    }

    private static string[] TargetsOf(JsonObject env) => env["target"] is JsonArray targets ? [.. targets.Select(t => t?.ToString() ?? "")] : [];

    private static string Titles(string[] targets) => string.Join(", ", targets.Select(t => t.Length == 0 ? t : char.ToUpperInvariant(t[0]) + t[1..]));
}
