using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Runs;

/// <summary>What a step finds in its environment: where it runs, and every name with its value.</summary>
/// <param name="Missing">Names the runbook wants there that nobody has set.</param>
public sealed record EnvironmentValues(
    string Environment, string? Workspace, IReadOnlyDictionary<string, string> Variables, IReadOnlyDictionary<string, string> Secrets,
    IReadOnlyList<string> Missing, PracticeEnvironment? Practice);

/// <summary>The running practice target, as a drill's commands see it.</summary>
/// <param name="Path">Folder of the stand-ins.</param>
/// <param name="Ports">All that its commands may connect to, on loopback.</param>
public sealed record PracticeEnvironment(
    Uri Url, string Home, string Path, string Workspace, IReadOnlyList<int> Ports, IReadOnlyDictionary<string, string> Variables, IReadOnlyDictionary<string, string> Secrets)
{
    /// <summary>What it was told to have; null where nobody told it, or nobody knows.</summary>
    public string? Scenario { get; init; }
}

/// <summary>
/// The values of environments: the runbook's variables, laid over by <c>Environments:{name}:Workspace|Variables|Secrets</c> of the settings.
/// In a drill they come from the practice target alone, whatever the settings say.
/// </summary>
public sealed class EnvironmentSettings(IConfiguration configuration)
{
    private volatile PracticeEnvironment? _practice;

    public PracticeEnvironment? Practice
    {
        get => _practice;
        set => _practice = value;
    }

    public EnvironmentValues For(Runbook runbook, string environment)
    {
        var definition = runbook.Environments.TryGetValue(environment, out var found) ? found : new RunbookEnvironment { Id = environment };
        if (definition.PracticeTarget) return ForDrill(definition);
        var settings = configuration.GetSection($"Environments:{environment}");
        var variables = new Dictionary<string, string>(definition.Variables);
        foreach (var set in settings.GetSection("Variables").GetChildren())
            if (set.Value is { } value) variables[set.Key] = value;
        var secrets = Read(settings.GetSection("Secrets"));
        foreach (var name in secrets.Keys) variables.Remove(name);
        return new(environment, settings["Workspace"] is { Length: > 0 } workspace ? workspace : definition.Workspace, variables, secrets,
            [.. definition.Secrets.Where(s => !secrets.ContainsKey(s))], null);
    }

    private EnvironmentValues ForDrill(RunbookEnvironment definition)
    {
        if (_practice is not { } practice)
            return new(definition.Id, null, definition.Variables, new Dictionary<string, string>(), [.. definition.Secrets], null);
        var variables = new Dictionary<string, string>(definition.Variables);
        foreach (var (name, value) in practice.Variables) variables[name] = value;
        return new(definition.Id, practice.Workspace, variables, practice.Secrets, [.. definition.Secrets.Where(s => !practice.Secrets.ContainsKey(s))], practice);
    }

    private static Dictionary<string, string> Read(IConfigurationSection section) =>
        section.GetChildren().Where(c => !string.IsNullOrEmpty(c.Value)).ToDictionary(c => c.Key, c => c.Value!);
}
