using System.Text;
using System.Text.Json;

namespace MeetSolis.IncidentConsole.Benchmarks.Dispatch;

/// <summary>
/// The baseline: a runbook's steps as the bash script somebody would write of them. Each command is the runbook's own text in a bash of its
/// own, its output kept in a file; each proof is run and judged with <c>grep</c>; calls are made with <c>curl</c>. It stops at what does not hold.
/// </summary>
internal static class MethodScript
{
    /// <summary>Writes the script and its commands into <paramref name="folder"/> and gives the script's path. After each step it prints a line with the time.</summary>
    /// <exception cref="NotSupportedException">A step does, or expects, what no script was written for.</exception>
    public static string Write(string folder, JsonElement method, IEnumerable<string> steps)
    {
        var script = new StringBuilder("echo \"$EPOCHREALTIME\"\n");
        foreach (var id in steps)
        {
            var step = method.GetProperty("steps").GetProperty(id);
            Add(script, folder, id, step);
            if (step.TryGetProperty("proof", out var proof)) Add(script, folder, $"{id}-proof", proof);
            script.Append("echo \"$EPOCHREALTIME\"\n");
        }
        return Save(folder, "method", script.ToString());
    }

    private static void Add(StringBuilder script, string folder, string name, JsonElement part)
    {
        var output = Path.Combine(folder, $"{name}.out");
        var what = part.GetProperty("do");
        script.Append(what.GetProperty("kind").GetString() switch
        {
            "shell" => $"bash -e -u -o pipefail {Quote(Save(folder, name, what.GetProperty("script").GetString()!))} >{Quote(output)} 2>&1\n",
            "http" => Call(what, output),
            var kind => throw new NotSupportedException($"{name} is a {kind} step."),
        });
        foreach (var expected in part.GetProperty("expect").EnumerateArray())
            script.Append(Check(name, expected, output));
    }

    // Names in the address and the headers are the environment's, which bash puts in.
    private static string Call(JsonElement what, string output)
    {
        var headers = string.Concat(what.GetProperty("headers").EnumerateObject().Select(h => $" -H \"{h.Name}: {h.Value.GetString()}\""));
        return $"status=$(curl -sS --noproxy '*' --max-time {what.GetProperty("timeout").GetRawText()} -X {what.GetProperty("method").GetString()}{headers}"
            + $" -o {Quote(output)} -w '%{{http_code}}' \"{what.GetProperty("url").GetString()}\")\n";
    }

    private static string Check(string name, JsonElement expected, string output)
    {
        var holds = expected.GetProperty("kind").GetString() switch
        {
            "json-absent" => $"grep -q '[[{{]' {Quote(output)} && ! grep -qF {Quote($"\"{expected.GetProperty("value").GetString()}\"")} {Quote(output)}",
            "matches" => $"grep -qP {Quote(expected.GetProperty("pattern").GetString()!)} {Quote(output)}",
            "status" => $"[ \"$status\" = {expected.GetProperty("code").GetRawText()} ]",
            var kind => throw new NotSupportedException($"{name} expects {kind}."),
        };
        return $"if {holds}; then :; else echo {Quote($"{name}: not so: {expected.GetRawText()}")} >&2; exit 1; fi\n";
    }

    private static string Save(string folder, string name, string text)
    {
        var path = Path.Combine(folder, $"{name}.sh");
        File.WriteAllText(path, text);
        return path;
    }

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
