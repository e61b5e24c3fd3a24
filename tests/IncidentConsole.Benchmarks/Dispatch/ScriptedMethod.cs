using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MeetSolis.IncidentConsole.Harness;

namespace MeetSolis.IncidentConsole.Benchmarks.Dispatch;

/// <summary>Runs the baseline script against the practice target, with what a step of a drill finds in its environment and nothing else.</summary>
internal sealed class ScriptedMethod(string folder, JsonElement runbook, ConsoleProcess console)
{
    private readonly string _script = MethodScript.Write(folder, runbook.GetProperty("methods").GetProperty(DrilledMethod.Method), DrilledMethod.Steps);

    /// <exception cref="InvalidOperationException">Something in the script did not hold.</exception>
    public async Task<Dispatched> RunAsync(CancellationToken ct)
    {
        var target = await PracticeFacts.ReadAsync(console.DataFolder, ct);
        await target.ResetAsync(ct);
        var start = Describe(target);

        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(ct), process.StandardError.ReadToEndAsync(ct));
        await process.WaitForExitAsync(ct);
        var whole = Stopwatch.GetElapsedTime(began);

        // At once, before the disabled features' 503 look like an error spike with nobody's rollback behind it.
        await target.ResetAsync(ct);
        if (process.ExitCode != 0) throw new InvalidOperationException($"The script ended with {process.ExitCode}: {await errors}");
        var times = (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(t => double.Parse(t, CultureInfo.InvariantCulture) * 1000).ToArray();
        return new(whole.TotalMilliseconds, [.. times.Zip(times.Skip(1), (from, to) => to - from)]);
    }

    private ProcessStartInfo Describe(PracticeFacts target)
    {
        var drill = Path.Combine(console.DataFolder, "drill");
        var start = new ProcessStartInfo("/bin/bash", ["-e", "-u", "-o", "pipefail", _script])
        {
            WorkingDirectory = Path.Combine(drill, "workspace"), RedirectStandardOutput = true, RedirectStandardError = true,
        };
        var environment = start.Environment;
        environment.Clear();
        foreach (var variable in runbook.GetProperty("environments").GetProperty("drill").GetProperty("variables").EnumerateObject())
            environment[variable.Name] = variable.Value.GetString();
        environment["PATH"] = $"{Path.Combine(drill, "bin")}:/usr/local/bin:/usr/bin:/bin";
        environment["HOME"] = Path.Combine(drill, "home");
        environment["SITE_URL"] = environment["PRACTICE_TARGET_URL"] = target.Url.ToString().TrimEnd('/');
        environment["PRACTICE_TARGET_COMMAND"] = Path.Combine(ConsoleProcess.Folder, "practice-target", "PracticeTarget.dll");
        environment["PRACTICE_DOTNET"] = new FileInfo($"/proc/{console.ProcessId}/exe").ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        (environment["VERCEL_ORG_ID"], environment["VERCEL_PROJECT_ID"]) = ("team_practice", "prj_practice");
        environment["VERCEL_TOKEN"] = environment["API_TOKEN"] = target.ApiToken;
        environment["DOTNET_NOLOGO"] = environment["VERCEL_TELEMETRY_DISABLED"] = environment["NO_UPDATE_NOTIFIER"] = "1";
        return start;
    }
}
